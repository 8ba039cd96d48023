/** A webhook written down: its address, what it hears of, whether personal words go along; then its secret, once. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { modelQuery } from "../api/queries.ts";
import { changeWebhook, createWebhook, type WebhookOrder, type WebhookView, webhooksQuery } from "../api/webhooks.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { Once } from "../people/once.tsx";
import style from "./webhooks.module.css";

type Props = { webhook: WebhookView | null; close: () => void };

export function WebhookForm({ webhook, close }: Props) {
  const { webhooks: t } = useText();
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const title = webhook === null ? t.form.addTitle : t.form.editTitle({ name: webhook.name });
  return (
    <Dialog close={close} isWide title={made === null ? title : t.secret.title({ name: made.name })} isKept={made !== null}>
      {made === null ? (
        <Fields webhook={webhook} done={(secret, name) => (secret === null ? close() : setMade({ name, secret }))} />
      ) : (
        <Once lead={t.secret.lead} label={t.secret.label} copyLabel={t.secret.copy} secret={made.secret} done={close} />
      )}
    </Dialog>
  );
}

const groups = ["*", "ticket.*", "clock.*", "page.*"] as const;
const isGroup = (pattern: string): boolean => (groups as readonly string[]).includes(pattern);

function Fields({ webhook, done }: { webhook: WebhookView | null; done: (secret: string | null, name: string) => void }) {
  const { webhooks } = useText();
  const t = webhooks.form;
  const client = useQueryClient();
  const [name, setName] = useState(webhook?.name ?? "");
  const [url, setUrl] = useState(webhook?.url ?? "https://");
  const [customer, setCustomer] = useState(webhook?.customer ?? "");
  const [chosen, setChosen] = useState<readonly string[]>(webhook?.patterns.filter(isGroup) ?? ["ticket.*"]);
  const [others, setOthers] = useState((webhook?.patterns ?? []).filter((pattern) => !isGroup(pattern)).join("\n"));
  const [hasPersonal, setPersonal] = useState(webhook?.hasPersonal ?? false);
  const patterns = [...new Set([...chosen, ...others.split(/[\s,]+/).filter((each) => each !== "")])];
  const saving = useMutation({
    mutationFn: async (): Promise<string | null> => {
      const order: WebhookOrder = {
        name: name.trim(),
        url: url.trim(),
        customer: customer === "" ? null : customer,
        patterns,
        hasPersonal,
      };
      if (webhook === null) return (await createWebhook(order)).secret;
      await changeWebhook(webhook.id, order);
      return null;
    },
    onSuccess: (secret) => {
      void client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
      done(secret, name.trim());
    },
  });
  const isReady = name.trim() !== "" && patterns.length > 0 && /^https?:\/\/./.test(url.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate();
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <div className={style.pair}>
        <TextInput label={t.name} data-autofocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <CustomerSelect value={customer} choose={setCustomer} />
      </div>
      <TextInput
        label={t.url}
        description={t.urlHint}
        type="url"
        maxLength={2_000}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <Events chosen={chosen} choose={setChosen} others={others} write={setOthers} />
      <Checkbox
        label={t.personal}
        description={t.personalHint}
        checked={hasPersonal}
        onChange={(event) => setPersonal(event.currentTarget.checked)}
      />
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={!isReady}>
        {webhook === null ? t.create : t.save}
      </Button>
    </form>
  );
}

function CustomerSelect({ value, choose }: { value: string; choose: (customer: string) => void }) {
  const { text, code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const customers = Object.entries(model?.document.customers ?? {}).map(([id, each]) => ({ value: id, label: textOf(each.name, code) }));
  return (
    <NativeSelect
      label={text.webhooks.form.customer}
      value={value}
      data={[{ value: "", label: text.webhooks.all }, ...customers]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

type EventsProps = { chosen: readonly string[]; choose: (groups: string[]) => void; others: string; write: (others: string) => void };

/** What it hears of: the usual groups by a tick, everything else written down. */
function Events({ chosen, choose, others, write }: EventsProps) {
  const { webhooks } = useText();
  const t = webhooks.form;
  return (
    <>
      <Checkbox.Group label={t.patterns} value={[...chosen]} onChange={choose}>
        <div className={style.ticks}>
          {groups.map((group) => (
            <Checkbox key={group} value={group} label={t.groups[group]} />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label={t.other}
        description={t.patternsHint}
        autosize
        minRows={2}
        maxRows={8}
        value={others}
        onChange={(event) => write(event.currentTarget.value)}
      />
    </>
  );
}

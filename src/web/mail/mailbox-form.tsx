/** A mailbox being added or changed, in a window over the page. */
import { Button, Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addMailbox, changeMailbox, type Mailbox, mailKey } from "../api/mail.ts";
import { modelQuery } from "../api/queries.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import style from "./mail.module.css";
import { draftOf, type MailboxDraft, missingIn, orderOf, portFor } from "./mailbox-draft.ts";

type Props = { mailbox: Mailbox | null; close: () => void };

export function MailboxForm({ mailbox, close }: Props) {
  const { mail, house } = useText();
  const t = mail.form;
  const client = useQueryClient();
  const { say } = useUndo();
  const [draft, setDraft] = useState<MailboxDraft>(() => draftOf(mailbox));
  const [isTold, setTold] = useState(false);
  const missing = missingIn(draft);
  const saving = useMutation({
    mutationFn: () => (mailbox === null ? addMailbox(orderOf(draft)) : changeMailbox(mailbox.id, orderOf(draft))),
    onSuccess: async ({ address }) => {
      await client.invalidateQueries({ queryKey: mailKey });
      say({ label: t.saved({ address }) });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (missing.length === 0 && !saving.isPending) saving.mutate();
  };
  const part: PartProps = {
    ...{ draft, hasPassword: mailbox?.hasPassword ?? false },
    set: (change) => setDraft({ ...draft, ...change }),
    problem: (field) => (isTold && missing.includes(field) ? house.form.required : null),
  };
  return (
    <Dialog title={mailbox === null ? t.new : t.change({ address: mailbox.address })} close={close} isWide isKept>
      <form className={style.form} onSubmit={submit} noValidate>
        <Names {...part} />
        {draft.kind === "imap" && <Server {...part} />}
        <Policy {...part} />
        <Checkbox label={t.enabled} checked={draft.isEnabled} onChange={(event) => part.set({ isEnabled: event.currentTarget.checked })} />
        <ProblemNote error={saving.error} />
        <div className={style.acts}>
          <Button type="submit" loading={saving.isPending}>
            {t.save}
          </Button>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type PartProps = {
  draft: MailboxDraft;
  hasPassword: boolean;
  set: (change: Partial<MailboxDraft>) => void;
  problem: (field: keyof MailboxDraft) => string | null;
};

function Names({ draft, set, problem }: PartProps) {
  const { form: t, boxes } = useText().mail;
  return (
    <>
      <div className={style.pair}>
        <TextInput
          type="email"
          label={t.address}
          value={draft.address}
          error={problem("address")}
          required
          onChange={(event) => set({ address: event.currentTarget.value })}
        />
        <TextInput label={t.name} value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      </div>
      <Textarea
        label={t.aliases}
        description={t.aliasesHint}
        autosize
        minRows={1}
        value={draft.aliases}
        onChange={(event) => set({ aliases: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.kind}
        description={t.kindHint[draft.kind]}
        value={draft.kind}
        data={(["imap", "smtp", "api"] as const).map((value) => ({ value, label: boxes.kind[value] }))}
        onChange={(event) => set({ kind: event.currentTarget.value as MailboxDraft["kind"] })}
      />
    </>
  );
}

const choices = <K extends string>(labels: Readonly<Record<K, string>>) =>
  (Object.keys(labels) as K[]).map((value) => ({ value, label: labels[value] }));

/** Where it is and as whom one signs in. */
function Connection({ draft, set, problem, hasPassword }: PartProps) {
  const { form: t } = useText().mail;
  return (
    <>
      <div className={style.trio}>
        <TextInput
          label={t.host}
          value={draft.host}
          error={problem("host")}
          required
          onChange={(event) => set({ host: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.security}
          value={draft.security}
          data={choices(t.securities)}
          onChange={(event) => {
            const security = event.currentTarget.value as MailboxDraft["security"];
            set({ security, port: portFor(security, draft.port) });
          }}
        />
        <TextInput label={t.port} inputMode="numeric" value={draft.port} onChange={(event) => set({ port: event.currentTarget.value })} />
      </div>
      <div className={style.pair}>
        <TextInput
          label={t.user}
          autoComplete="off"
          value={draft.user}
          error={problem("user")}
          required
          onChange={(event) => set({ user: event.currentTarget.value })}
        />
        <PasswordInput
          label={t.password}
          description={hasPassword ? t.passwordKept : t.passwordHint}
          autoComplete="new-password"
          value={draft.password}
          onChange={(event) => set({ password: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

function Server({ draft, set, problem, hasPassword }: PartProps) {
  const { form: t } = useText().mail;
  return (
    <fieldset className={style.server}>
      <legend className="unseen">{t.host}</legend>
      <Connection draft={draft} set={set} problem={problem} hasPassword={hasPassword} />
      <div className={style.pair}>
        <TextInput
          label={t.folder}
          value={draft.folder}
          error={problem("folder")}
          required
          onChange={(event) => set({ folder: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.after}
          value={draft.after}
          data={choices(t.afters)}
          onChange={(event) => set({ after: event.currentTarget.value as MailboxDraft["after"] })}
        />
      </div>
      {draft.after === "move" && (
        <TextInput
          label={t.moveTo}
          value={draft.moveTo}
          error={problem("moveTo")}
          required
          onChange={(event) => set({ moveTo: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t.trusted}
        description={t.trustedHint}
        value={draft.trustedServer}
        onChange={(event) => set({ trustedServer: event.currentTarget.value })}
      />
    </fieldset>
  );
}

function Policy({ draft, set, problem }: PartProps) {
  const { text, code } = useLanguage();
  const t = text.mail.form;
  const { data: model } = useQuery(modelQuery);
  const none = { value: "", label: t.none };
  const customers = Object.entries(model?.document.customers ?? {}).map(([value, { name }]) => ({ value, label: name }));
  const services = Object.entries(model?.document.services ?? {}).map(([value, { name }]) => ({ value, label: textOf(name, code) }));
  return (
    <>
      <NativeSelect
        label={t.unknown}
        value={draft.unknownSenders}
        data={(["hold", "fallback", "drop"] as const).map((value) => ({ value, label: t.unknowns[value] }))}
        onChange={(event) => set({ unknownSenders: event.currentTarget.value as MailboxDraft["unknownSenders"] })}
      />
      <div className={style.pair}>
        <NativeSelect
          label={t.fallback}
          description={t.fallbackHint}
          value={draft.fallbackCustomer}
          error={problem("fallbackCustomer")}
          data={[none, ...customers]}
          onChange={(event) => set({ fallbackCustomer: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.service}
          value={draft.service}
          data={[none, ...services]}
          onChange={(event) => set({ service: event.currentTarget.value })}
        />
      </div>
    </>
  );
}

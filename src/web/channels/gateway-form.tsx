/** A gateway written down: through which driver, under which name, with which account. */
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import {
  addGateway,
  type Channel,
  changeGateway,
  type DriverView,
  type GatewayView,
  gatewaysQuery,
  removeGateway,
} from "../api/channels.ts";
import { isProblem } from "../api/problem.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./channels.module.css";
import { useDriverTitle } from "./driver-title.ts";
import { SettingField, useSettingWords } from "./setting-field.tsx";
import { type Draft, draftOf, type Field, fieldsOf, missingIn, settingsOf } from "./setting-form.ts";

type Props = {
  /** Where one is added to; null leaves the choice. */
  channel: Channel | null;
  gateway: GatewayView | null;
  drivers: readonly DriverView[];
  gateways: readonly GatewayView[];
  close: () => void;
};

export default function GatewayForm({ channel, gateway, drivers, gateways, close }: Props) {
  const { channels: t } = useText();
  const first =
    drivers.find((each) => (gateway === null ? each.channel === (channel ?? "sms") : each.name === gateway.driver)) ?? drivers[0]!;
  const [driver, setDriver] = useState(first);
  return (
    <Dialog title={gateway === null ? t.form.add : t.editOf({ name: gateway.name })} close={close} isWide>
      <div className={style.form}>
        {gateway === null && <DriverChoice drivers={drivers} driver={driver} choose={setDriver} isChannelFixed={channel !== null} />}
        <Capabilities driver={driver} />
        <Account key={driver.name} driver={driver} gateway={gateway} close={close} />
        {gateway !== null && gateway.hookUrl !== null && <Hook url={gateway.hookUrl} />}
        {gateway !== null && !gateway.isBuiltIn && <Removal gateway={gateway} gateways={gateways} close={close} />}
      </div>
    </Dialog>
  );
}

type ChoiceProps = {
  drivers: readonly DriverView[];
  driver: DriverView;
  choose: (driver: DriverView) => void;
  isChannelFixed: boolean;
};

function DriverChoice({ drivers, driver, choose, isChannelFixed }: ChoiceProps) {
  const { channels: t } = useText();
  const titleOf = useDriverTitle();
  const known = [...new Set(drivers.map(({ channel }) => channel))];
  const ofChannel = drivers.filter(({ channel }) => channel === driver.channel);
  const pick = (name: string) => choose(drivers.find((each) => each.name === name) ?? driver);
  return (
    <div className={style.pair}>
      <NativeSelect
        label={t.form.channel}
        value={driver.channel}
        disabled={isChannelFixed}
        data={known.map((value) => ({ value, label: t.names[value] }))}
        onChange={(event) => pick(drivers.find(({ channel }) => channel === event.currentTarget.value)?.name ?? "")}
      />
      <NativeSelect
        label={t.form.driver}
        value={driver.name}
        data={ofChannel.map((each) => ({ value: each.name, label: titleOf(each) }))}
        data-autofocus
        onChange={(event) => pick(event.currentTarget.value)}
      />
    </div>
  );
}

function Capabilities({ driver }: { driver: DriverView }) {
  const t = useText().channels.form;
  const told = [
    driver.givesReceipts ? t.receipts : t.noReceipts,
    driver.takesReplies ? t.replies : t.noReplies,
    driver.isIdempotent ? t.idempotent : t.notIdempotent,
  ];
  return (
    <ul className={style.capabilities} aria-label={t.capabilities}>
      {told.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}

/** Beside which field the server's words belong: it points at `/settings/url`. */
function mistakesIn(error: unknown): Record<string, string> {
  const errors =
    isProblem(error) && Array.isArray(error.facts.errors) ? (error.facts.errors as { pointer?: string; detail?: string }[]) : [];
  return Object.fromEntries(errors.map(({ pointer = "", detail = "" }) => [pointer.split("/").at(-1) ?? "", detail]));
}

function Account({ driver, gateway, close }: { driver: DriverView; gateway: GatewayView | null; close: () => void }) {
  const { channels: t } = useText();
  const titleOf = useDriverTitle();
  const fields = fieldsOf(driver);
  const kept = gateway?.keptSecrets ?? [];
  const [name, setName] = useState(gateway?.name ?? titleOf(driver));
  const [isEnabled, setEnabled] = useState(gateway?.isEnabled ?? true);
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, gateway?.settings ?? {}, driver.secrets));
  const [isTold, setTold] = useState(false);
  const saving = useSaving(driver, gateway, close);
  const isBuiltIn = gateway?.isBuiltIn === true;
  const missing = isBuiltIn ? [] : missingIn(fields, draft, kept);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (missing.length > 0 || name.trim() === "") return;
    saving.mutate({ name: name.trim(), isEnabled, ...(isBuiltIn ? {} : { settings: settingsOf(fields, draft) }) });
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      {!isBuiltIn && (
        <TextInput
          label={t.form.name}
          description={t.form.nameHint}
          value={name}
          maxLength={80}
          error={isTold && name.trim() === "" ? t.form.needed : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      {!isBuiltIn && (
        <Fields
          {...{ fields, draft, kept }}
          driver={driver.name}
          mistakes={{ ...(isTold ? Object.fromEntries(missing.map((each) => [each, t.form.needed])) : {}), ...mistakesIn(saving.error) }}
          change={(changed, value) => setDraft({ ...draft, [changed]: value })}
        />
      )}
      <Checkbox
        classNames={{ description: style.under! }}
        label={t.form.enabled}
        description={t.form.enabledHint}
        checked={isEnabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      {gateway === null && driver.hasHook && <p className="soft">{t.form.hookAfter}</p>}
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending}>
        {gateway === null ? t.form.create : t.form.save}
      </Button>
    </form>
  );
}

type FieldsProps = {
  driver: string;
  fields: readonly Field[];
  draft: Draft;
  kept: readonly string[];
  mistakes: Readonly<Record<string, string>>;
  change: (name: string, value: string | boolean) => void;
};

/** What is needed first; what has a default behind a fold, which opens when something in it is wrong. */
function Fields({ driver, fields, draft, kept, mistakes, change }: FieldsProps) {
  const t = useText().channels.form;
  const wordsOf = useSettingWords(driver);
  const one = (field: Field) => (
    <SettingField
      key={field.name}
      field={field}
      words={wordsOf(field)}
      value={draft[field.name] ?? ""}
      isKept={kept.includes(field.name)}
      mistake={mistakes[field.name] ?? null}
      change={(value) => change(field.name, value)}
    />
  );
  const further = fields.filter(({ isFurther }) => isFurther);
  const isAmiss = further.some(({ name }) => mistakes[name] !== undefined);
  return (
    <>
      {fields.filter(({ isFurther }) => !isFurther).map(one)}
      {further.length > 0 && (
        <details className={style.further} open={isAmiss || undefined}>
          <summary>{t.advanced}</summary>
          <div className={style.form}>{further.map(one)}</div>
        </details>
      )}
    </>
  );
}

function useSaving(driver: DriverView, gateway: GatewayView | null, close: () => void) {
  const { channels: t } = useText();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; isEnabled: boolean; settings?: ReturnType<typeof settingsOf> }) =>
      gateway === null ? addGateway({ ...body, driver: driver.name, settings: body.settings ?? {} }) : changeGateway(gateway.id, body),
    onSuccess: async ({ name }) => {
      await client.invalidateQueries({ queryKey: gatewaysQuery.queryKey });
      say({ label: gateway === null ? t.form.created({ name }) : t.form.saved({ name }), tone: "good" });
      close();
    },
  });
}

function Hook({ url }: { url: string }) {
  const t = useText().channels.form;
  const copy = () => void navigator.clipboard.writeText(url).then(() => say({ label: t.copied }));
  return (
    <div className={style.hook}>
      <TextInput label={t.hook} description={t.hookHint} readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
      {navigator.clipboard !== undefined && (
        <Button variant="default" onClick={copy} aria-label={t.copy}>
          <Icon name="copy" size={16} />
        </Button>
      )}
    </div>
  );
}

/** Asked twice: what was entered of the account is gone afterwards. */
function Removal({ gateway, gateways, close }: { gateway: GatewayView; gateways: readonly GatewayView[]; close: () => void }) {
  const { channels: t, house } = useText();
  const client = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const { id, name, channel } = gateway;
  const removing = useMutation({
    mutationFn: () => removeGateway(id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: gatewaysQuery.queryKey });
      say({ label: t.remove.done({ name }) });
      close();
    },
  });
  const isLast = gateways.filter((each) => each.channel === channel && each.isEnabled).length <= 1;
  if (!isAsked) {
    return (
      <div className={style.removal}>
        <Button variant="default" size="xs" onClick={() => setAsked(true)}>
          {t.remove.act}
        </Button>
      </div>
    );
  }
  return (
    <section className={style.removal} aria-label={t.remove.title({ name })}>
      <h3>{t.remove.title({ name })}</h3>
      <p>{t.remove.lead}</p>
      {isLast && <p className={style.alarm}>{t.remove.last({ channel: t.names[channel] })}</p>}
      <ProblemNote error={removing.error} />
      <div className={style.acts}>
        <Button color="alarm" size="xs" loading={removing.isPending} onClick={() => removing.mutate()} data-autofocus>
          {t.remove.act}
        </Button>
        <Button variant="default" size="xs" onClick={() => setAsked(false)}>
          {house.form.cancel}
        </Button>
      </div>
    </section>
  );
}

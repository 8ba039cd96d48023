/** The parts of the intake's form: whose it is and what it is about, and the facts that priority follows from. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { peopleQuery } from "../../api/people.ts";
import type { Document } from "../../api/wire.ts";
import { kindNames } from "../../kit/choices.ts";
import { useMay } from "../../kit/may.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import type { Draft } from "./draft.ts";
import style from "./intake.module.css";
import { Question } from "./question.tsx";

type PartProps = { document: Document; draft: Draft; set: (change: Partial<Draft>) => void };

/** `isChild`: whose it is stands fast, as tickets of one customer alone belong together. */
type WhoseProps = PartProps & { isChild: boolean };

/** Customer and contact, service and component: each list follows from the choice before. */
export function Whose({ document, draft, set, isChild }: WhoseProps) {
  const { text, code } = useLanguage();
  const t = text.ticket.intake;
  const customers = Object.entries(document.customers).map(([value, { name }]) => ({ value, label: name }));
  const requesters = useRequesters(document, draft.customer);
  const owned = new Set(
    Object.values(document.agreements).flatMap(({ customer, services }) => (customer === draft.customer ? services : [])),
  );
  // Services under the customer's own agreements first: of others one may still ask, on demand.
  const services = Object.entries(document.services)
    .sort(([a], [b]) => Number(owned.has(b)) - Number(owned.has(a)))
    .map(([value, { name }]) => ({ value, label: textOf(name, code) }));
  const components = Object.entries(document.services[draft.service]?.components ?? {}).map(([value, { name }]) => ({
    value,
    label: textOf(name, code),
  }));
  const kinds = kindNames.map((value) => ({ value, label: text.words.kind[value] }));
  return (
    <div className={style.pairs}>
      <NativeSelect
        label={t.customer}
        value={draft.customer}
        data={customers}
        autoFocus={!isChild}
        disabled={isChild}
        onChange={(event) => set({ customer: event.currentTarget.value, requester: "", service: "", component: "" })}
      />
      <NativeSelect
        label={t.contact}
        value={draft.requester}
        data={[{ value: "", label: t.nobody }, ...requesters.groups]}
        onChange={(event) => set(requesterChange(event.currentTarget.value, requesters.known, draft))}
      />
      <NativeSelect
        label={t.service}
        value={draft.service}
        data={[{ value: "", label: t.anyService }, ...services]}
        onChange={(event) => set({ service: event.currentTarget.value, component: "" })}
      />
      <NativeSelect
        label={t.component}
        value={draft.component}
        disabled={components.length === 0}
        data={[{ value: "", label: t.anyComponent }, ...components]}
        onChange={(event) => set({ component: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.kind}
        value={draft.kind}
        data={kinds}
        onChange={(event) => set({ kind: event.currentTarget.value as Draft["kind"] })}
      />
      <NativeSelect
        label={t.channel}
        value={draft.channel}
        data={(["phone", "email", "chat", "portal"] as const).map((value) => ({ value, label: text.words.channel[value] }))}
        onChange={(event) => set({ channel: event.currentTarget.value as Draft["channel"] })}
      />
      {draft.channel === "phone" && <CallFields draft={draft} set={set} />}
    </div>
  );
}

/** Who calls, and from where. */
function CallFields({ draft, set }: Pick<PartProps, "draft" | "set">) {
  const t = useLanguage().text.ticket.intake;
  return (
    <>
      <TextInput label={t.caller} value={draft.caller} maxLength={200} onChange={(event) => set({ caller: event.currentTarget.value })} />
      <TextInput
        label={t.callerNumber}
        type="tel"
        value={draft.callerNumber}
        maxLength={50}
        onChange={(event) => set({ callerNumber: event.currentTarget.value })}
      />
    </>
  );
}

type Known = ReadonlyMap<string, { name: string; phone: string | null }>;

/** Contacts of the model, then those of the customer's people who sign in. */
function useRequesters(document: Document, customer: string) {
  const { text } = useLanguage();
  const t = text.ticket.intake;
  const may = useMay();
  const { data: people = [] } = useQuery({
    ...peopleQuery({ customer, of: "customers" }, 200),
    enabled: customer !== "" && may("people:read"),
  });
  const contacts = Object.entries(document.customers[customer]?.contacts ?? {});
  const known = new Map(contacts.map(([key, { name, phone = null }]) => [key, { name, phone }]));
  const others = people.filter(({ key, customerId }) => customerId === customer && !known.has(key));
  for (const { key, name, phone } of others) known.set(key, { name, phone });
  const groups = [
    { group: t.contacts, items: contacts.map(([value, { name }]) => ({ value, label: name })) },
    {
      group: t.people,
      items: others.map(({ key, name, department }) => ({ value: key, label: department === null ? name : `${name} (${department})` })),
    },
  ].filter(({ items }) => items.length > 0);
  return { groups, known: known as Known };
}

/** Whoever asks is mostly the one who calls, from the number that is known. */
function requesterChange(requester: string, known: Known, draft: Draft): Partial<Draft> {
  const before = known.get(draft.requester);
  const next = known.get(requester);
  const isUntouched = draft.caller === "" || draft.caller === before?.name;
  return isUntouched && next !== undefined ? { requester, caller: next.name, callerNumber: next.phone ?? "" } : { requester };
}

/** What a requester can know; nobody is asked to rank their own problem. */
export function FactQuestions({ draft, set }: Pick<PartProps, "draft" | "set">) {
  const t = useLanguage().text.ticket.intake;
  return (
    <div className={style.facts}>
      <Question
        label={t.affected}
        name="affected"
        choices={t.affectedChoices}
        value={draft.affected}
        pick={(affected) => set({ affected })}
      />
      <Question
        label={t.workaround}
        name="workaround"
        choices={t.workaroundChoices}
        value={draft.workaround}
        pick={(workaround) => set({ workaround })}
      />
      <Question label={t.stake} name="stake" choices={t.stakeChoices} value={draft.atStake} pick={(atStake) => set({ atStake })} />
    </div>
  );
}

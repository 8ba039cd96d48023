/** Opening a ticket: facts in plain words; what was decided from them is told back. */
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { modelQuery } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Document, WireTicket } from "../../api/wire.ts";
import { kindNames } from "../../kit/choices.ts";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import { bodyOf, type Draft, emptyDraft } from "./draft.ts";
import style from "./intake.module.css";
import { Opened } from "./opened.tsx";
import { Question } from "./question.tsx";

export function Intake() {
  const model = useQuery(modelQuery);
  const [opened, setOpened] = useState<WireTicket | null>(null);
  if (model.isPending) return <Loading />;
  if (model.isError) return <Failure error={model.error} retry={() => void model.refetch()} />;
  const { document } = model.data;
  return (
    <div className={style.page}>
      {opened === null ? (
        <Form document={document} done={setOpened} />
      ) : (
        <Opened ticket={opened} document={document} another={() => setOpened(null)} />
      )}
    </div>
  );
}

type FormProps = { document: Document; done: (ticket: WireTicket) => void };

function Form({ document, done }: FormProps) {
  const { text } = useLanguage();
  const t = text.ticket.intake;
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(document));
  const [isTold, setTold] = useState(false);
  const key = useRef(crypto.randomUUID());
  const opening = useMutation({
    mutationFn: () => request<WireTicket>("POST", "/api/v1/tickets", { body: bodyOf(draft), idempotencyKey: key.current }),
    onSuccess: ({ value }) => {
      void client.invalidateQueries({ queryKey: ["queue"] });
      done(value);
    },
    onError: () => {
      key.current = crypto.randomUUID();
    },
  });
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isMissing = draft.customer === "" || draft.subject.trim() === "";
  const submit = () => {
    setTold(true);
    if (!isMissing && !opening.isPending) opening.mutate();
  };
  return (
    <form
      className={style.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <div>
        <h1>{t.title}</h1>
        <p className="soft">{t.lead}</p>
      </div>
      <Whose document={document} draft={draft} set={set} />
      <TextInput
        label={t.subject}
        description={t.subjectHint}
        value={draft.subject}
        maxLength={500}
        error={isTold && draft.subject.trim() === "" ? text.house.form.required : null}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Textarea
        label={t.description}
        rows={5}
        value={draft.description}
        onChange={(event) => set({ description: event.currentTarget.value })}
      />
      <FactQuestions draft={draft} set={set} />
      {isTold && isMissing && <p role="alert">{t.missing}</p>}
      <ProblemNote error={opening.error} />
      <div className={style.foot}>
        <Button type="submit" size="md" loading={opening.isPending}>
          {t.open}
        </Button>
      </div>
    </form>
  );
}

type PartProps = { document: Document; draft: Draft; set: (change: Partial<Draft>) => void };

/** Customer and contact, service and component: each list follows from the choice before. */
function Whose({ document, draft, set }: PartProps) {
  const { text, code } = useLanguage();
  const t = text.ticket.intake;
  const customers = Object.entries(document.customers).map(([value, { name }]) => ({ value, label: name }));
  const contacts = Object.entries(document.customers[draft.customer]?.contacts ?? {}).map(([value, { name }]) => ({ value, label: name }));
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
        autoFocus
        onChange={(event) => set({ customer: event.currentTarget.value, requester: "", service: "", component: "" })}
      />
      <NativeSelect
        label={t.contact}
        value={draft.requester}
        data={[{ value: "", label: t.nobody }, ...contacts]}
        onChange={(event) => set({ requester: event.currentTarget.value })}
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
    </div>
  );
}

/** What a requester can know; nobody is asked to rank their own problem. */
function FactQuestions({ draft, set }: Pick<PartProps, "draft" | "set">) {
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

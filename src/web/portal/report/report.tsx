/** Reporting: plain questions, what may already help while one types, and what to expect before anything is sent. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef, useState } from "react";
import { attachmentAddress } from "../../api/attachments.ts";
import { type Frame, frameQuery } from "../../api/portal.ts";
import { request } from "../../api/request.ts";
import type { WireTicket } from "../../api/wire.ts";
import { DropZone, FilePicker } from "../../kit/attachments.tsx";
import { Editor, type EditorHandle } from "../../kit/editor/editor.tsx";
import { useMatches } from "../../kit/matches.ts";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { useUploads } from "../../kit/uploads.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import page from "../page.module.css";
import { type Draft, emptyDraft, keepDraft, keptDraft, openingOf } from "./draft.ts";
import { Expectation } from "./expectation.tsx";
import { Place } from "./place.tsx";
import { Question } from "./question.tsx";
import style from "./report.module.css";
import { Sent } from "./sent.tsx";
import { Solved, Suggestions } from "./suggestions.tsx";

export function Report() {
  const frame = useQuery(frameQuery);
  const [state, setState] = useState<{ kind: "writing" | "solved" } | { kind: "sent"; ticket: WireTicket }>({ kind: "writing" });
  if (frame.isPending) return <Loading />;
  if (frame.isError) return <Failure error={frame.error} retry={() => void frame.refetch()} />;
  const again = () => setState({ kind: "writing" });
  if (state.kind === "sent") return <Sent ticket={state.ticket} another={again} />;
  if (state.kind === "solved") return <Solved again={again} />;
  return (
    <Form
      frame={frame.data}
      onSent={(ticket) => {
        keepDraft(null);
        setState({ kind: "sent", ticket });
      }}
      onSolved={() => {
        keepDraft(null);
        setState({ kind: "solved" });
      }}
    />
  );
}

/** What was begun, unless the address says what it is about; what the frame does not know of it is left out. */
function useDraft(frame: Frame): [Draft, (change: Partial<Draft>) => void, boolean, () => void] {
  const about = useSearch({ from: "/portal/report" });
  const first = frame.customers[0]?.id ?? "";
  const begin = (kept: Partial<Draft> | null): Draft => {
    const draft = { ...emptyDraft(first), ...kept, ...about };
    const customer = frame.customers.find(({ id }) => id === draft.customer) ?? frame.customers[0];
    const service =
      customer?.services.find(({ id }) => id === draft.service) ?? (customer?.services.length === 1 ? customer.services[0] : undefined);
    const component = service?.components.find(({ id }) => id === draft.component)?.id ?? "";
    return { ...draft, customer: customer?.id ?? first, service: service?.id ?? "", component };
  };
  const [hasKept, setKept] = useState(() => keptDraft() !== null);
  const [draft, setDraft] = useState(() => begin(keptDraft()));
  useEffect(() => keepDraft(draft), [draft]);
  const discard = () => {
    setKept(false);
    setDraft(begin(null));
  };
  return [draft, (change) => setDraft((before) => ({ ...before, ...change })), hasKept, discard];
}

/** Below this the expectation stands before the button instead of beside the questions. */
const narrow = "(max-width: 62rem)";

type FormProps = { frame: Frame; onSent: (ticket: WireTicket) => void; onSolved: () => void };

function Form({ frame, onSent, onSolved }: FormProps) {
  const { text } = useLanguage();
  const t = text.portal.report;
  const [draft, set, hasKept, discard] = useDraft(frame);
  const [isTold, setTold] = useState(false);
  const isNarrow = useMatches(narrow);
  const editor = useRef<EditorHandle>(null);
  const uploads = useUploads((attachment, file) => {
    if (file.type.startsWith("image/")) editor.current?.insert(`![${attachment.name}](${attachmentAddress(attachment.id)})`);
  });
  const sending = useSending(draft, uploads.attachments, onSent);
  const isMissing = draft.subject.trim() === "";
  const submit = () => {
    setTold(true);
    if (!isMissing && !uploads.isBusy && !sending.isPending) sending.mutate();
  };
  const customer = frame.customers.find(({ id }) => id === draft.customer);
  return (
    <div className={style.columns}>
      <form
        className={style.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Top frame={frame} draft={draft} set={set} discard={hasKept ? discard : null} />
        <Question label={t.kind} name="kind" choices={t.kinds} value={draft.kind} pick={(kind) => set({ kind })} />
        {customer !== undefined && <Place services={customer.services} draft={draft} set={set} />}
        <TextInput
          label={t.subject}
          description={t.subjectHint}
          value={draft.subject}
          maxLength={500}
          size="md"
          error={isTold && isMissing ? t.missing : null}
          onChange={(event) => set({ subject: event.currentTarget.value })}
        />
        <Description draft={draft} set={set} uploads={uploads} editor={editor} submit={submit} />
        <Suggestions draft={draft} onSolved={onSolved} />
        {draft.kind === "incident" && <Facts draft={draft} set={set} />}
        {isNarrow && <Expectation draft={draft} />}
        <ProblemNote error={sending.error} />
        <div className={style.foot}>
          <Button type="submit" size="lg" loading={sending.isPending} disabled={uploads.isBusy}>
            {t.send}
          </Button>
          {uploads.isBusy && <span className="soft">{t.uploading}</span>}
        </div>
      </form>
      {!isNarrow && (
        <aside className={style.aside}>
          <Expectation draft={draft} />
        </aside>
      )}
    </div>
  );
}

type TopProps = { frame: Frame; draft: Draft; set: (change: Partial<Draft>) => void; discard: (() => void) | null };

function Top({ frame, draft, set, discard }: TopProps) {
  const t = useText().portal.report;
  return (
    <>
      <header className={page.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      {discard !== null && (
        <p className={style.kept}>
          {t.draft}{" "}
          <button type="button" onClick={discard}>
            {t.discard}
          </button>
        </p>
      )}
      {frame.customers.length > 1 && (
        <NativeSelect
          label={t.organisation}
          value={draft.customer}
          data={frame.customers.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => set({ customer: event.currentTarget.value, service: "", component: "" })}
        />
      )}
    </>
  );
}

type DescriptionProps = {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  uploads: ReturnType<typeof useUploads>;
  editor: RefObject<EditorHandle | null>;
  submit: () => void;
};

function Description({ draft, set, uploads, editor, submit }: DescriptionProps) {
  const t = useText().portal.report;
  return (
    <DropZone onFiles={uploads.add} className={style.field}>
      <span className={style.label}>{t.description}</span>
      <span className={style.hint}>{t.descriptionHint}</span>
      <Editor
        handle={editor}
        value={draft.description}
        onChange={(description) => set({ description })}
        label={t.description}
        minRows={6}
        onFiles={uploads.add}
        onSubmit={submit}
      />
      <FilePicker uploads={uploads} />
    </DropZone>
  );
}

/** The same key until it has arrived: a second press opens no second ticket. */
function useSending(draft: Draft, attachments: ReturnType<typeof useUploads>["attachments"], onSent: (ticket: WireTicket) => void) {
  const { code } = useLanguage();
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  return useMutation({
    mutationFn: () =>
      request<WireTicket>("POST", "/api/v1/tickets", { body: openingOf(draft, attachments, code), idempotencyKey: key.current }),
    onSuccess: ({ value }) => {
      void client.invalidateQueries({ queryKey: ["queue"] });
      onSent(value);
    },
    onError: () => {
      key.current = crypto.randomUUID();
    },
  });
}

/** What a requester can know; nobody is asked to rank their own problem. */
function Facts({ draft, set }: { draft: Draft; set: (change: Partial<Draft>) => void }) {
  const t = useText().portal.report;
  return (
    <>
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
    </>
  );
}

/** Opening a ticket for somebody: facts in plain words; what was decided from them is told back. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { attachmentAddress } from "../../api/attachments.ts";
import { isProblem } from "../../api/problem.ts";
import { modelQuery, ticketQuery } from "../../api/queries.ts";
import { request } from "../../api/request.ts";
import type { Document, WireTicket } from "../../api/wire.ts";
import { DropZone, FilePicker } from "../../kit/attachments.tsx";
import { Editor, type EditorHandle, loadEditor } from "../../kit/editor/editor.tsx";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { useUploads } from "../../kit/uploads.ts";
import { useLanguage } from "../../language/language.tsx";
import { bodyOf, callOf, type Draft, emptyDraft } from "./draft.ts";
import style from "./intake.module.css";
import { Opened } from "./opened.tsx";
import { FactQuestions, Whose } from "./parts.tsx";
import { Suggestions } from "./suggestions.tsx";

export function Intake() {
  const { parent: parentId } = useSearch({ from: "/desk/tickets/new" });
  const model = useQuery(modelQuery);
  const parent = useQuery({ ...ticketQuery(parentId ?? 0), enabled: parentId !== undefined });
  const [opened, setOpened] = useState<WireTicket | null>(null);
  useEffect(() => void loadEditor(), []);
  if (model.isPending || (parentId !== undefined && parent.isPending)) return <Loading />;
  if (model.isError) return <Failure error={model.error} retry={() => void model.refetch()} />;
  if (parent.isError) return <Failure error={parent.error} retry={() => void parent.refetch()} />;
  const { document } = model.data;
  return (
    <div className={style.page}>
      {opened === null ? (
        <Form key={parentId} document={document} parent={parent.data?.ticket ?? null} done={setOpened} />
      ) : (
        <Opened ticket={opened} document={document} another={() => setOpened(null)} />
      )}
    </div>
  );
}

type FormProps = { document: Document; parent: WireTicket | null; done: (ticket: WireTicket) => void };

function Form({ document, parent, done }: FormProps) {
  const { text } = useLanguage();
  const t = text.ticket.intake;
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(document, parent));
  const [isTold, setTold] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const uploads = useUploads((attachment) => {
    if (attachment.isInline) editor.current?.insert(`![${attachment.name.replaceAll(/[[\]]/g, "")}](${attachmentAddress(attachment.id)}) `);
  });
  const opening = useOpening(
    draft,
    uploads.attachments.map(({ id }) => id),
    parent?.id ?? null,
    done,
  );
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const isMissing = draft.customer === "" || draft.subject.trim() === "";
  const submit = () => {
    setTold(true);
    if (!isMissing && !opening.isPending && !uploads.isBusy) opening.mutate();
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
        if (!event.defaultPrevented && event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
      }}
    >
      <Title parent={parent} />
      <Whose document={document} draft={draft} set={set} isChild={parent !== null} />
      <TextInput
        label={t.subject}
        description={t.subjectHint}
        value={draft.subject}
        maxLength={500}
        autoFocus={parent !== null}
        error={isTold && draft.subject.trim() === "" ? text.house.form.required : null}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <DropZone onFiles={uploads.add} className={style.told}>
        <p className={style.label}>{t.description}</p>
        <Editor
          handle={editor}
          value={draft.description}
          label={t.description}
          minRows={5}
          onChange={(description) => set({ description })}
          onFiles={uploads.add}
          onSubmit={submit}
        />
        <FilePicker uploads={uploads} />
      </DropZone>
      <Suggestions draft={draft} />
      <FactQuestions draft={draft} set={set} />
      {isTold && isMissing && <p role="alert">{t.missing}</p>}
      <ProblemNote error={opening.error} />
      <div className={style.foot}>
        <Button type="submit" size="md" loading={opening.isPending} disabled={uploads.isBusy}>
          {t.open}
        </Button>
      </div>
    </form>
  );
}

function Title({ parent }: { parent: WireTicket | null }) {
  const t = useLanguage().text.ticket.intake;
  return (
    <div>
      <h1>{parent === null ? t.title : t.childTitle({ parent: parent.id })}</h1>
      <p className="soft" dir="auto">
        {parent === null ? t.lead : t.childOf({ parent: parent.id, subject: parent.subject })}
      </p>
    </div>
  );
}

/** Opens it once, however often one presses; then notes the call by which it came. */
function useOpening(draft: Draft, attachments: readonly string[], parent: number | null, done: (ticket: WireTicket) => void) {
  const client = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const isOpened = useRef(false);
  return useMutation({
    mutationFn: async () => {
      const body = bodyOf(draft, { attachments, parent });
      const { value } = await request<WireTicket>("POST", "/api/v1/tickets", { body, idempotencyKey: key.current });
      isOpened.current = true;
      const call = callOf(draft);
      if (call === null) return value;
      // It belongs to the ticket, and is no answer to the customer: that would end their wait for one.
      const note = { ...call, text: draft.subject.trim(), visibility: "internal", minutes: null };
      await request("POST", `/api/v1/tickets/${value.id}/calls`, { body: note, idempotencyKey: `${key.current}-call` });
      return value;
    },
    onSuccess: (value) => {
      void client.invalidateQueries({ queryKey: ["queue"] });
      if (parent !== null) void client.invalidateQueries({ queryKey: ["ticket", parent] });
      done(value);
    },
    onError: (error) => {
      // A refusal was kept under this key; what never arrived, or only lacks its call, is asked for again under the same.
      if (isProblem(error) && error.status >= 400 && error.status < 500 && !isOpened.current) key.current = crypto.randomUUID();
    },
  });
}

/** Writing an answer, with files; what was begun survives a reload. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { attachmentAddress } from "../../api/attachments.ts";
import { draftKey, draftQuery } from "../../api/drafts.ts";
import { adoptDraft, forgetDraft, isEmpty, useDraft, type Written, writeDraft } from "../../desk/ticket/answer/drafts.ts";
import { DropZone, FilePicker } from "../../kit/attachments.tsx";
import { Editor, type EditorHandle } from "../../kit/editor/editor.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useUploads } from "../../kit/uploads.ts";
import { useText } from "../../language/language.tsx";
import style from "./ticket.module.css";
import { useVerb } from "./use-verb.ts";

export function Reply({ ticketId }: { ticketId: number }) {
  const { portal: t } = useText();
  const { say } = useUndo();
  const key = draftKey(ticketId, "public");
  const draft = useDraft(key);
  const editor = useRef<EditorHandle>(null);
  const uploads = useUploads((attachment, file) => {
    if (file.type.startsWith("image/")) editor.current?.insert(`![${attachment.name}](${attachmentAddress(attachment.id)})`);
  });
  const { reset, attachments } = uploads;
  useKeptDraft(key, reset);
  const verb = useVerb(ticketId, () => {
    forgetDraft(key);
    reset();
    say({ label: t.ticket.sent });
  });
  const written: Written = { text: draft.text, attachments };
  const send = () => {
    if (isEmpty(written) || uploads.isBusy || verb.isPending) return;
    verb.mutate({
      verb: "replies",
      body: { visibility: "public", text: draft.text, attachments: attachments.map(({ id }) => id) },
    });
  };
  return (
    <DropZone onFiles={uploads.add} className={style.reply}>
      <h2>{t.ticket.reply}</h2>
      <Editor
        handle={editor}
        value={draft.text}
        onChange={(text) => writeDraft(key, { text, attachments })}
        label={t.ticket.reply}
        placeholder={t.ticket.replyPlaceholder}
        minRows={4}
        onFiles={uploads.add}
        onSubmit={send}
      />
      <FilePicker uploads={uploads} />
      <ProblemNote error={verb.error} />
      <div className={style.buttons}>
        <Button onClick={send} loading={verb.isPending} disabled={isEmpty(written) || uploads.isBusy}>
          {t.ticket.send}
        </Button>
        {uploads.isBusy && <span className="soft">{t.report.uploading}</span>}
      </div>
    </DropZone>
  );
}

/** Takes over what was written on another device, and the files of what was begun here. */
function useKeptDraft(key: string, reset: ReturnType<typeof useUploads>["reset"]): void {
  const found = useQuery({ ...draftQuery<Partial<Written>>(key), staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false });
  const { attachments } = useDraft(key);
  const first = useRef(attachments);
  useEffect(() => {
    if (first.current.length > 0) reset(first.current);
  }, [reset]);
  useEffect(() => {
    if (found.data !== undefined && adoptDraft(key, found.data)) reset(found.data?.value.attachments ?? []);
  }, [found.data, key, reset]);
}

/** Writing to the customer, or among ourselves: which of the two is never in doubt, and nothing that was written is lost. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from "react";
import { attachmentAddress } from "../../../api/attachments.ts";
import { draftKey } from "../../../api/drafts.ts";
import { DropZone, FilePicker } from "../../../kit/attachments.tsx";
import { Editor, type EditorHandle } from "../../../kit/editor/editor.tsx";
import { fitting } from "../../../kit/editor/mention.ts";
import { Icon } from "../../../kit/icon.tsx";
import { useKeys } from "../../../kit/keys.ts";
import { useNow } from "../../../kit/now.ts";
import { shortInstant } from "../../../kit/time-text.ts";
import { useUploads } from "../../../kit/uploads.ts";
import { useLanguage, useText } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import style from "./composer.module.css";
import { isEmpty, useKeptDraft, type Written, writeDraft } from "./drafts.ts";
import { sendMessage, type Visibility } from "./outgoing.ts";

export type ComposerHandle = {
  /** Puts Markdown into the answer, where the caret stands. */
  insert(markdown: string): void;
};

type Props = {
  scene: Scene;
  onWriting: () => void;
  openCanned: () => void;
  openMacros: () => void;
  /** Placeholders that a canned reply could not fill. */
  unknown: readonly string[];
  handle: Ref<ComposerHandle>;
};

export function Composer(props: Props) {
  const { scene, handle } = props;
  const { text } = useLanguage();
  const { actions } = text.ticket;
  const editor = useRef<EditorHandle>(null);
  const mayAnswer = scene.ticket.status !== "closed";
  const [chosen, setVisibility] = useState<Visibility>("public");
  const visibility: Visibility = mayAnswer ? chosen : "internal";
  const [hasBegun, setBegun] = useState(false);
  const begin = (as: Visibility) => {
    setVisibility(as);
    setBegun(true);
    // At once: who types on without a pause would otherwise press other keys' actions.
    if (as === visibility) editor.current?.focus();
  };
  useImperativeHandle(handle, () => ({
    insert: (markdown) => {
      editor.current?.focus();
      editor.current?.insert(markdown);
    },
  }));
  useKeys(text.house.keys.groups.ticket, [
    ...(mayAnswer ? [{ keys: "r", label: actions.reply, run: () => begin("public") }] : []),
    { keys: "n", label: actions.internalNote, run: () => begin("internal") },
  ]);
  return (
    <Box
      key={`${scene.ticket.id} ${visibility}`}
      {...props}
      visibility={visibility}
      mayAnswer={mayAnswer}
      begin={begin}
      hasBegun={hasBegun}
      editor={editor}
    />
  );
}

type BoxProps = Props & {
  visibility: Visibility;
  mayAnswer: boolean;
  begin: (as: Visibility) => void;
  /** The reader has asked for this box: it takes the keyboard as it comes. */
  hasBegun: boolean;
  editor: React.RefObject<EditorHandle | null>;
};

function Box(props: BoxProps) {
  const { scene, visibility, mayAnswer, begin, hasBegun, editor, onWriting, openCanned, openMacros, unknown } = props;
  const { answer } = useText().ticket;
  const { draft, write, uploads, addFiles, note } = useWriting(scene.ticket.id, visibility, editor);
  const client = useQueryClient();
  const isPublic = visibility === "public";
  const isReady = !isEmpty(draft) && draft.text.trim() !== "" && !uploads.isBusy;
  const send = () => {
    if (!isReady) return;
    const { text, attachments } = draft;
    const label = answer.held({ id: scene.ticket.id });
    sendMessage({ client, label, ticketId: scene.ticket.id, visibility, text, attachments });
    uploads.reset();
  };
  const everybody = scene.people.map(([key, name]) => ({ key, name }));
  return (
    <DropZone onFiles={addFiles}>
      <form
        className={style.composer}
        data-visibility={visibility}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Tabs visibility={visibility} mayAnswer={mayAnswer} begin={begin} />
        <Editor
          handle={editor}
          value={draft.text}
          label={isPublic ? answer.publicLabel : answer.internalLabel}
          placeholder={isPublic ? answer.publicPlaceholder : answer.internalPlaceholder}
          minRows={2}
          autoFocus={hasBegun}
          mentions={(typed) => fitting(everybody, typed)}
          onFiles={addFiles}
          onSubmit={send}
          onChange={(text) => {
            onWriting();
            write({ text, attachments: draft.attachments });
          }}
        />
        {unknown.some((name) => draft.text.includes(`{{${name}}}`)) && (
          <p className={style.unknown} role="status">
            {answer.canned.unknown({
              names: unknown
                .filter((name) => draft.text.includes(`{{${name}}}`))
                .map((name) => `{{${name}}}`)
                .join(", "),
            })}
          </p>
        )}
        <div className={style.foot}>
          <div className={style.tools}>
            <FilePicker uploads={uploads} />
            <Tool icon="lines" label={answer.canned.title} keys=";" run={openCanned} />
            <Tool icon="bolt" label={answer.macros.title} keys="," run={openMacros} />
          </div>
          {note}
          <span className={style.keys}>
            <kbd>Ctrl</kbd> <kbd>Enter</kbd>
          </span>
          <Button type="submit" disabled={!isReady} title={uploads.isBusy ? answer.filesUnderWay : undefined}>
            {isPublic ? answer.send : answer.keep}
          </Button>
        </div>
      </form>
    </DropZone>
  );
}

/** What is being written in one of the two boxes, with its files and its draft. */
function useWriting(ticketId: number, visibility: Visibility, editor: React.RefObject<EditorHandle | null>) {
  const key = draftKey(ticketId, visibility);
  const { draft, adoptedAt, discard: forget } = useKeptDraft(key);
  // Pasted or dropped where one writes: such pictures belong into the text.
  const intoText = useRef(new WeakSet<File>());
  const uploads = useUploads((attachment, file) => {
    if (intoText.current.has(file) && attachment.type.startsWith("image/"))
      editor.current?.insert(`![${attachment.name.replaceAll(/[[\]]/g, "")}](${attachmentAddress(attachment.id)}) `);
  });
  const latest = useRef(draft);
  latest.current = draft;
  const write = (written: Written) => writeDraft(key, written);
  const { reset, attachments } = uploads;
  // Files that the draft brought: after a reload, or taken back.
  const ofDraft = draft.attachments.map(({ id }) => id).join();
  const ofUploads = attachments.map(({ id }) => id).join();
  const seen = useRef("");
  useEffect(() => {
    if (ofDraft === seen.current && ofUploads !== ofDraft) {
      seen.current = ofUploads;
      writeDraft(key, { text: latest.current.text, attachments });
    } else if (ofDraft !== seen.current) {
      seen.current = ofDraft;
      if (ofDraft !== ofUploads) reset(latest.current.attachments);
    }
  }, [key, ofDraft, ofUploads, attachments, reset]);
  const addFiles = (files: readonly File[]) => {
    for (const file of files) intoText.current.add(file);
    uploads.add(files);
  };
  const note = isEmpty(draft) ? (
    <span className={style.draft} />
  ) : (
    <DraftNote draftAt={draft.keptAt} adoptedAt={adoptedAt} discard={() => discard()} />
  );
  const discard = () => {
    uploads.reset();
    seen.current = "";
    forget();
  };
  return { draft, write, uploads, addFiles, note };
}

function DraftNote({ draftAt, adoptedAt, discard }: { draftAt: number | null; adoptedAt: number | null; discard: () => void }) {
  const { text, zoned } = useLanguage();
  const { answer } = text.ticket;
  const now = useNow();
  const said =
    adoptedAt !== null && adoptedAt === draftAt
      ? answer.draftFrom({ when: shortInstant(adoptedAt, now, zoned) })
      : draftAt === null
        ? answer.draftHere
        : answer.draftKept({ when: shortInstant(draftAt, now, zoned) });
  return (
    <span className={style.draft}>
      <span>{said}</span>
      <button type="button" onClick={discard}>
        {answer.discard}
      </button>
    </span>
  );
}

function Tool({ icon, label, keys, run }: { icon: "lines" | "bolt"; label: string; keys: string; run: () => void }) {
  return (
    <button type="button" className={style.tool} onClick={run} title={label}>
      <Icon name={icon} size={16} /> <span>{label}</span> <kbd>{keys}</kbd>
    </button>
  );
}

function Tabs({ visibility, mayAnswer, begin }: { visibility: Visibility; mayAnswer: boolean; begin: (as: Visibility) => void }) {
  const { answer, sections } = useText().ticket;
  return (
    <div className={style.tabs} role="radiogroup" aria-label={sections.conversation}>
      {(["public", "internal"] as const).map((each) => (
        <label key={each} className={style.tab} data-on={visibility === each}>
          <input
            type="radio"
            name="visibility"
            value={each}
            checked={visibility === each}
            disabled={each === "public" && !mayAnswer}
            onChange={() => begin(each)}
          />
          {each === "public" ? answer.publicTab : answer.internalTab} <kbd>{each === "public" ? "r" : "n"}</kbd>
        </label>
      ))}
      <span className={style.hint}>{visibility === "public" ? answer.publicHint : mayAnswer ? answer.internalHint : answer.closed}</span>
    </div>
  );
}

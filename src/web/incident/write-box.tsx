/**
 * The one box to write in: a note, a decision or a finding among ourselves, or an update that the customer reads. What was written for one
 * side never slips to the other: each has a draft of its own, and the box that leaves the house looks like no other.
 */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, type RefObject, useRef, useState } from "react";
import type { EntryKind, OpenStatus, Room } from "../api/incident.ts";
import { draftOf, forgetDraft, isEmpty, useKeptDraft, writeDraft } from "../desk/ticket/answer/drafts.ts";
import { Icon } from "../kit/icon.tsx";
import { useKeys } from "../kit/keys.ts";
import { ProblemNote } from "../kit/states.tsx";
import { instantOfWall, wallText } from "../kit/time-text.ts";
import { useUndo } from "../kit/undo.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import { Segments } from "../portal/segments.tsx";
import { type Deed, useRoomAct } from "./act.ts";
import style from "./write-box.module.css";

export type WriteKind = EntryKind | "update";

/** What goes with the words: a choice of now, which a reload does not bring back. */
type Beside = { status: OpenStatus | ""; isEarlier: boolean; when: string };
const nothing: Beside = { status: "", isEarlier: false, when: "" };

const keyOf = (ticketId: number, kind: WriteKind): string => `incident:${ticketId}:${kind === "update" ? "outside" : "inside"}`;

/** Where the writing goes on: an update that was begun in this browser is not to lie unseen behind an empty note. */
export const kindBegun = (ticketId: number): WriteKind =>
  isEmpty(draftOf(keyOf(ticketId, "note"))) && !isEmpty(draftOf(keyOf(ticketId, "update"))) ? "update" : "note";

type Props = { room: Room; now: number; kind: WriteKind; pick: (kind: WriteKind) => void; box: RefObject<HTMLTextAreaElement | null> };

export function WriteBox({ room, now, kind, pick, box }: Props) {
  const { text, zone } = useLanguage();
  const t = text.incident.write;
  const { say } = useUndo();
  const [beside, setBeside] = useState(nothing);
  const [mistake, setMistake] = useState<string | null>(null);
  const sentKind = useRef<WriteKind>(kind);
  const isOutside = kind === "update";
  const key = keyOf(room.ticketId, kind);
  const { draft } = useKeptDraft(key);
  const set = (change: Partial<Beside>) => {
    setMistake(null);
    setBeside((before) => ({ ...before, ...change }));
  };
  const acting = useRoomAct(room.ticketId, () => {
    if (sentKind.current === "update") say({ label: t.sent({ customer: room.customerName }) });
    forgetDraft(keyOf(room.ticketId, sentKind.current));
    set(sentKind.current === "update" ? { status: "" } : { isEarlier: false, when: "" });
  });
  useKindKeys(pick);
  const words = draft.text.trim();
  const earlier = beside.isEarlier ? instantOfWall(beside.when, zone) : null;
  const send = () => {
    if (acting.isPending) return;
    if (words === "") return setMistake(t.needText);
    if (earlier !== null && earlier > now) return setMistake(t.future);
    sentKind.current = kind;
    acting.mutate(deedOf(kind, words, beside.status, earlier));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <form className={style.box} data-outside={isOutside} onSubmit={submit} noValidate aria-label={t.title}>
      <Segments label={t.kind} value={kind} choices={t.kinds} pick={pick} />
      <Reader customer={isOutside ? room.customerName : null} />
      <Textarea
        ref={box}
        aria-label={t.kinds[kind]}
        aria-describedby="who-reads"
        placeholder={t.placeholder[kind]}
        autosize
        minRows={isOutside ? 4 : 2}
        maxRows={14}
        maxLength={isOutside ? 50_000 : 4_000}
        value={draft.text}
        error={mistake}
        onChange={(event) => {
          setMistake(null);
          writeDraft(key, { text: event.currentTarget.value, attachments: [] });
        }}
        onKeyDown={onKeyDown}
      />
      <ProblemNote error={acting.error} />
      <div className={style.foot}>
        {isOutside ? <Said room={room} status={beside.status} set={set} /> : <Earlier beside={beside} now={now} set={set} />}
        <Button type="submit" loading={acting.isPending} leftSection={<Icon name={isOutside ? "megaphone" : "pen"} size={16} />}>
          {isOutside ? t.send.update({ customer: room.customerName }) : t.send[kind]}
        </Button>
      </div>
    </form>
  );
}

/** Who will read the words: ourselves, or the customer named. */
function Reader({ customer }: { customer: string | null }) {
  const { write: t } = useText().incident;
  return (
    <p className={style.reader} id="who-reads">
      <Icon name={customer === null ? "lock" : "megaphone"} size={16} />
      {customer === null ? (
        <span>{t.among}</span>
      ) : (
        <span>
          <strong>{t.outside({ customer })}</strong> {t.outsideHint}
        </span>
      )}
    </p>
  );
}

function deedOf(kind: WriteKind, words: string, status: OpenStatus | "", earlier: number | null): Deed {
  if (kind === "update") return { name: "updates", body: { text: words, ...(status === "" ? {} : { status }) } };
  return { name: "entries", body: { kind, text: words, ...(earlier === null ? {} : { at: new Date(earlier).toISOString() }) } };
}

function useKindKeys(pick: (kind: WriteKind) => void): void {
  const { incident } = useText();
  const keys = { note: "n", decision: "d", finding: "f", update: "u" } as const;
  useKeys(
    incident.ticket.label,
    (["update", "note", "decision", "finding"] as const).map((kind) => ({
      ...{ keys: keys[kind], label: incident.write.keys[kind], run: () => pick(kind) },
    })),
  );
}

type PartProps = { set: (change: Partial<Beside>) => void };

/** An update may say how far we are in the same breath. */
function Said({ room, status, set }: PartProps & { room: Room; status: Beside["status"] }) {
  const { incident: t } = useText();
  const others = (["investigating", "identified", "monitoring"] as const).filter((each) => each !== room.status);
  return (
    <NativeSelect
      size="sm"
      aria-label={t.write.status}
      value={status}
      data={[
        { value: "", label: t.write.keep({ status: t.status[room.status] }) },
        ...others.map((value) => ({ value, label: t.status[value] })),
      ]}
      onChange={(event) => set({ status: event.currentTarget.value as Beside["status"] })}
    />
  );
}

function Earlier({ beside, now, set }: PartProps & { beside: Beside; now: number }) {
  const { text, zone } = useLanguage();
  const t = text.incident.write;
  return (
    <div className={style.earlier}>
      <Checkbox
        label={t.earlier}
        checked={beside.isEarlier}
        onChange={(event) => set({ isEarlier: event.currentTarget.checked, when: wallText(now, zone) })}
      />
      {beside.isEarlier && (
        <TextInput
          type="datetime-local"
          size="xs"
          aria-label={t.when}
          value={beside.when}
          max={wallText(now, zone)}
          onChange={(event) => set({ when: event.currentTarget.value })}
        />
      )}
    </div>
  );
}

/** Somebody is away: whole days, or until further notice; with what it does to who is on call before it is recorded. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { meQuery } from "../../api/queries.ts";
import { type LeaveOrder, recordLeave } from "../../api/rota.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { useLanguage } from "../../language/language.tsx";
import style from "./form.module.css";
import { FormFoot, usePeopleChoice, useRecording } from "./form-parts.tsx";
import { PreviewNote } from "./preview.tsx";
import { todayKey } from "./span-window.ts";
import type { Task } from "./task.ts";

type Props = { task: Extract<Task, { kind: "leave" }>; now: number; close: () => void };
type Kind = NonNullable<LeaveOrder["kind"]>;

const kinds = ["leave", "illness", "training", "other"] as const satisfies readonly Kind[];

export function LeaveForm({ task, now, close }: Props) {
  const { text, zone } = useLanguage();
  const t = text.rota.leaveForm;
  const { data: me } = useQuery(meQuery);
  const people = usePeopleChoice();
  const today = todayKey(now, zone);
  const [picked, setPerson] = useState(task.person);
  const person = picked ?? (people.some(({ value }) => value === me?.assignee) ? me?.assignee : people[0]?.value) ?? "";
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [kind, setKind] = useState<Kind>("leave");
  const [note, setNote] = useState("");
  const [isTold, setTold] = useState(false);
  const recording = useRecording(recordLeave, t.recorded, close);
  const isWhole = person !== "" && from !== "" && (isOpen || (to !== "" && to >= from));
  // Today is from now on: what was this morning, was.
  const stretch = { person, ...(from <= today ? {} : { from }), to: isOpen ? null : to };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (isWhole && !recording.isPending) recording.mutate({ ...stretch, kind, ...(note.trim() === "" ? {} : { note: note.trim() }) });
  };
  return (
    <Dialog title={t.title} close={close} isWide>
      <form className={style.form} onSubmit={submit} noValidate>
        <div className={style.pair}>
          <NativeSelect
            label={t.person}
            value={person}
            data={people}
            data-autofocus
            onChange={(event) => setPerson(event.currentTarget.value)}
          />
          <NativeSelect
            label={t.kind}
            value={kind}
            data={kinds.map((value) => ({ value, label: t.kinds[value] }))}
            onChange={(event) => setKind(event.currentTarget.value as Kind)}
          />
        </div>
        <div className={style.pair}>
          <TextInput type="date" label={t.from} value={from} min={today} onChange={(event) => setFrom(event.currentTarget.value)} />
          <TextInput
            type="date"
            label={t.to}
            value={isOpen ? "" : to}
            min={from}
            disabled={isOpen}
            error={isTold && !isWhole ? t.needEnd : null}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        </div>
        <Checkbox label={t.open} checked={isOpen} onChange={(event) => setOpen(event.currentTarget.checked)} />
        <TextInput
          label={t.note}
          description={t.noteHint}
          value={note}
          maxLength={500}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <PreviewNote order={isWhole ? { kind: "leave", ...stretch } : null} />
        <FormFoot error={recording.error} isPending={recording.isPending} label={t.record} close={close} />
      </form>
    </Dialog>
  );
}

/** Somebody stands in: in which schedule, who, from when to when; with what comes of it before it is recorded. */
import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { meQuery } from "../../api/queries.ts";
import { type Drawn, type OverrideOrder, recordOverride } from "../../api/rota.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { useLanguage } from "../../language/language.tsx";
import { usePageNames } from "../names.ts";
import style from "./form.module.css";
import { FormFoot, isoOfWall, StretchFields, usePeopleChoice, useRecording, wallOf } from "./form-parts.tsx";
import { PreviewNote } from "./preview.tsx";
import type { Task } from "./task.ts";

type Props = { task: Extract<Task, { kind: "override" }>; drawn: Drawn | undefined; now: number; close: () => void };

export function OverrideForm({ task, drawn, now, close }: Props) {
  const { text, zone } = useLanguage();
  const t = text.rota.overrideForm;
  const { document } = usePageNames();
  const { data: me } = useQuery(meQuery);
  const schedules = Object.keys(document?.schedules ?? {});
  const [chosen, setSchedule] = useState(task.schedule);
  const schedule = chosen ?? schedules[0] ?? "";
  const participants = participantsOf(drawn, document, schedule);
  const people = usePeopleChoice(participants);
  const [picked, setPerson] = useState(task.person);
  const person = picked ?? (participants.includes(me?.assignee ?? "") ? me?.assignee : people[0]?.value) ?? "";
  const [wall, setWall] = useState(() => ({ from: wallOf(task.from ?? now, zone), to: wallOf(task.to, zone) }));
  const [reason, setReason] = useState("");
  const [isTold, setTold] = useState(false);
  const recording = useRecording(recordOverride, t.recorded, close);
  const order = orderOf({ schedule, person, wall, zone, now, replaces: task.replaces });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (order !== null && !recording.isPending) recording.mutate({ ...order, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) });
  };
  return (
    <Dialog title={task.replaces === null ? t.title : t.changeTitle} close={close} isWide>
      <form className={style.form} onSubmit={submit} noValidate>
        <div className={style.pair}>
          <NativeSelect
            label={t.person}
            value={person}
            data={people}
            data-autofocus
            onChange={(event) => setPerson(event.currentTarget.value)}
          />
          <NativeSelect label={t.schedule} value={schedule} data={schedules} onChange={(event) => setSchedule(event.currentTarget.value)} />
        </div>
        <StretchFields wall={wall} set={setWall} now={now} mistake={isTold && order === null ? text.rota.form.needStretch : null} />
        <TextInput label={t.reason} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
        <PreviewNote order={order === null ? null : { kind: "override", ...order }} />
        <FormFoot error={recording.error} isPending={recording.isPending} label={t.record} close={close} />
      </form>
    </Dialog>
  );
}

/** Whoever takes turns in the schedule is likeliest to stand in. */
const participantsOf = (
  drawn: Drawn | undefined,
  document: ReturnType<typeof usePageNames>["document"],
  schedule: string,
): readonly string[] =>
  drawn?.schedules.find(({ name }) => name === schedule)?.people ?? [
    ...new Set(document?.schedules?.[schedule]?.layers.flatMap(({ participants }) => participants) ?? []),
  ];

type Draft = {
  schedule: string;
  person: string;
  wall: { from: string; to: string };
  zone: string;
  now: number;
  replaces: number | null;
};

/** Null while it has no end, or ends before it begins. A beginning that has passed is now. */
function orderOf({ schedule, person, wall, zone, now, replaces }: Draft): OverrideOrder | null {
  const [from, to] = [isoOfWall(wall.from, zone), isoOfWall(wall.to, zone)];
  if (to === null || person === "" || schedule === "") return null;
  const begins = from === null || Date.parse(from) <= now ? null : from;
  if (Date.parse(to) <= (begins === null ? now : Date.parse(begins))) return null;
  return { schedule, person, to, ...(begins === null ? {} : { from: begins }), ...(replaces === null ? {} : { replaces }) };
}

/** Asking somebody, or everybody of the schedule, to take a stretch of one's own, for nothing or for one of theirs. */
import { NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { askForSwap, type SwapOrder } from "../../api/rota.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { useLanguage } from "../../language/language.tsx";
import style from "./form.module.css";
import { FormFoot, isoOfWall, StretchFields, useRecording, wallOf } from "./form-parts.tsx";
import { type Own, ownOf, useMine } from "./mine.ts";
import { rangeText } from "./minute-text.ts";
import { PreviewNote } from "./preview.tsx";
import type { Task } from "./task.ts";

type Props = { task: Extract<Task, { kind: "swap" }>; now: number; close: () => void };

const nameOf = ({ from, to }: Own): string => `${from} ${to}`;

export function SwapForm({ task, now, close }: Props) {
  const { text, zone, zoned } = useLanguage();
  const t = text.rota.swapForm;
  const mine = useMine(now);
  const schedule = mine?.drawn.schedules.find(({ name }) => name === task.schedule);
  const others = (schedule?.people ?? []).filter((person) => person !== mine?.me);
  const [asked, setAsked] = useState("");
  const [back, setBack] = useState("");
  const [wall, setWall] = useState(() => ({ from: wallOf(task.from, zone), to: wallOf(task.to, zone) }));
  const [note, setNote] = useState("");
  const [isTold, setTold] = useState(false);
  const recording = useRecording(askForSwap, asked === "" ? t.toldAll : t.told, close);
  const theirs =
    mine === undefined || asked === "" ? [] : ownOf(mine.drawn, asked).filter((each) => each.schedule === task.schedule && each.from > now);
  const chosen = theirs.find((each) => nameOf(each) === back) ?? null;
  const order = orderOf(task.schedule, { from: isoOfWall(wall.from, zone), to: isoOfWall(wall.to, zone) }, asked, chosen);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (order !== null && !recording.isPending) recording.mutate({ ...order, ...(note.trim() === "" ? {} : { note: note.trim() }) });
  };
  const name = (person: string): string => mine?.drawn.people.get(person)?.name ?? person;
  return (
    <Dialog title={t.title({ schedule: task.schedule })} close={close} isWide>
      <form className={style.form} onSubmit={submit} noValidate>
        <StretchFields wall={wall} set={setWall} now={now} mistake={isTold && order === null ? text.rota.form.needStretch : null} />
        <div className={style.pair}>
          <NativeSelect
            label={t.asked}
            value={asked}
            data={[{ value: "", label: t.everybody }, ...others.map((value) => ({ value, label: name(value) }))]}
            data-autofocus
            onChange={(event) => {
              setAsked(event.currentTarget.value);
              setBack("");
            }}
          />
          <NativeSelect
            label={t.back}
            value={back}
            disabled={asked === ""}
            description={asked === "" ? t.backHint : undefined}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={[
              { value: "", label: t.nothing },
              ...theirs.map((each) => ({ value: nameOf(each), label: rangeText(each.from, each.to, zoned) })),
            ]}
            onChange={(event) => setBack(event.currentTarget.value)}
          />
        </div>
        <Textarea label={t.note} value={note} rows={2} maxLength={500} onChange={(event) => setNote(event.currentTarget.value)} />
        <PreviewNote order={order === null || asked === "" ? null : { kind: "swap", ...order }} />
        <FormFoot error={recording.error} isPending={recording.isPending} label={t.ask} close={close} />
      </form>
    </Dialog>
  );
}

/** Null while it ends before it begins. */
function orderOf(
  schedule: string,
  { from, to }: { from: string | null; to: string | null },
  asked: string,
  back: Own | null,
): SwapOrder | null {
  if (from === null || to === null || Date.parse(to) <= Date.parse(from)) return null;
  const inReturn = back === null ? null : { from: new Date(back.from).toISOString(), to: new Date(back.to).toISOString() };
  return { schedule, from, to, asked: asked === "" ? null : asked, back: inReturn };
}

/** A test page: now, or at an hour of some days. */
import { Button, Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addTest, sendTestPage, watchQuery } from "../api/watch.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useLanguage } from "../language/language.tsx";
import { dayName } from "./day-name.ts";
import style from "./watch.module.css";

const weekdays = ["1", "2", "3", "4", "5"];

export function TestForm({ isNow, close }: { isNow: boolean; close: () => void }) {
  const { text, locale, zone } = useLanguage();
  const t = text.watch.tests;
  const client = useQueryClient();
  const [target, setTarget] = useState("");
  const [time, setTime] = useState("10:00");
  const [days, setDays] = useState<string[]>(weekdays);
  const [minutes, setMinutes] = useState<number | string>(5);
  const withinMs = Number(minutes) * 60_000;
  const saving = useMutation({
    mutationFn: async () => {
      if (isNow) return sendTestPage({ target: target.trim(), withinMs });
      await addTest({ target: target.trim(), wallTime: time, days: days.map(Number), withinMs, zone });
      return null;
    },
    onSuccess: (page) => {
      void client.invalidateQueries({ queryKey: watchQuery.queryKey });
      if (page !== null) say({ label: t.sent({ page }) });
      close();
    },
  });
  const isReady = target.includes(":") && withinMs >= 60_000 && (isNow || (days.length > 0 && time !== ""));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate();
  };
  return (
    <Dialog close={close} title={isNow ? t.nowTitle : t.add}>
      <form className={style.form} onSubmit={submit} noValidate>
        <TextInput
          label={t.target}
          description={t.targetHint}
          data-autofocus
          maxLength={200}
          value={target}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        {!isNow && (
          <>
            <TextInput label={`${t.time} (${zone})`} type="time" value={time} onChange={(event) => setTime(event.currentTarget.value)} />
            <Checkbox.Group label={t.days} value={days} onChange={setDays}>
              <div className={style.ticks}>
                {[1, 2, 3, 4, 5, 6, 7].map((day) => (
                  <Checkbox key={day} value={String(day)} label={dayName(day, locale, "long")} />
                ))}
              </div>
            </Checkbox.Group>
          </>
        )}
        <NumberInput label={t.minutes} description={t.minutesHint} min={1} max={60} value={minutes} onChange={setMinutes} />
        <ProblemNote error={saving.error} />
        <Button type="submit" loading={saving.isPending} disabled={!isReady}>
          {isNow ? t.send : t.create}
        </Button>
      </form>
    </Dialog>
  );
}

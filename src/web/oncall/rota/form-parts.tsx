/** What the forms of the rota share: fields for a stretch of time, who can be named, how something is recorded. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { meQuery } from "../../api/queries.ts";
import { rotaChanged } from "../../api/rota.ts";
import { useMay } from "../../kit/may.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { instantOfWall, wallText } from "../../kit/time-text.ts";
import { useUndo } from "../../kit/undo.tsx";
import { useLanguage } from "../../language/language.tsx";
import { usePageNames } from "../names.ts";
import style from "./form.module.css";

/** `2026-11-22T22:10` in the reader's zone, as the field holds it; empty while it is not said. */
export type Wall = { from: string; to: string };

export const isoOfWall = (wall: string, zone: string): string | null => {
  const at = wall === "" ? null : instantOfWall(wall, zone);
  return at === null ? null : new Date(at).toISOString();
};

export const wallOf = (at: number | null, zone: string): string => (at === null ? "" : wallText(at, zone));

type StretchProps = { wall: Wall; set(wall: Wall): void; mistake: string | null; now: number };

export function StretchFields({ wall, set, mistake, now }: StretchProps) {
  const { text, zone } = useLanguage();
  const t = text.rota.form;
  const zoneName = zone.replaceAll("_", " ");
  return (
    <div className={style.pair}>
      <TextInput
        type="datetime-local"
        label={t.from}
        description={zoneName}
        value={wall.from}
        onChange={(event) => set({ ...wall, from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t.to}
        description={zoneName}
        value={wall.to}
        min={wall.from === "" ? wallText(now, zone) : wall.from}
        error={mistake}
        onChange={(event) => set({ ...wall, to: event.currentTarget.value })}
      />
    </div>
  );
}

/** Those one may put on call or send on leave: everybody of the model's for a manager, oneself for others. Those of `first` come first. */
export function usePeopleChoice(first: readonly string[] = []): { value: string; label: string }[] {
  const may = useMay();
  const names = usePageNames();
  const { data: me } = useQuery(meQuery);
  const own = me?.assignee ?? null;
  const label = (key: string): string => names.people.get(key) ?? key;
  if (!may("model:write")) return own === null ? [] : [{ value: own, label: label(own) }];
  const known = Object.keys(names.document?.people ?? {});
  const rest = known.filter((key) => !first.includes(key)).sort((a, b) => label(a).localeCompare(label(b)));
  return [...first, ...rest].map((value) => ({ value, label: label(value) }));
}

/** Sends, says so, reads the rota again and closes. */
export function useRecording<Order>(send: (order: Order) => Promise<unknown>, told: string, close: () => void) {
  const client = useQueryClient();
  const { say } = useUndo();
  return useMutation({
    networkMode: "always",
    mutationFn: send,
    onSuccess: async () => {
      await rotaChanged(client);
      say({ label: told });
      close();
    },
  });
}

type FootProps = { error: unknown; isPending: boolean; label: string; close: () => void; children?: ReactNode };

export function FormFoot({ error, isPending, label, close, children }: FootProps) {
  const { text } = useLanguage();
  return (
    <>
      <ProblemNote error={error} />
      <div className={style.foot}>
        {children}
        <Button variant="default" onClick={close}>
          {text.house.form.cancel}
        </Button>
        <Button type="submit" loading={isPending}>
          {label}
        </Button>
      </div>
    </>
  );
}

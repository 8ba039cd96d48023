/** The rota: what of it concerns the reader first, then all of it as a picture or a table, and what can be changed in it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import type { Drawn } from "../../api/rota.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { useMay } from "../../kit/may.ts";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { useLanguage, useText } from "../../language/language.tsx";
import type { RotaAddress, Span } from "./address.ts";
import { Asked } from "./asked.tsx";
import { Board } from "./board.tsx";
import { Coming } from "./coming.tsx";
import type { Stretching } from "./drag.ts";
import { Legend } from "./legend.tsx";
import { useMine } from "./mine.ts";
import { MyWatch } from "./my-watch.tsx";
import { Panel } from "./panel.tsx";
import style from "./rota.module.css";
import { useRotaNames } from "./rota-names.ts";
import { RotaTable } from "./rota-table.tsx";
import { type Bar, type Group, peopleOf, rowsByPerson, rowsBySchedule } from "./rows.ts";
import { isLayered, shownPicture, shownSpan, shownWindow } from "./shown.ts";
import { type SpanWindow, todayKey } from "./span-window.ts";
import type { Task } from "./task.ts";
import { Toolbar } from "./toolbar.tsx";

const TaskDialog = lazy(() => import("./task-dialog.tsx"));

/** How often what depends on now is drawn anew. */
const beatMs = 10_000;

export function Rota() {
  const text = useText();
  const { zone } = useLanguage();
  const address = useSearch({ from: "/desk/oncall/" });
  const isPhone = useMatches(phone);
  const now = Math.floor(useNow() / beatMs) * beatMs;
  const span = shownSpan(address, isPhone);
  const key = address.at ?? todayKey(now, zone);
  const window = useMemo(() => shownWindow(address, todayKey(now, zone), zone, isPhone), [address, now, zone, isPhone]);
  const picture = useQuery(shownPicture(address, window, isPhone));
  const [bar, setBar] = useState<Bar | null>(null);
  const { task, setTask } = useTask(address);
  const shown = picture.data;
  return (
    <div className={style.page}>
      <MyWatch now={now} isPhone={isPhone} ask={setTask} />
      <Asked now={now} />
      <Toolbar {...{ address, span, window, at: key, ask: setTask }} schedules={shown?.schedules ?? []} />
      {picture.isPending && <Loading />}
      {picture.isError && <Failure error={picture.error} retry={() => void picture.refetch()} />}
      {shown?.schedules.length === 0 && <Empty title={text.rota.empty}>{text.rota.emptyHint}</Empty>}
      {shown !== undefined && shown.schedules.length > 0 && (
        <div className={style.middle} data-panel={bar !== null || undefined} data-old={picture.isPlaceholderData || undefined}>
          <Shown {...{ address, drawn: shown, window, span, now, bar, setBar, setTask }} />
          {bar !== null && (
            <Panel
              key={`${bar.schedule} ${bar.person} ${bar.from}`}
              {...{ bar, drawn: shown, now, isPhone, ask: setTask }}
              close={() => setBar(null)}
            />
          )}
        </div>
      )}
      {task !== null && (
        <Suspense fallback={null}>
          <TaskDialog task={task} drawn={shown} now={now} close={() => setTask(null)} />
        </Suspense>
      )}
    </div>
  );
}

/** What is to be done in a window of its own; another page asks for an override by the address, which forgets it when it is done. */
function useTask({ override, from, to }: RotaAddress): { task: Task | null; setTask: (task: Task | null) => void } {
  const navigate = useNavigate({ from: "/oncall/" });
  const may = useMay();
  const [own, setOwn] = useState<Task | null>(null);
  const isAsked = override !== undefined && may("tickets:write");
  const asked = useMemo<Task | null>(() => {
    if (!isAsked) return null;
    return { kind: "override", schedule: override, from: instantOf(from), to: instantOf(to), person: null, replaces: null };
  }, [isAsked, override, from, to]);
  const setTask = useCallback(
    (task: Task | null) => {
      setOwn(task);
      if (task !== null) return;
      void navigate({ search: ({ override: _schedule, from: _from, to: _to, ...rest }: RotaAddress) => rest, replace: true });
    },
    [navigate],
  );
  return { task: own ?? asked, setTask };
}

const instantOf = (written: string | undefined): number | null => (written === undefined ? null : Date.parse(written));

type ShownProps = {
  address: RotaAddress;
  drawn: Drawn;
  window: SpanWindow;
  span: Span;
  now: number;
  bar: Bar | null;
  setBar: (bar: Bar | null) => void;
  setTask: (task: Task) => void;
};

function Shown({ address, drawn, window, span, now, bar, setBar, setTask }: ShownProps) {
  const may = useMay();
  const isByPerson = address.by === "people";
  const names = useRotaNames(drawn, isByPerson);
  const groups = useGroups(drawn, window, isByPerson, isLayered(span));
  const draw = useCallback(
    (schedule: string, { from, to, record, person }: Stretching) =>
      setTask({ kind: "override", schedule, from, to, person, replaces: record }),
    [setTask],
  );
  if (address.as === "table") return <RotaTable drawn={drawn} names={names} isByPerson={isByPerson} pick={setBar} />;
  return (
    <div className={style.picture}>
      <Board {...{ groups, drawn, window, span, names, isByPerson, now, open: bar, draw }} mayDraw={may("tickets:write")} pick={setBar} />
      <Legend isByPerson={isByPerson} mayDraw={may("tickets:write")} />
      {!isByPerson && <Next schedule={address.schedule} now={now} pick={setBar} />}
    </div>
  );
}

/** Whatever window is shown, what comes next is told from now. */
function Next({ schedule, now, pick }: { schedule: string | undefined; now: number; pick: (bar: Bar) => void }) {
  const all = useMine(now)?.drawn;
  const drawn = useMemo(
    () =>
      all === undefined || schedule === undefined ? all : { ...all, schedules: all.schedules.filter(({ name }) => name === schedule) },
    [all, schedule],
  );
  const names = useRotaNames(drawn, false);
  return drawn === undefined ? null : <Coming drawn={drawn} names={names} now={now} pick={pick} />;
}

function useGroups(drawn: Drawn, window: SpanWindow, isByPerson: boolean, hasLayers: boolean): Group[] {
  return useMemo(() => {
    const rota = { ...drawn, window };
    if (isByPerson) {
      const name = (key: string): string => drawn.people.get(key)?.name ?? key;
      return rowsByPerson(
        rota,
        peopleOf(drawn.schedules).sort((a, b) => name(a).localeCompare(name(b))),
      );
    }
    const groups = rowsBySchedule(rota);
    if (hasLayers) return groups;
    return groups.map((group) => ({ ...group, rows: group.rows.filter(({ kind }) => kind !== "layer") }));
  }, [drawn, window, isByPerson, hasLayers]);
}

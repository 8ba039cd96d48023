/** One bar of the rota from near: who and when, why, what is told at the hand-over, and what can be done about it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { meQuery } from "../../api/queries.ts";
import { type Drawn, leaveQuery, overridesQuery } from "../../api/rota.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { roughLength } from "../../kit/time-text.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import { HandoverNotes } from "./handover-notes.tsx";
import { rangeText, rowInstant } from "./minute-text.ts";
import style from "./panel.module.css";
import type { Bar } from "./rows.ts";
import { useTakingBack } from "./taking-back.ts";
import type { Task } from "./task.ts";
import { Why } from "./why.tsx";

type Props = { bar: Bar; drawn: Drawn; now: number; isPhone: boolean; ask(task: Task): void; close: () => void };

export function Panel(props: Props) {
  const { bar, drawn, isPhone, close } = props;
  const { rota } = useText();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isPhone) return;
    place.current?.focus({ preventScroll: true });
    const leave = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("[role=dialog]") === null) close();
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [isPhone, close]);
  const title = bar.person === null ? rota.bar.nobody : (drawn.people.get(bar.person)?.name ?? bar.person);
  if (isPhone) {
    return (
      <Dialog title={title} close={close}>
        <Body {...props} />
      </Dialog>
    );
  }
  return (
    <aside className={style.panel} aria-label={title} ref={place} tabIndex={-1}>
      <header className={style.head}>
        <h2 data-kind={bar.kind}>{title}</h2>
        <Button variant="subtle" size="compact-sm" aria-label={rota.panel.close} onClick={close}>
          <Icon name="cross" size={15} />
        </Button>
      </header>
      <Body {...props} />
    </aside>
  );
}

function Body({ bar, drawn, now, ask, close }: Props) {
  const { text, zoned } = useLanguage();
  const t = text.rota.panel;
  const zone = drawn.schedules.find(({ name }) => name === bar.schedule)?.zone;
  const at = Math.max(bar.from, Math.min(now, bar.to - 1));
  return (
    <div className={style.body}>
      <dl className={style.facts}>
        {bar.schedule !== null && <Fact name={t.schedule}>{bar.schedule}</Fact>}
        <Fact name={t.from}>{rowInstant(bar.from, zoned)}</Fact>
        <Fact name={t.to}>{rowInstant(bar.to, zoned)}</Fact>
        <Fact name={t.length}>{roughLength(bar.to - bar.from)}</Fact>
        {zone !== undefined && zone !== zoned.zone && <Fact name={zone}>{rangeText(bar.from, bar.to, { ...zoned, zone })}</Fact>}
      </dl>
      {bar.kind === "leave" && <LeaveFacts bar={bar} close={close} />}
      {bar.kind === "override" && bar.record !== null && <OverrideFacts bar={bar} close={close} ask={ask} now={now} />}
      <Acts bar={bar} now={now} ask={ask} />
      {bar.schedule !== null && <Why schedule={bar.schedule} at={at} now={now} />}
      {bar.schedule !== null && bar.kind !== "gap" && bar.to > now && (
        <HandoverNotes schedule={bar.schedule} at={bar.from > now ? bar.from : bar.to} now={now} />
      )}
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd dir="auto">{children}</dd>
  </div>
);

/** Of what is over nothing is changed any more. */
function Acts({ bar, now, ask }: { bar: Bar; now: number; ask(task: Task): void }) {
  const t = useText().rota.panel;
  const may = useMay();
  const { data: me } = useQuery(meQuery);
  const { schedule, person, from, to } = bar;
  if (schedule === null || to <= now || !may("tickets:write")) return null;
  const isMine = person !== null && person === me?.assignee;
  const standIn = (who: string | null): Task => ({
    kind: "override",
    schedule,
    from: Math.max(from, now),
    to,
    person: who,
    replaces: null,
  });
  return (
    <div className={style.acts}>
      {isMine && from > now && (
        <Button size="xs" leftSection={<Icon name="across" size={14} />} onClick={() => ask({ kind: "swap", schedule, from, to })}>
          {t.swap}
        </Button>
      )}
      {!isMine && (
        <Button size="xs" variant={person === null ? "filled" : "default"} onClick={() => ask(standIn(me?.assignee ?? null))}>
          {t.takeOver}
        </Button>
      )}
      {may("model:write") && (
        <Button size="xs" variant="default" onClick={() => ask(standIn(null))}>
          {t.putOn}
        </Button>
      )}
    </div>
  );
}

function OverrideFacts({ bar, now, ask, close }: { bar: Bar; now: number; ask(task: Task): void; close: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.panel;
  const { data } = useQuery(overridesQuery(bar.schedule!, bar.from, bar.to));
  const taking = useTakingBack(close);
  const found = data?.find(({ id }) => id === bar.record);
  if (found === undefined) return null;
  const { id, schedule, person, from, to, mayTakeBack } = found;
  const change: Task = { kind: "override", schedule, person, from: Math.max(now, Date.parse(from)), to: Date.parse(to), replaces: id };
  return (
    <div className={style.record}>
      <p className="soft">{t.recorded({ who: found.recordedByName, when: rowInstant(Date.parse(found.recordedAt), zoned) })}</p>
      {found.reason !== null && <p dir="auto">{found.reason}</p>}
      {found.swapId !== null && <p>{t.bySwap}</p>}
      {mayTakeBack && (
        <div className={style.acts}>
          <Button size="xs" variant="default" onClick={() => ask(change)}>
            {t.change}
          </Button>
          <Button size="xs" variant="default" loading={taking.isPending} onClick={() => taking.override(found)}>
            {t.takeBack}
          </Button>
        </div>
      )}
    </div>
  );
}

function LeaveFacts({ bar, close }: { bar: Bar; close: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.panel;
  const { data } = useQuery({ ...leaveQuery(bar.person!, bar.from, bar.to), enabled: bar.record !== null });
  const taking = useTakingBack(close);
  if (bar.record === null) return <p className="soft">{t.leaveOfModel}</p>;
  const found = data?.find(({ id }) => id === bar.record);
  if (found === undefined) return null;
  return (
    <div className={style.record}>
      {found.kind !== null && <p>{text.rota.leaveForm.kinds[found.kind]}</p>}
      {found.note !== null && <p dir="auto">{found.note}</p>}
      <p className="soft">
        {found.feedId === null
          ? t.recorded({ who: found.recordedByName, when: rowInstant(Date.parse(found.recordedAt), zoned) })
          : t.fromCalendar}
      </p>
      {found.mayTakeBack && (
        <div className={style.acts}>
          <Button size="xs" variant="default" loading={taking.isPending} onClick={() => taking.leave(found)}>
            {t.takeBack}
          </Button>
        </div>
      )}
    </div>
  );
}

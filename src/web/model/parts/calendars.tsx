/** Calendars: weekly hours, holidays and exceptions beside the year that they make. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import type { BaseSource, CalendarSource, ExceptionSource, HolidaySource } from "#core/time/source.ts";
import { Icon } from "../../kit/icon.tsx";
import { useDraft } from "../draft.ts";
import { Entities } from "../entities.tsx";
import { Group, Line, LineField, listOf, type Path, useField, useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { Year } from "./year.tsx";

export function Calendars() {
  const { model } = useModelText();
  const { document } = useDraft();
  const ids = Object.keys(document?.calendars ?? {});
  return (
    <Entities
      map="calendars"
      title={model.parts.calendars}
      items={ids.map((id) => [id, id] as const)}
      fresh={() => ({ zone: document?.zone ?? "UTC", hours: { "mon-fri": ["09:00-17:00"] } })}
      form={(id) => <CalendarForm id={id} />}
    />
  );
}

const isBase = (source: CalendarSource | undefined): source is BaseSource =>
  typeof source === "object" && source !== null && "hours" in source;

function CalendarForm({ id }: { id: string }) {
  const { model } = useModelText();
  const { document } = useDraft();
  const source = document?.calendars?.[id];
  return (
    <>
      <Year calendar={id} />
      {isBase(source) ? <BaseForm id={id} source={source} /> : <p className={style.note}>{model.calendar.composed}</p>}
      {source !== undefined && !isBase(source) && <Composition source={source} />}
    </>
  );
}

function Composition({ source }: { source: CalendarSource }) {
  const { model } = useModelText();
  const name = (each: CalendarSource): string => (typeof each === "string" ? each : "…");
  if (typeof source === "string") return <code>{source}</code>;
  const [how, members] =
    "anyOf" in source
      ? [model.calendar.anyOf, source.anyOf]
      : "allOf" in source
        ? [model.calendar.allOf, source.allOf]
        : "except" in source
          ? [model.calendar.except, source.except]
          : ["", []];
  return (
    <dl className={style.facts}>
      <dt>{how}</dt>
      <dd>
        <code>{members.map(name).join(", ")}</code>
      </dd>
    </dl>
  );
}

function BaseForm({ id, source }: { id: string; source: BaseSource }) {
  const { model } = useModelText();
  const path: Path = ["calendars", id];
  return (
    <>
      <div className={style.columns}>
        <LineField path={[...path, "zone"]} label={model.zone} isRequired isCode />
        <LineField path={[...path, "from"]} label={model.calendar.validFrom} hint={model.dateHint} isCode />
        <LineField path={[...path, "until"]} label={model.calendar.validUntil} hint={model.dateHint} isCode />
      </div>
      <Group title={model.calendar.week} hint={model.calendar.weekHint}>
        <Week path={[...path, "hours"]} hours={source.hours ?? {}} />
      </Group>
      <Group title={model.calendar.holidays} hint={model.calendar.holidaysHint}>
        <Holidays path={[...path, "holidays"]} holidays={source.holidays ?? []} />
      </Group>
      <Group title={model.calendar.exceptions}>
        <Exceptions path={[...path, "exceptions"]} exceptions={source.exceptions ?? []} />
      </Group>
    </>
  );
}

/** Each line: some days of the week and their open pieces. The whole week is written at once, so that its lines keep their order. */
function Week({ path, hours }: { path: Path; hours: BaseSource["hours"] }) {
  const { model } = useModelText();
  const { isLocked, set } = useField(path);
  const rows = Object.entries(hours);
  const put = (next: readonly (readonly [string, string[]])[]) => set(Object.fromEntries(next));
  return (
    <div className={style.rows}>
      {rows.map(([days, pieces], at) => (
        <div key={days} className={style.row}>
          <Line
            label={model.calendar.days}
            unseen
            isCode
            isLocked={isLocked}
            text={days}
            take={(text) => text !== "" && put(rows.map((row, each) => (each === at ? [text, row[1]] : row)))}
          />
          <Line
            label={model.calendar.hoursOf({ days })}
            unseen
            isCode
            isLocked={isLocked}
            text={pieces.join(", ")}
            take={(text) => put(rows.map((row, each) => (each === at ? [row[0], listOf(text)] : row)))}
          />
          {!isLocked && rows.length > 1 && <Remove what={days} remove={() => put(rows.filter((_, each) => each !== at))} />}
        </div>
      ))}
      {!isLocked && <NewWeekLine taken={rows.map(([days]) => days)} add={(days, pieces) => put([...rows, [days, pieces]])} />}
    </div>
  );
}

function NewWeekLine({ taken, add }: { taken: readonly string[]; add: (days: string, pieces: string[]) => void }) {
  const { model } = useModelText();
  const [days, setDays] = useState("");
  const [pieces, setPieces] = useState("");
  return (
    <form
      className={style.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (days.trim() === "" || taken.includes(days.trim()) || listOf(pieces).length === 0) return;
        add(days.trim(), listOf(pieces));
        setDays("");
        setPieces("");
      }}
    >
      <TextInput aria-label={model.calendar.days} placeholder="sat" value={days} onChange={(event) => setDays(event.currentTarget.value)} />
      <TextInput
        aria-label={model.calendar.newHours}
        placeholder="09:00-12:00, 13:00-17:00"
        value={pieces}
        onChange={(event) => setPieces(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" aria-label={model.add}>
        <Icon name="plus" size={16} />
      </Button>
    </form>
  );
}

export function Remove({ what, remove }: { what: string; remove: () => void }) {
  const { model } = useModelText();
  return (
    <button type="button" className={style.remove} aria-label={model.removeIt({ what })} onClick={remove}>
      <Icon name="cross" size={14} />
    </button>
  );
}

const holidayText = (holiday: HolidaySource): string => {
  if (typeof holiday === "string") return holiday;
  if ("set" in holiday) return `${holiday.set}${holiday.except === undefined ? "" : ` − ${holiday.except.join(", ")}`}`;
  const part = [holiday.from, holiday.until].some((each) => each !== undefined)
    ? ` ${holiday.from ?? "00:00"}–${holiday.until ?? "24:00"}`
    : "";
  return `${holiday.date}${part}${holiday.name === undefined ? "" : ` ${holiday.name}`}`;
};

function Holidays({ path, holidays }: { path: Path; holidays: readonly HolidaySource[] }) {
  const { model } = useModelText();
  const { isLocked, set } = useField(path);
  const [added, setAdded] = useState("");
  return (
    <>
      <ul className={style.tags}>
        {holidays.map((each, at) => (
          <li key={holidayText(each)}>
            {holidayText(each)}
            {!isLocked && <Remove what={holidayText(each)} remove={() => set(holidays.filter((_, other) => other !== at))} />}
          </li>
        ))}
      </ul>
      {!isLocked && (
        <form
          className={style.row}
          onSubmit={(event) => {
            event.preventDefault();
            if (added.trim() === "") return;
            set([...holidays, added.trim()]);
            setAdded("");
          }}
        >
          <TextInput
            aria-label={model.calendar.newHoliday}
            placeholder="FR, ES-MD, 12-26, 2026-12-24"
            value={added}
            onChange={(event) => setAdded(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" aria-label={model.add}>
            <Icon name="plus" size={16} />
          </Button>
        </form>
      )}
    </>
  );
}

function exceptionText({ closed, open }: ExceptionSource, words: { closed: string; open: string }): string {
  const parts = [
    closed === true ? words.closed : Array.isArray(closed) ? `${words.closed} ${closed.join(", ")}` : "",
    open === undefined ? "" : `${words.open} ${open.join(", ")}`,
  ];
  return parts.filter((each) => each !== "").join("; ");
}

function Exceptions({ path, exceptions }: { path: Path; exceptions: readonly ExceptionSource[] }) {
  const { model } = useModelText();
  const { isLocked, set } = useField(path);
  return (
    <>
      <ul className={style.tags}>
        {exceptions.map((each, at) => (
          <li key={`${each.date}${exceptionText(each, model.calendar)}`}>
            <strong>{each.date}</strong> {exceptionText(each, model.calendar)} {each.name}
            {!isLocked && (
              <Remove
                what={each.date}
                remove={() => set(exceptions.length === 1 ? undefined : exceptions.filter((_, other) => other !== at))}
              />
            )}
          </li>
        ))}
      </ul>
      {!isLocked && <NewException add={(next) => set([...exceptions, next].sort((a, b) => a.date.localeCompare(b.date)))} />}
    </>
  );
}

function NewException({ add }: { add: (exception: ExceptionSource) => void }) {
  const { model } = useModelText();
  const [date, setDate] = useState("");
  const [how, setHow] = useState<"closed" | "open">("closed");
  const [pieces, setPieces] = useState("");
  const [name, setName] = useState("");
  const isReady = date !== "" && (how === "closed" || listOf(pieces).length > 0);
  return (
    <form
      className={style.rowWide}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isReady) return;
        const parts = listOf(pieces);
        const what = how === "open" ? { open: parts } : { closed: parts.length === 0 ? true : parts };
        add({ date, ...what, ...(name.trim() === "" ? {} : { name: name.trim() }) });
        setDate("");
        setPieces("");
        setName("");
      }}
    >
      <TextInput type="date" aria-label={model.calendar.date} value={date} onChange={(event) => setDate(event.currentTarget.value)} />
      <NativeSelect
        aria-label={model.calendar.what}
        value={how}
        onChange={(event) => setHow(event.currentTarget.value as "closed" | "open")}
      >
        <option value="closed">{model.calendar.closed}</option>
        <option value="open">{model.calendar.open}</option>
      </NativeSelect>
      <TextInput
        aria-label={model.calendar.pieces}
        placeholder={how === "closed" ? model.calendar.wholeDay : "09:00-12:00"}
        value={pieces}
        onChange={(event) => setPieces(event.currentTarget.value)}
      />
      <TextInput aria-label={model.name} placeholder={model.name} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" variant="default" aria-label={model.add} disabled={!isReady}>
        <Icon name="plus" size={16} />
      </Button>
    </form>
  );
}

/** Which part of the rota is shown, and how; and what is changed from here. */
import { Button, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { useMay } from "../../kit/may.ts";
import { useLanguage } from "../../language/language.tsx";
import { Segments } from "../../portal/segments.tsx";
import { type RotaAddress, type Span, spans } from "./address.ts";
import type { DrawnSchedule } from "./rows.ts";
import { type SpanWindow, stepped } from "./span-window.ts";
import type { Task } from "./task.ts";
import style from "./toolbar.module.css";

type Props = {
  address: RotaAddress;
  span: Span;
  window: SpanWindow;
  /** A local date within it. */
  at: string;
  schedules: readonly DrawnSchedule[];
  ask(task: Task): void;
};

/** Another address with some fields set, or taken out where they are undefined. */
function useGo(): (change: { [Key in keyof RotaAddress]?: RotaAddress[Key] | undefined }) => void {
  const navigate = useNavigate({ from: "/oncall/" });
  return (change) =>
    void navigate({
      search: (before: RotaAddress) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)),
      replace: true,
    });
}

export function Toolbar({ address, span, window, at, schedules, ask }: Props) {
  const { text } = useLanguage();
  const t = text.rota;
  const may = useMay();
  const go = useGo();
  const step = (by: 1 | -1) => go({ at: stepped(span, at, by) });
  const standIn = (): void =>
    ask({ kind: "override", schedule: address.schedule ?? null, from: null, to: null, person: null, replaces: null });
  useKeys(t.title, [
    { keys: "[", label: t.go.back, run: () => step(-1) },
    { keys: "]", label: t.go.on, run: () => step(1) },
    { keys: "t", label: t.go.today, run: () => go({ at: undefined }) },
    { keys: "v", label: t.views.other, run: () => go({ by: address.by === "people" ? undefined : "people" }) },
    ...(may("tickets:write")
      ? [
          { keys: "n", label: t.standIn, run: standIn },
          { keys: "l", label: t.leave, run: () => ask({ kind: "leave", person: null }) },
        ]
      : []),
  ]);
  return (
    <div className={style.bar}>
      <div className={style.go}>
        <div className={style.arrows}>
          <Button variant="default" size="xs" px="xs" aria-label={t.go.back} onClick={() => step(-1)}>
            <Icon name="back" size={15} />
          </Button>
          <Button variant="default" size="xs" onClick={() => go({ at: undefined })}>
            {t.go.today}
          </Button>
          <Button variant="default" size="xs" px="xs" aria-label={t.go.on} onClick={() => step(1)} className={style.on!}>
            <Icon name="back" size={15} />
          </Button>
        </div>
        <WindowTitle span={span} window={window} />
      </div>
      {may("tickets:write") && (
        <div className={style.acts}>
          <Button variant="default" size="xs" onClick={() => ask({ kind: "leave", person: null })}>
            {t.leave}
          </Button>
          <Button size="xs" leftSection={<Icon name="across" size={14} />} onClick={standIn}>
            {t.standIn}
          </Button>
        </div>
      )}
      <Views address={address} span={span} schedules={schedules} go={go} />
    </div>
  );
}

type Go = ReturnType<typeof useGo>;

function Views({ address, span, schedules, go }: Pick<Props, "address" | "span" | "schedules"> & { go: Go }) {
  const t = useLanguage().text.rota;
  return (
    <div className={style.how}>
      <Segments
        label={t.views.label}
        value={address.by ?? "schedules"}
        choices={{ schedules: t.views.schedules, people: t.views.people }}
        pick={(by) => go({ by: by === "people" ? by : undefined })}
      />
      <Segments
        label={t.spans.label}
        value={span}
        choices={Object.fromEntries(spans.map((each) => [each, t.spans[each]])) as Record<Span, string>}
        pick={(next) => go({ span: next })}
      />
      <Segments
        label={t.as.label}
        value={address.as ?? "picture"}
        choices={{ picture: t.as.picture, table: t.as.table }}
        pick={(as) => go({ as: as === "table" ? as : undefined })}
      />
      {(schedules.length > 1 || address.schedule !== undefined) && (
        <NativeSelect
          size="xs"
          aria-label={t.which.label}
          value={address.schedule ?? ""}
          data={[{ value: "", label: t.which.all }, ...namesOf(schedules, address.schedule)]}
          onChange={({ currentTarget: { value } }) => go({ schedule: value === "" ? undefined : value })}
        />
      )}
    </div>
  );
}

/** While one is shown alone, the others are not known: it can be left again for all. */
const namesOf = (schedules: readonly DrawnSchedule[], one: string | undefined): { value: string; label: string }[] =>
  [...new Set([...schedules.map(({ name }) => name), ...(one === undefined ? [] : [one])])].map((name) => ({ value: name, label: name }));

function WindowTitle({ span, window: { days } }: { span: Span; window: SpanWindow }) {
  const { locale, zone } = useLanguage();
  const [first, last] = [days[0]!.from, days.at(-1)!.from];
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  const title =
    span === "day"
      ? format({ weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(first)
      : span === "month"
        ? format({ month: "long", year: "numeric" }).format(first)
        : span === "quarter" || span === "year"
          ? format({ month: "long", year: "numeric" }).formatRange(first, last)
          : format({ day: "numeric", month: "long", year: "numeric" }).formatRange(first, last);
  return (
    <p className={style.title} aria-live="polite">
      {title}
    </p>
  );
}

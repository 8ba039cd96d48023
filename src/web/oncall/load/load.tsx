/** The load: how hours, nights, weekends, holidays and pages are spread over people, and where it is more than it may be. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { limitsQuery, loadQuery } from "../../api/load.ts";
import { modelQuery } from "../../api/queries.ts";
import { serverNow } from "../../api/request.ts";
import { csvOf } from "../../kit/csv.ts";
import { Icon } from "../../kit/icon.tsx";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { saveFile } from "../../knowledge/save-file.ts";
import { useLanguage } from "../../language/language.tsx";
import { Segments } from "../../portal/segments.tsx";
import { columnNames, type Go, type LoadAddress, times } from "./address.ts";
import { Findings } from "./findings.tsx";
import style from "./load.module.css";
import { LoadTable } from "./load-table.tsx";
import { type LoadWindow, loadWindow } from "./load-window.ts";
import { sorted } from "./order.ts";

function useGo(): Go {
  const navigate = useNavigate({ from: "/oncall/load" });
  return (change) =>
    void navigate({
      search: (before: LoadAddress) =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined)) as LoadAddress,
      replace: true,
    });
}

export function Load() {
  const { text, zone } = useLanguage();
  const t = text.load;
  const address = useSearch({ from: "/desk/oncall/load" });
  const go = useGo();
  // The window moves with the day, not with the second: whoever stays over midnight sees the day they came.
  const [openedAt] = useState(serverNow);
  const window = loadWindow(address, openedAt, zone);
  const load = useQuery(loadQuery(window, address.schedule));
  const limits = useQuery(limitsQuery(window));
  return (
    <div className={style.page}>
      <Toolbar address={address} window={window} go={go} />
      {limits.isPending ? (
        <Loading />
      ) : limits.isError ? (
        <Failure error={limits.error} retry={() => void limits.refetch()} />
      ) : (
        <Findings answer={limits.data} />
      )}
      {load.isPending ? null : load.isError ? (
        <Failure error={load.error} retry={() => void load.refetch()} />
      ) : load.data.rows.length === 0 ? (
        <Empty title={t.empty}>{t.emptyHint}</Empty>
      ) : (
        <LoadTable load={load.data} address={address} go={go} />
      )}
    </div>
  );
}

function Toolbar({ address, window, go }: { address: LoadAddress; window: LoadWindow; go: Go }) {
  const { text } = useLanguage();
  const t = text.load;
  const { time = "quarter" } = address;
  const { data: model } = useQuery(modelQuery);
  const schedules = Object.keys(model?.document?.schedules ?? {});
  const named = Object.fromEntries(times.map((each) => [each, t.times[each]])) as Record<(typeof times)[number], string>;
  return (
    <div className={style.bar}>
      <Segments label={t.times.label} value={time} choices={named} pick={(next) => go({ time: next, ...ownDates(next, window) })} />
      {time === "own" && (
        <div className={style.dates}>
          <TextInput
            type="date"
            size="xs"
            aria-label={t.times.first}
            value={window.first}
            onChange={({ currentTarget: { value } }) => value !== "" && go({ from: value })}
          />
          <span aria-hidden="true">–</span>
          <TextInput
            type="date"
            size="xs"
            aria-label={t.times.last}
            value={window.last}
            onChange={({ currentTarget: { value } }) => value !== "" && go({ to: value })}
          />
        </div>
      )}
      <WindowTitle window={window} />
      {(schedules.length > 1 || address.schedule !== undefined) && (
        <NativeSelect
          size="xs"
          aria-label={t.which}
          value={address.schedule ?? ""}
          data={[{ value: "", label: t.all }, ...schedules]}
          onChange={({ currentTarget: { value } }) => go({ schedule: value === "" ? undefined : value })}
        />
      )}
      <Download address={address} window={window} />
    </div>
  );
}

/** Own dates begin with what was shown before. */
const ownDates = (next: LoadAddress["time"], { first, last }: LoadWindow): { from?: string | undefined; to?: string | undefined } =>
  next === "own" ? { from: first, to: last } : { from: undefined, to: undefined };

function WindowTitle({ window: { from, to } }: { window: LoadWindow }) {
  const { locale, zone } = useLanguage();
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: zone });
  return (
    <p className={style.title} aria-live="polite">
      {format.formatRange(from, to - 1)}
    </p>
  );
}

function Download({ address, window }: { address: LoadAddress; window: LoadWindow }) {
  const { text } = useLanguage();
  const t = text.load;
  const { data } = useQuery(loadQuery(window, address.schedule));
  const save = (): void => {
    if (data === undefined) return;
    const head = columnNames.map((column) => t.columns[column]);
    const rows = sorted(data.rows, address).map((row) =>
      columnNames.map((name) => (name === "person" ? row.personName : rounded(row[name]))),
    );
    saveFile(`on-call-${window.first}-${window.last}.csv`, "text/csv;charset=utf-8", csvOf([head, ...rows]));
  };
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<Icon name="download" size={14} />}
      disabled={data === undefined || data.rows.length === 0}
      onClick={save}
    >
      {t.download}
    </Button>
  );
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

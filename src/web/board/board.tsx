/** The manager's board: what breaks next and why, who has how much, how the window went. Every figure opens its tickets. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useId } from "react";
import { boardQuery } from "../api/board.ts";
import { modelQuery } from "../api/queries.ts";
import { Failure, Loading } from "../kit/states.tsx";
import { timeText } from "../kit/time-text.ts";
import { textOf, useLanguage } from "../language/language.tsx";
import { type BoardAddress, usualDays, windows } from "./address.ts";
import style from "./board.module.css";
import { Breaching } from "./breaching.tsx";
import { AgeingChart, FirstLineChart, HeldChart, PeopleChart, RatingsChart, TiersChart, TrendChart } from "./charts.tsx";
import { Figures } from "./figures.tsx";

export function Board() {
  const { text, zoned } = useLanguage();
  const t = text.board;
  const address = useSearch({ from: "/desk/board" });
  const { customer, team, days = usualDays } = address;
  const found = useQuery(boardQuery({ customer, team, days, zone: zoned.zone }));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const board = found.data;
  const scope = { customer, team };
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{t.title}</h1>
        <p className="soft">{t.asOf({ when: timeText(Date.parse(board.at), zoned) })}</p>
        <Filters address={address} />
      </header>
      <Figures board={board} scope={scope} />
      <Breaching board={board} scope={scope} />
      <div className={style.charts}>
        <Panel title={t.trend.title} isWide>
          <TrendChart board={board} scope={scope} />
        </Panel>
        <Panel title={t.people.title}>
          <PeopleChart board={board} scope={scope} />
        </Panel>
        <Panel title={t.tiers.title}>
          <TiersChart board={board} scope={scope} />
        </Panel>
        <Panel title={t.ageing.title}>
          <AgeingChart board={board} scope={scope} />
        </Panel>
        <Panel title={t.firstLine.title}>
          <FirstLineChart board={board} scope={scope} />
        </Panel>
        <Panel
          title={t.held.title}
          lead={`${t.held.lead({ tickets: board.held.tickets })}${board.held.isSampled ? ` ${t.held.sampled({ tickets: board.held.tickets })}` : ""}`}
        >
          <HeldChart board={board} scope={scope} />
        </Panel>
        <Panel title={t.ratings.title}>
          <RatingsChart board={board} scope={scope} />
        </Panel>
      </div>
    </div>
  );
}

function Panel({ title, lead, isWide = false, children }: { title: string; lead?: string; isWide?: boolean; children: ReactNode }) {
  return (
    <section className={style.panel} data-wide={isWide}>
      <h2>{title}</h2>
      {lead !== undefined && <p className="soft">{lead}</p>}
      {children}
    </section>
  );
}

function Filters({ address }: { address: BoardAddress }) {
  const { text, code } = useLanguage();
  const t = text.board;
  const navigate = useNavigate({ from: "/board" });
  const { data: model } = useQuery(modelQuery);
  const { customers = {}, teams = {} } = model?.document ?? {};
  const go = (change: Partial<Record<keyof BoardAddress, string | number | undefined>>) => {
    const next = Object.entries({ ...address, ...change }).filter(([, value]) => value !== undefined && value !== "");
    void navigate({ search: Object.fromEntries(next) as BoardAddress, replace: true });
  };
  return (
    <search className={style.filters} aria-label={text.queue.views.fold}>
      <Choice label={t.customer} value={address.customer} pick={(customer) => go({ customer })} all={t.all}>
        {Object.entries(customers).map(([key, { name }]) => [key, name] as const)}
      </Choice>
      <Choice label={t.team} value={address.team} pick={(team) => go({ team })} all={t.all}>
        {Object.entries(teams).map(([key, { name }]) => [key, textOf(name, code)] as const)}
      </Choice>
      <fieldset className={style.windows} aria-label={t.window}>
        {windows.map((days) => (
          <button
            key={days}
            type="button"
            aria-pressed={(address.days ?? usualDays) === days}
            onClick={() => go({ days: days === usualDays ? undefined : days })}
          >
            {t.days[days]}
          </button>
        ))}
      </fieldset>
    </search>
  );
}

type ChoiceProps = {
  label: string;
  value: string | undefined;
  pick: (value: string) => void;
  all: string;
  children: readonly (readonly [string, string])[];
};

function Choice({ label, value, pick, all, children }: ChoiceProps) {
  const id = useId();
  return (
    <span className={style.choice}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value ?? ""} onChange={(event) => pick(event.currentTarget.value)}>
        <option value="">{all}</option>
        {children.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}

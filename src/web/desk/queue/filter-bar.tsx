/** What the queue is narrowed to; the choice lives in the address. On a phone it folds. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useId, useState } from "react";
import { meQuery, modelQuery, type QueueFilter } from "../../api/queries.ts";
import { priorityNames } from "../../kit/choices.ts";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import style from "./filter-bar.module.css";

type Props = { filter: QueueFilter; change: (next: QueueFilter) => void };

/** How the API calls it when nobody has a ticket. */
const nobody = "nobody";

export function FilterBar({ filter, change }: Props) {
  const { text, code } = useLanguage();
  const { queue, words } = text;
  const [isUnfolded, setUnfolded] = useState(false);
  const { data: model } = useQuery(modelQuery);
  const { data: me } = useQuery(meQuery);
  const set = (field: keyof QueueFilter, value: string | undefined) => {
    const { [field]: _, ...rest } = filter;
    change(value === undefined || value === "" ? rest : { ...rest, [field]: value });
  };
  const mine = me?.assignee;
  const isMine = mine !== undefined && filter.assignee === mine;
  const toggleMine = () => set("assignee", isMine ? undefined : mine);
  const isNobodys = filter.assignee === nobody;
  useKeys(text.house.keys.groups.queue, [{ keys: "m", label: queue.keys.mine, run: toggleMine }]);
  const customers = Object.entries(model?.document.customers ?? {}).map(([id, { name }]) => [id, name] as const);
  const teams = Object.entries(model?.document.teams ?? {}).map(([id, { name }]) => [id, textOf(name, code)] as const);
  const count = Object.keys(filter).filter((field) => field !== "order").length;
  return (
    <>
      <button type="button" className={style.fold} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
        <Icon name="filter" size={16} /> {queue.filters} {count > 0 && <span className={style.count}>{count}</span>}
      </button>
      <search className={style.bar} data-unfolded={isUnfolded} aria-label={queue.filters}>
        <Choice label={queue.status} value={filter.status} pick={(value) => set("status", value)} all={words.status.open} isFirst>
          <option value="resolved">{words.status.resolved}</option>
          <option value="closed">{words.status.closed}</option>
        </Choice>
        <Choice label={queue.customer} value={filter.customer} pick={(value) => set("customer", value)} all={queue.all}>
          {options(customers)}
        </Choice>
        <Choice label={queue.team} value={filter.team} pick={(value) => set("team", value)} all={queue.all}>
          {options(teams)}
        </Choice>
        <Choice label={queue.priority} value={filter.priority} pick={(value) => set("priority", value)} all={queue.all}>
          {options(priorityNames.map((each) => [each, `${each} ${words.priority[each]}`] as const))}
        </Choice>
        <Choice label={queue.order} value={filter.order} pick={(value) => set("order", value)} all={queue.orders["next-breach"]}>
          <option value="newest">{queue.orders.newest}</option>
          <option value="rank">{queue.orders.rank}</option>
        </Choice>
        <button type="button" className={style.toggle} aria-pressed={isMine} disabled={mine === undefined} onClick={toggleMine}>
          {queue.mine}
        </button>
        <button
          type="button"
          className={style.toggle}
          aria-pressed={isNobodys}
          onClick={() => set("assignee", isNobodys ? undefined : nobody)}
        >
          {queue.unassigned}
        </button>
        {count > 0 && (
          <button type="button" className={style.clear} onClick={() => change({})}>
            {queue.clear}
          </button>
        )}
      </search>
      <Link to="/tickets/new" className={style.create}>
        <Icon name="plus" size={16} /> {queue.newTicket} <kbd>c</kbd>
      </Link>
    </>
  );
}

const options = (choices: readonly (readonly [string, string])[]) =>
  choices.map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ));

type ChoiceProps = {
  label: string;
  value: string | undefined;
  pick: (value: string) => void;
  all: string;
  children: ReactNode;
  isFirst?: boolean;
};

/** The browser's own list: quick by keyboard, right on a phone, and of no weight. */
function Choice({ label, value, pick, all, children, isFirst = false }: ChoiceProps) {
  const id = useId();
  return (
    <span className={style.choice} data-set={value !== undefined}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ""}
        onChange={(event) => pick(event.currentTarget.value)}
        {...(isFirst ? { "data-filter-first": "" } : {})}
      >
        <option value="">{all}</option>
        {children}
      </select>
    </span>
  );
}

/** The queue: every ticket that matters, ordered by what breaches next; views at its side, the query over it. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useId, useMemo, useState } from "react";
import { changeFilter, filtersQuery, type ListOrder, listOrders } from "../../api/filters.ts";
import { statusQuery } from "../../api/queries.ts";
import { countQuery } from "../../api/search.ts";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { usePalette } from "../../kit/palette.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import { type QueueAddress, queryAt, understood } from "./address.ts";
import { Beginning } from "./beginning.tsx";
import { QueryBar } from "./query-bar.tsx";
import style from "./queue.module.css";
import { QueueList } from "./queue-list.tsx";
import { ViewList } from "./view-list.tsx";
import { addressOf, views } from "./views.ts";

const FilterDialog = lazy(() => import("./filter-dialog.tsx"));

export function Queue() {
  const text = useText();
  const address = useSearch({ from: "/desk/queue" });
  const navigate = useNavigate({ from: "/queue" });
  const status = useQuery(statusQuery);
  const [isUnfolded, setUnfolded] = useState(false);
  const query = queryAt(address);
  const asked = useMemo(() => understood(query), [query]);
  const order = address.order ?? "next-breach";
  const go = (next: QueueAddress, replace = true) => void navigate({ search: next, replace });
  const write = (written: string) => {
    const { query: _, ...rest } = address;
    go({ ...rest, ...addressOf(written) });
  };
  useQueueKeys(query, (next) => go(addressOf(next), false));
  if (status.data?.isEmpty === true) return <Beginning />;
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{text.queue.title}</h1>
        <Count query={asked} />
        <QueryBar query={query} change={write} />
        <button type="button" className={style.fold} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          <Icon name="filter" size={16} /> {text.queue.views.fold}
        </button>
        <OrderChoice order={order} pick={(next) => go(withOrder(address, next))} />
        <SaveButton address={address} query={query} order={order} />
      </header>
      <div className={style.body}>
        <aside className={style.side} data-unfolded={isUnfolded}>
          <ViewList address={address} onPick={() => setUnfolded(false)} />
        </aside>
        <QueueList key={`${order} ${asked}`} query={asked} order={order} clear={() => go({})} />
      </div>
    </div>
  );
}

function withOrder(address: QueueAddress, order: ListOrder): QueueAddress {
  const { order: _, ...rest } = address;
  return order === "next-breach" ? rest : { ...rest, order };
}

function useQueueKeys(query: string, pick: (query: string) => void): void {
  const { queue, house } = useText();
  const mine = views.find(({ name }) => name === "mine")!.query;
  const [first] = views;
  const next = views[(views.findIndex((view) => view.query === query) + 1) % views.length]!;
  useKeys(house.keys.groups.queue, [
    { keys: "/", label: queue.keys.filter, run: () => document.querySelector<HTMLElement>("[data-query]")?.focus() },
    { keys: "m", label: queue.keys.mine, run: () => pick(query === mine ? first!.query : mine) },
    { keys: "v", label: queue.keys.views, run: () => pick(next.query) },
  ]);
  usePalette(
    queue.views.label,
    views.map(({ name, query: of }) => ({ id: name, label: queue.views[name], icon: "queue" as const, run: () => pick(of) })),
  );
}

/** How many there are: exactly, up to a thousand. */
function Count({ query }: { query: string }) {
  const { queue } = useText();
  const { data } = useQuery(countQuery({ query }));
  return (
    <p className={style.counted} aria-live="polite">
      {data !== undefined && (data.isMore ? queue.countMore({ count: data.count }) : queue.count({ count: data.count }))}
    </p>
  );
}

function OrderChoice({ order, pick }: { order: ListOrder; pick: (order: ListOrder) => void }) {
  const { queue } = useText();
  const id = useId();
  return (
    <span className={style.choice}>
      <label htmlFor={id}>{queue.order}</label>
      <select id={id} value={order} onChange={(event) => pick(event.currentTarget.value as ListOrder)}>
        {listOrders.map((each) => (
          <option key={each} value={each}>
            {queue.orders[each]}
          </option>
        ))}
      </select>
    </span>
  );
}

/** Keeps the query under a name; of a filter of one's own that was changed, saves the change. */
function SaveButton({ address, query, order }: { address: QueueAddress; query: string; order: ListOrder }) {
  const { queue } = useText();
  const { data: filters = [], refetch } = useQuery(filtersQuery);
  const { say } = useUndo();
  const [isNaming, setNaming] = useState(false);
  const filter = filters.find(({ id }) => id === address.filter);
  const isView = views.some((view) => view.query === query) && order === "next-breach";
  const isUnchanged = filter !== undefined && filter.query === query && filter.order === order;
  if (isView || isUnchanged) return null;
  const update = async () => {
    if (filter === undefined) return;
    await changeFilter(filter.id, { query, order });
    await refetch();
    say({ label: queue.filter.saved({ name: filter.name }) });
  };
  return (
    <>
      {filter?.isOwn === true && (
        <button type="button" className={style.save} onClick={() => void update()}>
          {queue.filter.update({ name: filter.name })}
        </button>
      )}
      <button type="button" className={style.save} onClick={() => setNaming(true)}>
        {queue.filter.save}
      </button>
      {isNaming && (
        <Suspense fallback={null}>
          <FilterDialog filter={null} draft={{ query, order }} close={() => setNaming(false)} />
        </Suspense>
      )}
    </>
  );
}

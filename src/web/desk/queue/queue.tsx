/** The queue: every ticket that matters, ordered by what breaches next. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { type QueueFilter, queueQuery, statusQuery } from "../../api/queries.ts";
import { useKeys } from "../../kit/keys.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { Beginning } from "./beginning.tsx";
import { FilterBar } from "./filter-bar.tsx";
import style from "./queue.module.css";
import { QueueList } from "./queue-list.tsx";

/** What the queue shows when nothing is asked: what is open. */
const open: QueueFilter = { status: "open" };

export function Queue() {
  const text = useText();
  const search = useSearch({ from: "/desk/queue" });
  const navigate = useNavigate({ from: "/queue" });
  const filter = useMemo(() => ({ ...open, ...search }), [search]);
  const status = useQuery(statusQuery);
  const tickets = useInfiniteQuery({ ...queueQuery(filter), enabled: status.data?.isEmpty !== true });
  const rows = useMemo(() => tickets.data?.pages.flatMap(({ items }) => items) ?? [], [tickets.data]);
  const change = (next: QueueFilter) => void navigate({ search: next, replace: true });
  useKeys(text.house.keys.groups.queue, [
    {
      keys: "/",
      label: text.queue.keys.filter,
      run: () => document.querySelector<HTMLElement>("[data-filter-first]")?.focus(),
    },
  ]);
  if (status.data?.isEmpty === true) return <Beginning />;
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{text.queue.title}</h1>
        <p className="soft" aria-live="polite">
          {tickets.isSuccess && (tickets.hasNextPage ? text.queue.more(rows.length) : text.queue.lead(rows.length))}
        </p>
        <FilterBar filter={search} change={change} />
      </header>
      {tickets.isPending && <Loading />}
      {tickets.isError && rows.length === 0 && <Failure error={tickets.error} retry={() => void tickets.refetch()} />}
      {tickets.isSuccess && rows.length === 0 && <Nothing isFiltered={Object.keys(search).length > 0} clear={() => change({})} />}
      {rows.length > 0 && (
        <QueueList
          key={JSON.stringify(filter)}
          rows={rows}
          hasMore={tickets.hasNextPage}
          loadMore={() => {
            if (!tickets.isFetchingNextPage) void tickets.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}

function Nothing({ isFiltered, clear }: { isFiltered: boolean; clear: () => void }) {
  const { queue } = useText();
  return (
    <Empty title={queue.emptyTitle}>
      <p>{isFiltered ? queue.emptyFiltered : queue.emptyHint}</p>
      {isFiltered && (
        <button type="button" className={style.plain} onClick={clear}>
          {queue.clearAll}
        </button>
      )}
    </Empty>
  );
}

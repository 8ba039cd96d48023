/** The rows of the queue: only those in sight are drawn and kept fresh, keys move through all, and none jumps away under the reader. */
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ListOrder } from "../../api/filters.ts";
import { useKeys } from "../../kit/keys.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { useMay } from "../../kit/may.ts";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { prefetchTicket } from "../ticket/prefetch.ts";
import { openTickets } from "./address.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { useCalmOrder } from "./calm-order.ts";
import style from "./queue.module.css";
import { QueueRow } from "./queue-row.tsx";
import { nothingSelected, reach, type Selection, selectLoaded, toggle } from "./selection.ts";
import { useTicketPages } from "./use-ticket-pages.ts";

type Props = { query: string; order: ListOrder; clear: () => void };

/** Coming back from a ticket, the reader finds it where they left it. */
let rememberedTicket: number | null = null;

/** Somebody who runs through the list with `j` is not to read every ticket on the way. */
const restMs = 120;

export function QueueList({ query, order, clear }: Props) {
  const { queue } = useText();
  const pages = useTicketPages({ query, order });
  const { rows } = pages.laid;
  if (rows.length > 0) return <Rows query={query} pages={pages} />;
  const isFiltered = query !== openTickets;
  return (
    <div className={style.column}>
      {pages.isPending ? (
        <Loading />
      ) : pages.error !== null ? (
        <Failure error={pages.error} retry={pages.retry} />
      ) : (
        <Empty title={queue.emptyTitle}>
          <p>{isFiltered ? queue.emptyFiltered : queue.emptyHint}</p>
          {isFiltered && (
            <button type="button" className={style.plain} onClick={clear}>
              {queue.clearAll}
            </button>
          )}
        </Empty>
      )}
    </div>
  );
}

function Rows({ query, pages }: { query: string; pages: ReturnType<typeof useTicketPages> }) {
  const { queue } = useText();
  const now = useNow();
  const may = useMay();
  const canWrite = may("tickets:write");
  const frame = useRef<HTMLDivElement>(null);
  const { shown, stirred, renew, watch } = useCalmOrder(pages.laid.rows);
  const isNarrow = useMatches(phone);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (isNarrow ? 148 : 52),
    overscan: 8,
    getItemKey: (index) => shown[index]!.row.id,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { look } = pages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows may bring the end near without a step of the reader
  useEffect(() => look({ first, last }), [look, first, last, shown.length]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' height changes with the form of the page
  useLayoutEffect(() => virtual.measure(), [isNarrow]);
  const ids = useMemo(() => shown.map(({ row }) => row.id), [shown]);
  const [selection, select] = useState<Selection>(nothingSelected);
  const walk = useWalk(ids, (index) => virtual.scrollToIndex(index, { align: "auto" }));
  const pick = (id: number, isRange: boolean) => select(isRange ? reach(selection, id, ids) : toggle(selection, id));
  useListKeys({ walk, ids, renew, selection, select, canWrite });
  return (
    <div className={style.column}>
      <div ref={frame} className={style.frame} {...watch} data-selecting={selection.ids.size > 0}>
        <Columns />
        {stirred > 0 && (
          <button type="button" className={style.stirred} onClick={renew}>
            {queue.stirred({ count: stirred })} · <strong>{queue.reorder}</strong> <kbd>.</kbd>
          </button>
        )}
        <ul className={style.list} style={{ height: virtual.getTotalSize() }} aria-label={queue.title}>
          {items.map((item) => {
            const { row, isGone } = shown[item.index]!;
            return (
              <li
                key={item.key}
                data-index={item.index}
                ref={virtual.measureElement}
                className={style.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <QueueRow
                  ticket={row}
                  now={now}
                  isGone={isGone}
                  isChosen={row.id === walk.chosen}
                  isSelected={selection.ids.has(row.id)}
                  choose={() => walk.to(item.index, false)}
                  pick={canWrite ? pick : null}
                />
              </li>
            );
          })}
        </ul>
        {pages.hasMore && last >= shown.length - 2 && (
          <p className={style.loading} role="status">
            {queue.loadingMore}
          </p>
        )}
      </div>
      {selection.ids.size > 0 && <BulkBar query={query} selection={selection} select={select} />}
    </div>
  );
}

type Walk = { chosen: number | null; place: number; to(index: number, isFocused?: boolean): void };

/** The ticket that the keys are on: focused, in sight, read in advance, and found again on the way back. */
function useWalk(ids: readonly number[], show: (index: number) => void): Walk {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<number | null>(rememberedTicket);
  const place = chosen === null ? -1 : ids.indexOf(chosen);
  const start = useRef({ place, show });
  useEffect(() => {
    const { place: at, show: scroll } = start.current;
    if (at > 0) scroll(at);
  }, []);
  useEffect(() => {
    if (chosen === null) return;
    const rest = setTimeout(() => prefetchTicket(client, chosen), restMs);
    return () => clearTimeout(rest);
  }, [client, chosen]);
  return {
    ...{ chosen, place },
    to(index, isFocused = true) {
      const bounded = Math.min(Math.max(index, 0), ids.length - 1);
      const id = ids[bounded];
      if (id === undefined) return;
      rememberedTicket = id;
      setChosen(id);
      if (!isFocused) return;
      show(bounded);
      requestAnimationFrame(() => document.getElementById(`ticket-${id}`)?.focus({ preventScroll: true }));
    },
  };
}

type KeysOrder = {
  walk: Walk;
  ids: readonly number[];
  renew: () => void;
  selection: Selection;
  select: (selection: Selection) => void;
  canWrite: boolean;
};

function useListKeys({ walk, ids, renew, selection, select, canWrite }: KeysOrder): void {
  const { queue, house } = useText();
  const navigate = useNavigate();
  const { keys } = queue;
  const open = (id: number) => void navigate({ to: "/tickets/$ticketId", params: { ticketId: String(id) } });
  const { chosen, place } = walk;
  useKeys(house.keys.groups.queue, [
    { keys: "j", label: keys.down, run: () => walk.to(place + 1) },
    { keys: "k", label: keys.up, run: () => walk.to(place < 0 ? 0 : place - 1) },
    { keys: "Home", label: keys.first, run: () => walk.to(0) },
    { keys: "End", label: keys.last, run: () => walk.to(ids.length - 1) },
    { keys: "Enter", label: keys.open, run: () => chosen !== null && open(chosen) },
    { keys: ".", label: keys.refresh, run: renew },
    ...(canWrite
      ? [
          { keys: "x", label: keys.select, run: () => chosen !== null && select(toggle(selection, chosen)) },
          { keys: "X", label: keys.selectAll, run: () => select(selectLoaded(ids)) },
        ]
      : []),
    ...(selection.ids.size > 0 ? [{ keys: "Escape", label: keys.unselect, run: () => select(nothingSelected) }] : []),
  ]);
}

/** The row itself says it all to a screen reader: the heads are for the eye. */
function Columns() {
  const { columns } = useText().queue;
  return (
    <div className={style.columns} aria-hidden="true">
      <span />
      <span />
      <span>{columns.ticket}</span>
      <span>{columns.place}</span>
      <span>{columns.clocks}</span>
      <span className={style.right}>{columns.next}</span>
    </div>
  );
}

/** The rows of the queue: only those in sight are drawn, keys move through all, and none jumps away under the reader. */

import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { TicketSummary } from "../../api/wire.ts";
import { useKeys } from "../../kit/keys.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { useNow } from "../../kit/now.ts";
import { useText } from "../../language/language.tsx";
import { holdOrder } from "./held-order.ts";
import style from "./queue.module.css";
import { QueueRow } from "./queue-row.tsx";

type Props = { rows: readonly TicketSummary[]; hasMore: boolean; loadMore: () => void };

/** Coming back from a ticket, the reader finds it where they left it. */
let rememberedTicket: number | null = null;

export function QueueList({ rows, hasMore, loadMore }: Props) {
  const text = useText();
  const now = useNow();
  const navigate = useNavigate();
  const frame = useRef<HTMLDivElement>(null);
  const { shown, stirred, renew, watch } = useCalmOrder(rows);
  const isNarrow = useMatches(phone);
  const [chosen, setChosen] = useState<number | null>(rememberedTicket);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (isNarrow ? 148 : 52),
    overscan: 8,
    getItemKey: (index) => shown[index]!.row.id,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= shown.length - 10) loadMore();
  }, [hasMore, last, shown.length, loadMore]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' height changes with the form of the page
  useLayoutEffect(() => virtual.measure(), [isNarrow]);

  const choose = (index: number) => {
    const bounded = Math.min(Math.max(index, 0), shown.length - 1);
    const id = shown[bounded]?.row.id;
    if (id === undefined) return;
    rememberedTicket = id;
    setChosen(id);
    virtual.scrollToIndex(bounded, { align: "auto" });
    requestAnimationFrame(() => document.getElementById(`ticket-${id}`)?.focus({ preventScroll: true }));
  };
  const place = shown.findIndex(({ row }) => row.id === chosen);
  const open = (id: number) => void navigate({ to: "/tickets/$ticketId", params: { ticketId: String(id) } });
  useKeys(text.house.keys.groups.queue, [
    { keys: "j", label: text.queue.keys.down, run: () => choose(place + 1) },
    { keys: "k", label: text.queue.keys.up, run: () => choose(place < 0 ? 0 : place - 1) },
    { keys: "Home", label: text.queue.keys.first, run: () => choose(0) },
    { keys: "End", label: text.queue.keys.last, run: () => choose(shown.length - 1) },
    { keys: "Enter", label: text.queue.keys.open, run: () => chosen !== null && open(chosen) },
    { keys: ".", label: text.queue.keys.refresh, run: renew },
  ]);
  return (
    <div ref={frame} className={style.frame} {...watch}>
      <Columns />
      {stirred > 0 && (
        <button type="button" className={style.stirred} onClick={renew}>
          {text.queue.stirred(stirred)} · <strong>{text.queue.reorder}</strong> <kbd>.</kbd>
        </button>
      )}
      <ul className={style.list} style={{ height: virtual.getTotalSize() }} aria-label={text.queue.title}>
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
              <QueueRow ticket={row} now={now} isGone={isGone} isChosen={row.id === chosen} choose={() => choose(item.index)} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The row itself says it all to a screen reader: the heads are for the eye. */
function Columns() {
  const { columns } = useText().queue;
  return (
    <div className={style.columns} aria-hidden="true">
      <span>{columns.priority}</span>
      <span>{columns.ticket}</span>
      <span>{columns.place}</span>
      <span>{columns.clocks}</span>
      <span className={style.right}>{columns.next}</span>
    </div>
  );
}

/** How long after the last move of pointer or key the reader counts as resting. */
const restMs = 8_000;

/** Holds the order while the reader is in the list; renews it by itself when they are not. */
function useCalmOrder(rows: readonly TicketSummary[]) {
  const held = useRef<readonly number[]>([]);
  const seen = useRef<ReadonlyMap<number, TicketSummary>>(new Map());
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  const [, redraw] = useState(0);
  const isResting = performance.now() - touchedAt.current > restMs;
  const { rows: shown, stirred } = holdOrder(isResting ? [] : held.current, rows, seen.current);
  useEffect(() => {
    held.current = shown.map(({ row }) => row.id);
    seen.current = new Map(shown.map(({ row }) => [row.id, row]));
  });
  const touch = () => {
    touchedAt.current = performance.now();
  };
  const renew = () => {
    touchedAt.current = Number.NEGATIVE_INFINITY;
    redraw((count) => count + 1);
  };
  return { shown, stirred, renew, watch: { onPointerMove: touch, onPointerDown: touch, onKeyDown: touch, onScroll: touch } };
}

/** Holds the order of the rows while the reader is in the list; renews it by itself when they are not. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { TicketSummary } from "../../api/wire.ts";
import { type Held, holdOrder } from "./held-order.ts";

/** How long after the last move of pointer or key the reader counts as resting. */
const restMs = 8_000;

export function useCalmOrder(rows: readonly TicketSummary[]) {
  const held = useRef<readonly number[]>([]);
  const seen = useRef<ReadonlyMap<number, TicketSummary>>(new Map());
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  const [renewals, redraw] = useState(0);
  const isResting = performance.now() - touchedAt.current > restMs;
  // Laying ten thousand rows anew takes milliseconds, and the countdowns draw this each second: only when something changed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a renewal is what counts, not its number
  const { rows: shown, stirred } = useMemo<Held<TicketSummary>>(
    () => holdOrder(isResting ? [] : held.current, rows, seen.current),
    [rows, isResting, renewals],
  );
  useEffect(() => {
    held.current = shown.map(({ row }) => row.id);
    seen.current = new Map(shown.map(({ row }) => [row.id, row]));
  }, [shown]);
  const touch = () => {
    touchedAt.current = performance.now();
  };
  const renew = () => {
    touchedAt.current = Number.NEGATIVE_INFINITY;
    redraw((count) => count + 1);
  };
  return { shown, stirred, renew, watch: { onPointerMove: touch, onPointerDown: touch, onKeyDown: touch, onScroll: touch } };
}

/** The pages of a list as they are read: one request at a time, for what is in sight. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useQueuePulse } from "../../api/queue-pulse.ts";
import { request, withQuery } from "../../api/request.ts";
import type { Page, TicketSummary } from "../../api/wire.ts";
import { type Laid, lay, type Pages, receive, type Sight, stale, wanted } from "./ticket-pages.ts";

const pageSize = 50;
/** Shares consumed move with the minutes. */
const renewMs = 60_000;
/** Bursts of changes are taken together, and a busy desk is read again at most so often. */
const restMs = 400;

type Listed = { query: string; order: string };
export type TicketPages = {
  laid: Laid<TicketSummary>;
  isPending: boolean;
  /** Of the last attempt; the rows that were read before stay. */
  error: unknown;
  hasMore: boolean;
  look(sight: Sight): void;
  retry(): void;
};

/** Lists that were left lately, so that coming back shows them at once; they are read again then. */
const left = new Map<string, Pages<TicketSummary>>();
const mostLeft = 6;

function remember(key: string, pages: Pages<TicketSummary>): void {
  left.delete(key);
  left.set(key, pages);
  for (const old of [...left.keys()].slice(0, Math.max(0, left.size - mostLeft))) left.delete(old);
}

/** `listed` must not change while it is mounted: give the component a key. */
export function useTicketPages({ query, order }: Listed): TicketPages {
  const key = `${order} ${query}`;
  const pages = useRef<Pages<TicketSummary>>(stale(left.get(key) ?? []));
  const sight = useRef<Sight>({ first: 0, last: 0 });
  const work = useRef({ isBusy: false, isGone: false, stop: new AbortController() });
  const [shown, setShown] = useState(pages.current);
  const [error, setError] = useState<unknown>(null);
  const laid = useMemo(() => lay(shown), [shown]);

  const read = useCallback(async () => {
    const state = work.current;
    if (state.isBusy) return;
    state.isBusy = true;
    try {
      for (;;) {
        const index = wanted(pages.current, lay(pages.current), sight.current);
        if (index === null || state.isGone) return;
        const cursor = pages.current[index]?.cursor ?? pages.current[index - 1]?.next ?? undefined;
        const address = withQuery("/api/v1/tickets", { query, order, limit: pageSize, cursor });
        const { value } = await request<Page<TicketSummary>>("GET", address, { signal: state.stop.signal });
        pages.current = receive(pages.current, index, value);
        setShown(pages.current);
        setError(null);
      }
    } catch (fault) {
      if (!state.isGone) setError(fault);
    } finally {
      state.isBusy = false;
    }
  }, [query, order]);

  useEffect(() => {
    const state = { isBusy: false, isGone: false, stop: new AbortController() };
    work.current = state;
    void read();
    return () => {
      state.isGone = true;
      state.stop.abort();
      remember(key, pages.current);
    };
  }, [read, key]);
  useRenewal(() => {
    pages.current = stale(pages.current);
    void read();
  });
  const look = useCallback(
    (next: Sight) => {
      sight.current = next;
      void read();
    },
    [read],
  );
  return {
    ...{ laid, error, look },
    isPending: shown.length === 0 && error === null,
    hasMore: shown.at(-1)?.next !== null,
    retry: () => void read(),
  };
}

/** Calls back soon after something changed, and each minute. */
function useRenewal(renew: () => void): void {
  const pulse = useQueuePulse();
  const latest = useRef(renew);
  latest.current = renew;
  const seen = useRef(pulse);
  const wait = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => {
    if (pulse === seen.current) return;
    seen.current = pulse;
    // Not begun anew by the next change: where something happens all the time, the list would never be read.
    wait.current ??= setTimeout(() => {
      wait.current = null;
      latest.current();
    }, restMs);
  }, [pulse]);
  useEffect(
    () => () => {
      if (wait.current !== null) clearTimeout(wait.current);
      wait.current = null;
    },
    [],
  );
  useEffect(() => {
    const beat = setInterval(() => latest.current(), renewMs);
    return () => clearInterval(beat);
  }, []);
}

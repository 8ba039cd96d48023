/** What happens next with a ticket, as a customer may be told: one thing, whose turn it is, and by when. Pure. */
import type { Objective, PauseReason } from "#core/model/document.ts";
import type { ClockSummary, TicketSummary } from "../api/wire.ts";

export type Next =
  | { kind: "due"; objective: Objective; at: number }
  | { kind: "late"; objective: Objective; at: number }
  | { kind: "waiting"; reason: PauseReason }
  | { kind: "excluded" | "open" | "resolved" | "closed" };

export type Turn = "you" | "us" | "nobody";

type Told = Pick<TicketSummary, "status" | "pause" | "coverage"> & { clocks: readonly ClockSummary[] };

/**
 * A ticket that waits says for what; one with promises names the next one to come, and a broken one before it: what is owed comes
 * first. Without any promise it says that we have it.
 */
export function nextOf({ status, pause, coverage, clocks }: Told, now: number): Next {
  if (status !== "open") return { kind: status };
  if (coverage === "excluded") return { kind: "excluded" };
  if (pause !== null) return { kind: "waiting", reason: pause };
  const promised = clocks
    .flatMap(({ objective, dueAt, breachedAt, isPaused, verdict }) => {
      const at = breachedAt ?? dueAt;
      return at === null || isPaused || verdict === "met" || verdict === "void" ? [] : [{ objective, at: Date.parse(at) }];
    })
    .sort((a, b) => a.at - b.at);
  const [next] = promised;
  if (next === undefined) return { kind: "open" };
  return { kind: next.at < now ? "late" : "due", ...next };
}

/** Who is to move: the customer answers, decides about a quote, and confirms what was solved. */
export function turnOf({ status, pause }: Pick<Told, "status" | "pause">): Turn {
  if (status === "closed") return "nobody";
  return status === "resolved" || pause === "customer" || pause === "quote" ? "you" : "us";
}

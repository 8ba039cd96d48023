/** Lists that forms and filters offer; the compiler holds them equal to the core's without bundling any of it. */
import type { CoverageDecision, PauseReason, Priority } from "#core/model/document.ts";
import type { LinkType, TicketKind } from "#core/ticket/ticket.ts";

const keysOf = <Key extends string>(all: Record<Key, true>): readonly Key[] => Object.keys(all) as Key[];

export const priorityNames = keysOf<Priority>({ P1: true, P2: true, P3: true, P4: true });
export const pauseReasonNames = keysOf<PauseReason>({ customer: true, vendor: true, "change-window": true, quote: true });
export const coverageNames = keysOf<CoverageDecision>({ covered: true, billable: true, excluded: true });
export const kindNames = keysOf<TicketKind>({ incident: true, request: true, problem: true, change: true, evolution: true });
export const linkNames = keysOf<LinkType>({
  "relates-to": true,
  duplicates: true,
  "duplicated-by": true,
  "caused-by": true,
  causes: true,
  follows: true,
  "followed-by": true,
  blocks: true,
  "blocked-by": true,
  "part-of": true,
  "has-part": true,
});

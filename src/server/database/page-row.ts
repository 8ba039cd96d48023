/** A page as a row, and what its events mean for deliveries: whom they want told, and what is not needed any more. */
import type { Page, Told } from "#core/oncall/page.ts";
import type { Instant } from "#core/time/instant.ts";
import { type Event, isPageEvent } from "#core/world.ts";

/** Columns in the order in which a page's parameters are written, each an array, with their SQL types; its record comes last. */
export const pageColumns = [
  ["customer_id", "text"],
  ["id", "bigint"],
  ["ticket_id", "bigint"],
  ["seq", "integer"],
  ["state", "text"],
  ["cause", "text"],
  ["opened_at", "bigint"],
  ["due_at", "bigint"],
] as const satisfies readonly (readonly [string, string])[];

export const cellsOfPage = ({ customerId, id, ticketId, seq, state, cause, openedAt, nextAt }: Page) => [
  ...[customerId, id, ticketId, seq],
  ...[state, cause, openedAt, nextAt],
];

/** A recipient to be told of a page; what is not needed any more when it is written down is kept for the ledger. */
export type Telling = {
  customerId: string;
  recipient: string;
  pageId: number;
  ticketId: number | null;
  /** Null for the last resort. */
  step: number | null;
  round: number | null;
  state: "waiting" | "cancelled";
  urgency: Page["urgency"];
  wantedAt: Instant;
};

/** Columns in the order in which deliveries' parameters are written, each an array. */
export const tellingColumns = [
  ["customer_id", "text"],
  ["recipient", "text"],
  ["page_id", "bigint"],
  ["ticket_id", "bigint"],
  ["step", "integer"],
  ["round", "integer"],
  ["state", "text"],
  ["urgency", "text"],
  ["wanted_at", "bigint"],
] as const satisfies readonly (readonly [string, string])[];

export const cellsOfTelling = (telling: Telling) => [
  ...[telling.customerId, telling.recipient, telling.pageId, telling.ticketId, telling.step, telling.round],
  ...[telling.state, telling.urgency, telling.wantedAt],
];

/** `cancelled`: pages whose waiting deliveries of before nobody needs now. */
export type Reach = { tellings: Telling[]; cancelled: number[] };

/** What events in order want told, of pages as they are afterwards. */
export function reachOf(events: readonly Event[], pages: readonly Page[]): Reach {
  const byId = new Map(pages.map((page) => [page.id, page]));
  const tellings: Telling[] = [];
  const cancelled = new Set<number>();
  for (const event of events) {
    if (!isPageEvent(event)) continue;
    const page = byId.get(event.pageId);
    if (page === undefined) continue;
    const tell = (told: readonly Told[], step: number | null, round: number | null): void => {
      const { id: pageId, customerId, ticketId, urgency } = page;
      const shared = { customerId, pageId, ticketId, step, round, state: "waiting" as const, urgency, wantedAt: event.at };
      for (const { recipient } of told) tellings.push({ ...shared, recipient });
    };
    if (event.type === "page.step-fired") tell(event.told, event.step, event.round);
    else if (event.type === "page.exhausted") tell(event.told, null, null);
    else if (isAnswer.has(event.type)) {
      cancelled.add(page.id);
      for (const telling of tellings) if (telling.pageId === page.id) telling.state = "cancelled";
    }
  }
  return { tellings, cancelled: [...cancelled] };
}

const isAnswer: ReadonlySet<string> = new Set(["page.acknowledged", "page.escalated", "page.resolved"]);

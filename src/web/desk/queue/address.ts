/** What the queue shows, as it stands in the address: a view can be sent to a colleague, and what is wrong in it is left out. */
import { parseQuery, printQuery } from "#core/search/query.ts";
import { type ListOrder, listOrders } from "../../api/filters.ts";

export type QueueAddress = {
  /** Of the query language; absent: what is open. */
  query?: string;
  /** Absent: what breaks next. */
  order?: ListOrder;
  /** The saved filter that was chosen last: what is changed can be saved to it. */
  filter?: string;
};

/** What the queue asks when nothing is asked. */
export const openTickets = "status:open";

const fields = ["status", "customer", "team", "assignee", "priority", "service"] as const;
const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Reads an address; one of before the query language (`?status=closed&priority=P1`) becomes the query that shows the same. */
export function readQueueAddress(search: Record<string, unknown>): QueueAddress {
  const order = listOrders.find((each) => each === search.order);
  const given = typeof search.query === "string" ? search.query.slice(0, 500) : undefined;
  const query = given ?? queryOf(search);
  const filter = some(search.filter);
  return {
    ...(query === undefined ? {} : { query }),
    ...(order === undefined || order === "next-breach" ? {} : { order }),
    ...(filter === undefined ? {} : { filter }),
  };
}

function queryOf(search: Record<string, unknown>): string | undefined {
  const terms = fields.flatMap((field) => {
    const value = some(search[field]);
    return value === undefined ? [] : [`${field}:${/[\s,"]/u.test(value) ? `"${value.replaceAll('"', "")}"` : value}`];
  });
  if (terms.length === 0) return undefined;
  return some(search.status) === undefined ? `${openTickets} ${terms.join(" ")}` : terms.join(" ");
}

/** As it is written. */
export const queryAt = ({ query }: QueueAddress): string => query ?? openTickets;

/** The part of a query that is understood: what is still being written shows no list of faults instead of tickets. */
export function understood(query: string): string {
  const parsed = parseQuery(query);
  return parsed.problems.length === 0 ? query : printQuery(parsed.query);
}

/** What the portal's addresses say: filters and beginnings that can be sent to a colleague; what is wrong in them is left out. */

const one = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);
const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const present = <T extends object>(fields: T): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;

export type PortalFilter = {
  whose?: "mine" | "department" | "customer" | undefined;
  state?: "open" | "resolved" | "closed" | "all" | undefined;
  customer?: string | undefined;
  words?: string | undefined;
};

type Search = Record<string, unknown>;

export const readPortalFilter = (search: Search): PortalFilter =>
  present({
    whose: one(search.whose, ["mine", "department", "customer"] as const),
    state: one(search.state, ["open", "resolved", "closed", "all"] as const),
    customer: some(search.customer),
    words: some(search.words),
  });

/** What a report is about, where the reader came from there. */
export type ReportAbout = { customer?: string | undefined; service?: string | undefined; component?: string | undefined };

export const readReportAbout = (search: Search): ReportAbout =>
  present({ customer: some(search.customer), service: some(search.service), component: some(search.component) });

export const readWords = (search: Search): { words?: string | undefined } => present({ words: some(search.words) });

/** Where a customer's person finds in the portal what stands at a place of the desk. */
export function inPortal(pathname: string): string {
  if (pathname === "/account") return "/portal/account";
  if (pathname === "/account") return "/portal/account";
  const article = /^\/knowledge\/([\w-]+)$/.exec(pathname)?.[1];
  if (article !== undefined) return `/portal/articles/${article}`;
  const ticket = /^\/tickets\/(\d+)$/.exec(pathname)?.[1];
  return ticket === undefined ? "/portal" : `/portal/tickets/${ticket}`;
}

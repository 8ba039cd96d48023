/** The views that everybody has: a name and a query; saved filters stand beside them. */
import type { QueueAddress } from "./address.ts";

export type ViewName = "breaching" | "mine" | "team" | "unassigned" | "all";

export const views: readonly { name: ViewName; query: string }[] = [
  { name: "breaching", query: "status:open" },
  { name: "mine", query: "status:open assignee:me" },
  { name: "team", query: "status:open team:mine" },
  { name: "unassigned", query: "status:open assignee:nobody" },
  { name: "all", query: "" },
];

export const [breaching] = views as [(typeof views)[number]];

/** Where a view stands: the default one has the plain address. */
export const addressOf = (query: string): QueueAddress => (query === breaching.query ? {} : { query });

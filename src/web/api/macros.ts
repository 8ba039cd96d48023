/** Macros: several actions in one, all of them or none. */
import { queryOptions } from "@tanstack/react-query";
import { request } from "./request.ts";
import type { TicketVerb } from "./ticket-verb.ts";
import type { WireTicket } from "./wire.ts";

/** What `POST /tickets/{id}/{verb}` takes; the texts of replies and of resolutions may hold placeholders. */
export type MacroAction = { verb: TicketVerb; body: Readonly<Record<string, unknown>> };

export type Macro = {
  id: string;
  name: string;
  /** The keys that start it (`m d`), or null. */
  keys: string | null;
  actions: readonly MacroAction[];
  team: string | null;
  isShared: boolean;
  isOwn: boolean;
};

export type MacroDraft = Pick<Macro, "name" | "actions"> & Partial<Pick<Macro, "keys" | "team" | "isShared">>;

const path = "/api/v1/macros";
const pathOf = (id: string): string => `${path}/${encodeURIComponent(id)}`;

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: async ({ signal }) => (await request<{ items: readonly Macro[] }>("GET", path, { signal })).value.items,
  staleTime: 60_000,
});

export const createMacro = async (draft: MacroDraft): Promise<Macro> => (await request<Macro>("POST", path, { body: draft })).value;

export const changeMacro = async (id: string, draft: Partial<MacroDraft>): Promise<Macro> =>
  (await request<Macro>("PATCH", pathOf(id), { body: draft })).value;

export const removeMacro = async (id: string): Promise<void> => {
  await request<unknown>("DELETE", pathOf(id));
};

/** Refuses `macro-refused` {macro, action, verb, cause: {code, detail}}: nothing was done then. */
export const runMacro = async (ticketId: number, macroId: string): Promise<WireTicket> =>
  (await request<WireTicket>("POST", `/api/v1/tickets/${ticketId}/macro`, { body: { macroId } })).value;

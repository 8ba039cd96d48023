/** What the search keeps beside the index of words: saved filters, and how bulk actions are taken back. */
import type { JSONColumnType } from "kysely";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { TicketOrder } from "#server/ticket/list.ts";

export type FiltersTable = {
  /** The scope that keeps it: `*` for the provider's own people. */
  customer_id: string;
  id: string;
  owner: string;
  name: string;
  query: string;
  order: TicketOrder;
  is_shared: boolean;
  team: string | null;
  position: number;
  created_at: number;
  updated_at: number;
};

/** A command that takes one change back, as long as the ticket is as that change left it. */
export type Reversal = { readonly ticketId: number; readonly seq: number; readonly verb: TicketVerb };

export type UndosTable = {
  customer_id: string;
  id: string;
  principal: string;
  commands: JSONColumnType<Reversal[], string, string>;
  created_at: number;
  expires_at: number;
  used_at: number | null;
};

export type SearchTables = { filters: FiltersTable; undos: UndosTable };

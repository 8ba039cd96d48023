/** Lists by a query: its fields are conditions of the list, its words are looked up in the index. */
import { Refusal } from "#core/refusal.ts";
import { assigneeOf } from "#server/access/actor.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { type Conditions, conditionsOf, requireQuery } from "#server/search/condition.ts";
import { countTickets, type ListedTicket, listTickets, type Page, type TicketFilter } from "#server/ticket/list.ts";
import { isZone } from "#server/ticket/local-time.ts";
import { scopeOf } from "#server/ticket/reader.ts";

export type Found = {
  readonly caller: Pick<Caller, "customerIds" | "sight" | "id" | "email" | "contact">;
  readonly query: string;
  /** The reader's; null: the provider's. */
  readonly zone: string | null;
  readonly filter: TicketFilter;
};

type Door = Pick<Parts, "door">;

/** Counting further than this says nothing that one could act upon. */
const mostCounted = 1_000;

/** A page of what a query finds. Refuses `bad-query`, `bad-zone`, `bad-cursor`. */
export async function findListed(parts: Door, found: Found): Promise<Page<ListedTicket>> {
  const { filter } = await narrowedBy(parts, found);
  return parts.door.read(scopeOf(found.caller), (db) => listTickets(db, filter));
}

export async function countFound(parts: Door, found: Found): Promise<{ count: number; isMore: boolean }> {
  const { filter } = await narrowedBy(parts, found);
  return parts.door.read(scopeOf(found.caller), (db) => countTickets(db, filter, mostCounted));
}

async function narrowedBy(
  { door }: Door,
  { caller, query, zone, filter }: Found,
): Promise<{ filter: TicketFilter; words: Conditions["words"] }> {
  if (zone !== null && !isZone(zone))
    throw new Refusal("bad-zone", `"${zone}" is not a zone: write an IANA name, Europe/Paris for instance.`, { zone });
  if (query.trim() === "") return { filter, words: [] };
  const now = door.clock();
  const document = (await door.book()).documentAt(now);
  const scene = { document, now, zone: zone ?? document?.zone ?? "UTC", me: assigneeOf(caller, document) };
  const { conditions, statuses, words } = conditionsOf(requireQuery(query), scene);
  return { filter: { ...filter, conditions, statuses }, words };
}

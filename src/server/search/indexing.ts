/** Brings the index of words up to date: takes tickets from the queue, reads what was said of them, writes their words as a set. */
import type { Pool, PoolClient } from "pg";
import type { Document } from "#core/model/document.ts";
import { commit, scoped, setSettings, withClient } from "#server/database/session.ts";
import { entryOf, type IndexEntry, type IndexedTicket, type SpokenEvent } from "#server/search/document.ts";

/** Of one message, and of one ticket: the opening and the newest messages. */
const longestText = 8_000;
const mostEvents = 200;

/** Events that say something, or change what a search is narrowed by. Written out, as it is part of a statement. */
export const spokenTypes: readonly string[] = [
  ...["ticket.opened", "ticket.replied", "ticket.resolved", "ticket.reopened", "ticket.restored", "ticket.failed-again", "ticket.closed"],
  ...["ticket.paused", "ticket.resumed", "ticket.coverage-contested", "ticket.quote-decided", "ticket.updated", "ticket.handed-over"],
  ...["ticket.classified", "ticket.terms-changed", "ticket.merged"],
  ...["ticket.rated", "ticket.complained", "ticket.time-logged", "ticket.task-added", "ticket.task-changed", "ticket.step-ticked"],
];

/** What an indexer remembers between its rounds: words that it has already learnt, so that it need not offer them again. */
export type Memory = { readonly learnt: Set<string> };
const mostRemembered = 200_000;

export const newMemory = (): Memory => ({ learnt: new Set() });

export type Indexing = { pool: Pool; document: Document | null; memory: Memory; limit: number };

/**
 * Takes up to `limit` rows from the queue and indexes their tickets, in one transaction; gives how many rows it took. Rows are deleted
 * before the texts are read, so that whatever is queued meanwhile stays for the next round; an older state never replaces a newer one.
 */
export function indexSome({ pool, document, memory, limit }: Indexing): Promise<number> {
  return withClient(pool, async (client) => {
    await client.query(["begin", scoped("*"), ...setSettings].join("; "));
    const { rows } = await client.query<{ ticket_id: number }>(
      "delete from search_queue where id in (select id from search_queue order by id limit $1 for update skip locked) returning ticket_id",
      [limit],
    );
    const ids = [...new Set(rows.map(({ ticket_id }) => ticket_id))].sort((a, b) => a - b);
    if (ids.length > 0) await indexTickets(client, ids, document, memory);
    await commit(client);
    return rows.length;
  });
}

/** Takes one row out of the queue without indexing it: the one that no index can be made of must not keep the others waiting. */
export function skipOne(pool: Pool): Promise<number | null> {
  return withClient(pool, async (client) => {
    await client.query(`begin; ${scoped("*")}`);
    const { rows } = await client.query<{ ticket_id: number }>(
      "delete from search_queue where id in (select id from search_queue order by id limit 1 for update skip locked) returning ticket_id",
    );
    await commit(client);
    return rows[0]?.ticket_id ?? null;
  });
}

async function indexTickets(client: PoolClient, ids: readonly number[], document: Document | null, memory: Memory): Promise<void> {
  const [tickets, events] = await Promise.all([readTickets(client, ids), readEvents(client, ids)]);
  const byTicket = new Map<number, SpokenEvent[]>();
  for (const event of events) {
    const own = byTicket.get(event.ticket_id);
    if (own === undefined) byTicket.set(event.ticket_id, [event]);
    else own.push(event);
  }
  const rows = tickets.map((ticket) => ({ ticket, entry: entryOf(ticket, byTicket.get(ticket.id) ?? [], document) }));
  await writeEntries(client, rows);
  await learn(
    client,
    rows.map(({ entry }) => entry),
    memory,
  );
}

async function readTickets(client: PoolClient, ids: readonly number[]): Promise<IndexedTicket[]> {
  const { rows } = await client.query<IndexedTicket>({
    name: "index_tickets",
    text: `select customer_id, id, seq, subject, requester, agreement_id, service, component, external_id, status, record->>'language' as language
           from tickets where id = any($1) order by id`,
    values: [ids],
  });
  return rows;
}

async function readEvents(client: PoolClient, ids: readonly number[]): Promise<SpokenEvent[]> {
  const { rows } = await client.query<SpokenEvent>({
    name: "index_events",
    text: `select e.ticket_id, e.type, e.facts->>'visibility' as visibility, e.facts->>'format' as format,
             left(concat_ws(E'\\n', v.p->>'description', v.p->>'text', v.p->>'solution', v.p->>'note', v.p->>'reason', v.p->>'words', v.p->>'fields',
                            e.facts->>'reason', e.facts->>'note', e.facts->>'text'), $2) as said
           from unnest($1::bigint[]) as given(id),
             lateral (select * from events where ticket_id = given.id and type = any($4) order by (type = 'ticket.opened') desc, seq desc limit $3) as e,
             lateral (select e.personal->'values' as p) as v
           order by e.ticket_id, e.seq`,
    values: [ids, longestText, mostEvents, spokenTypes],
  });
  return rows;
}

/** Joins the two labels of a ticket in one text: no identifier holds this character. */
const separator = "\u001e";

async function writeEntries(client: PoolClient, rows: readonly { ticket: IndexedTicket; entry: IndexEntry }[]): Promise<void> {
  const of = <T>(pick: (row: { ticket: IndexedTicket; entry: IndexEntry }) => T): T[] => rows.map(pick);
  await client.query({
    name: "search_index",
    text: `select search_index($1::text[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::boolean[],
                               $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[])`,
    values: [
      of(({ ticket }) => ticket.customer_id),
      of(({ ticket }) => ticket.id),
      of(({ ticket }) => ticket.seq),
      of(({ entry }) => entry.language),
      of(({ ticket }) => ticket.requester),
      of(({ ticket }) => ticket.agreement_id),
      of(({ ticket }) => ticket.service),
      of(({ ticket }) => ticket.component),
      of(({ entry }) => entry.isSolved),
      of(({ ticket }) => ticket.status === "open"),
      of(({ entry }) => entry.labels.join(separator)),
      of(({ ticket }) => ticket.subject),
      of(({ entry }) => entry.description),
      of(({ entry }) => entry.said),
      of(({ entry }) => entry.notes),
      of(({ entry }) => entry.identifiers),
      of(({ entry }) => entry.allIdentifiers),
    ],
  });
}

async function learn(client: PoolClient, entries: readonly IndexEntry[], { learnt }: Memory): Promise<void> {
  const fresh = new Set<string>();
  for (const { words } of entries) for (const word of words) if (!learnt.has(word)) fresh.add(word);
  if (fresh.size === 0) return;
  await client.query({ name: "search_learn", text: "select search_learn($1::text[])", values: [[...fresh]] });
  if (learnt.size + fresh.size > mostRemembered) learnt.clear();
  for (const word of fresh) learnt.add(word);
}

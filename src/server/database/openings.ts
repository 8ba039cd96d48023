/**
 * Openings that arrive while others are being stored go together in one transaction: they wait for no lock, and one commit for eight
 * costs little more than one for one. When nothing is under way an opening goes at once, so that nobody waits for company.
 */
import { Refusal } from "#core/refusal.ts";
import { type Event, isPageEvent } from "#core/world.ts";
import { numbered, performAll } from "#server/database/decide.ts";
import type { Order, Outcome } from "#server/database/orders.ts";
import { answersOf, decidedOf, finish, firstAnswer, type House, performAlone } from "#server/database/perform.ts";
import { begin, withClient } from "#server/database/session.ts";
import { writing } from "#server/database/store.ts";

/** An order and whom it answers. */
type Waiting = { order: Order; resolve(outcome: Outcome): void; reject(error: unknown): void };

export type Openings = { add(order: Order): Promise<Outcome> };

/** One group is decided while another is being committed. */
const groupsAtOnce = 2;
const largestGroup = 64;

/** One that changes no other ticket, and brings nothing to be stored beside it. */
export const isOpening = ({ commands: [command, ...others], alongside }: Order): boolean =>
  command?.type === "open-ticket" &&
  others.length === 0 &&
  command.ticketId === 0 &&
  command.links === undefined &&
  alongside === undefined;

export function gatherOpenings(performGroup: (group: readonly Waiting[]) => Promise<void>): Openings {
  let waiting: Waiting[] = [];
  let underWay = 0;
  const go = async (): Promise<void> => {
    underWay++;
    while (waiting.length > 0) {
      const { group, rest } = nextGroup(waiting);
      waiting = rest;
      await performGroup(group);
    }
    underWay--;
  };
  return {
    add: (order) =>
      new Promise((resolve, reject) => {
        waiting.push({ order, resolve, reject });
        if (underWay < groupsAtOnce) void go();
      }),
  };
}

/** Those of one scope, and of the same idempotency key only one: the others see its answer. */
function nextGroup(waiting: readonly Waiting[]): { group: Waiting[]; rest: Waiting[] } {
  const group: Waiting[] = [];
  const rest: Waiting[] = [];
  const keys = new Set<string>();
  for (const each of waiting) {
    const { scope, idempotency } = each.order;
    const key = idempotency === undefined ? null : JSON.stringify([idempotency.principal, idempotency.key]);
    const fits = group.length < largestGroup && scope === waiting[0]?.order.scope && (key === null || !keys.has(key));
    (fits ? group : rest).push(each);
    if (fits && key !== null) keys.add(key);
  }
  return { group, rest };
}

/** Performs a group; whatever fails for all of them is tried for each alone, so that none suffers for another. */
export async function performOpenings(house: House, group: readonly Waiting[]): Promise<void> {
  const alone = ({ order, resolve, reject }: Waiting): Promise<void> => performAlone(house, order).then(resolve, reject);
  if (group.length === 1) return alone(group[0]!);
  try {
    const answers = await performTogether(
      house,
      group.map(({ order }) => order),
    );
    for (const [i, { resolve, reject }] of group.entries()) {
      const answer = answers[i]!;
      if (answer instanceof Refusal) reject(answer);
      else resolve(answer);
    }
  } catch {
    await Promise.all(group.map(alone));
  }
}

function performTogether(house: House, orders: readonly Order[]): Promise<(Outcome | Refusal)[]> {
  const { scope } = orders[0]!;
  const keys = orders.flatMap(({ idempotency }) => idempotency ?? []);
  return withClient(house.pool, async (client) => {
    const loaded = await begin(client, { scope, numbers: orders.length, keys });
    const book = await house.books.at(client, loaded.editions);
    const answers = orders.map(({ idempotency }) => unlessRefused(() => firstAnswer(loaded, idempotency)));
    const asked = orders.flatMap((order, i) => (answers[i] === null ? [{ order, i }] : []));
    const numbers = loaded.numbers.slice(0, asked.length);
    const drafts = numbered(
      asked.flatMap(({ order }) => order.commands),
      numbers,
    );
    const commands = drafts.map((command, n) => ({ command, now: asked[n]!.order.now ?? house.clock() }));
    const performed = performAll(book, { tickets: [], pages: [] }, commands, "skip-refusals");
    const refused = new Map(performed.failures.map(({ index, error }) => [index, error as Refusal]));
    const events = byTicket(performed.events);
    const outcomes: (Outcome | Refusal)[] = answers.map((answer) =>
      answer === null || answer instanceof Refusal
        ? (answer ?? { events: [], tickets: [], pages: [] })
        : { events: [], tickets: [], pages: [], replayed: answer },
    );
    for (const [n, { i }] of asked.entries()) {
      const id = numbers[n]!;
      outcomes[i] = refused.get(n) ?? {
        events: events.get(id) ?? [],
        tickets: performed.opened.filter((ticket) => ticket.id === id),
        pages: performed.pages.filter((page) => page.id === id),
      };
    }
    const first = asked.flatMap(({ order, i }) => (outcomes[i] instanceof Refusal ? [] : answersOf(order, outcomes[i] as Outcome)));
    await finish(house, client, writing({ ...decidedOf(performed), answers: first }, book, house.clock()));
    return outcomes;
  });
}

function unlessRefused<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** A ticket that was just opened has no page but its own, of the same number. */
function byTicket(events: readonly Event[]): Map<number, Event[]> {
  const grouped = new Map<number, Event[]>();
  for (const event of events) {
    const id = isPageEvent(event) ? event.pageId : event.ticketId;
    const own = grouped.get(id);
    if (own === undefined) grouped.set(id, [event]);
    else own.push(event);
  }
  return grouped;
}

/**
 * What people do beside the course of a ticket: time logged, tasks ticked, colleagues mentioned, calls made; customers who rate, complain
 * and put their tickets in order. Drawn from chance of its own, so that the course of a life is the same with it and without.
 */
import type { Document } from "#core/model/document.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import type { RatingScore, Ticket } from "#core/ticket/ticket.ts";
import { besideSays } from "#simulator/phrases-beside.ts";
import { type Random, seededRandom } from "#simulator/random.ts";
import type { Deed, Move, Scene } from "#simulator/staff.ts";
import { inWords } from "#simulator/workload.ts";

type Verbs = Deed["verbs"];
type Verb = Verbs[number];

/** A deed with what is done beside it: just before, and once it is done. What is refused of that changes nothing else. */
export type Surrounded = { before: Verbs; main: Deed; after: Verbs };

export type Beside = {
  around(deed: Deed, move: Move, ticket: Ticket, scene: Scene): Surrounded;
  /** The order that a customer's designated contact gives to its open tickets, as commands. */
  ranking(tickets: Iterable<Ticket>, document: Document): TicketCommand[];
};

/** Nothing beside the course. */
export const nothingBeside: Beside = { around: (deed) => ({ before: [], main: deed, after: [] }), ranking: () => [] };

export function lifeBeside(seed: number): Beside {
  const random = seededRandom(seed ^ 0x2545f491);
  return {
    around(deed, move, ticket, scene) {
      const own = { ...scene, random };
      const main = { ...deed, verbs: deed.verbs.map((verb) => spoken(verb, deed.actor, ticket, own)) };
      if (!deed.actor.startsWith("agent:")) return { before: [], main, after: byCustomer(move, ticket, own) };
      const tasks = move === "take" ? newTasks(ticket, own) : tickedTasks(ticket, random);
      return {
        before: move === "take" ? [] : tasks,
        main,
        after: [...(move === "take" ? tasks : []), ...timeOf(deed, move, ticket, random)],
      };
    },
    ranking: (tickets, document) => rankingOf(tickets, document, random),
  };
}

const word = (phrases: Parameters<typeof inWords>[2], ticket: Ticket, { document, random }: Scene): string =>
  inWords(document, ticket.customerId, phrases, random);

/** Some public answers are given by telephone, some notes ask a colleague. */
function spoken(verb: Verb, actor: string, ticket: Ticket, scene: Scene): Verb {
  if (verb.type !== "reply-to-ticket" || verb.by !== "agent") return verb;
  const { document, random } = scene;
  if (verb.visibility === "internal") {
    const colleagues = Object.values(document.teams)
      .filter(({ members }) => members.includes(actor.slice("agent:".length)))
      .flatMap(({ members }) => members)
      .filter((member) => `agent:${member}` !== actor);
    if (colleagues.length === 0 || !random.chance(0.35)) return verb;
    const colleague = random.pick(colleagues);
    return { ...verb, mentions: [colleague], text: `@${document.people?.[colleague]?.name ?? colleague} ${verb.text}` };
  }
  const contact = ticket.requester === null ? undefined : document.customers[ticket.customerId]?.contacts[ticket.requester];
  if (contact === undefined || !random.chance(0.08)) return verb;
  const call = { direction: random.chance(0.7) ? ("out" as const) : ("in" as const), person: contact.name, number: contact.phone ?? null };
  return { ...verb, channel: "phone", call: { ...call, minutes: 2 + Math.floor(random.next() * 14) } };
}

const activities: Partial<Record<Move, string>> = { take: "triage", update: "communication", answer: "communication", quote: "estimate" };

function timeOf({ verbs }: Deed, move: Move, ticket: Ticket, random: Random): Verb[] {
  if (verbs.length === 0 || !random.chance(0.7)) return [];
  const activity = verbs.some(({ type }) => type === "resolve-ticket" || type === "restore-service")
    ? "repair"
    : (activities[move] ?? "analysis");
  const median = activity === "repair" ? 50 : activity === "analysis" ? 30 : 10;
  const minutes = Math.min(240, Math.max(5, Math.round(random.around(median, 0.7) / 5) * 5));
  const entry = `t${ticket.timeEntries.length + 1}`;
  return [{ type: "log-time", entry, minutes, activity, ...(ticket.tier === null ? {} : { tier: ticket.tier }) }];
}

function newTasks(ticket: Ticket, scene: Scene): Verb[] {
  if (ticket.tasks.length > 0 || !scene.random.chance(0.15)) return [];
  const texts = new Set([
    word(besideSays.tasks, ticket, scene),
    word(besideSays.tasks, ticket, scene),
    word(besideSays.tasks, ticket, scene),
  ]);
  return [...texts].map((text, n) => ({ type: "add-task", task: `a${n + 1}`, text }));
}

function tickedTasks({ tasks }: Ticket, random: Random): Verb[] {
  const next = tasks.find(({ doneAt }) => doneAt === null);
  return next === undefined || !random.chance(0.7) ? [] : [{ type: "change-task", task: next.id, isDone: true }];
}

function byCustomer(move: Move, ticket: Ticket, scene: Scene): Verb[] {
  const { random } = scene;
  if (move === "return") return random.chance(0.3) ? [{ type: "complain", words: word(besideSays.complaints, ticket, scene) }] : [];
  if (move !== "confirm" || !random.chance(0.65)) return [];
  const score = random.weighted<RatingScore>([
    ...([
      [5, 48],
      [4, 30],
      [3, 12],
      [2, 6],
      [1, 4],
    ] as const),
  ]);
  const words = score <= 2 ? besideSays.blame : score >= 4 && random.chance(0.45) ? besideSays.praise : null;
  return [{ type: "rate-ticket", score, words: words === null ? "" : word(words, ticket, scene) }];
}

const mostRanked = 5;

function rankingOf(tickets: Iterable<Ticket>, document: Document, random: Random): TicketCommand[] {
  const customerId = random.pick(Object.keys(document.customers));
  const contact = Object.entries(document.customers[customerId]?.contacts ?? {}).find(([, { designated }]) => designated === true)?.[0];
  if (contact === undefined) return [];
  const open = [...tickets].filter((ticket) => ticket.customerId === customerId && ticket.status === "open");
  const chosen = open
    .map((ticket) => ({ ticket, weight: random.next() + (ticket.priority < "P3" ? 1 : 0) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, mostRanked)
    .map(({ ticket }) => ticket);
  return open.flatMap((ticket): TicketCommand[] => {
    const at = chosen.indexOf(ticket);
    const rank = at < 0 ? null : at + 1;
    return rank === ticket.rank ? [] : [{ type: "rank-ticket", ticketId: ticket.id, rank, actor: `contact:${contact}` }];
  });
}

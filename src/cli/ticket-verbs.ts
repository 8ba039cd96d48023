/** The verbs of a ticket as the command line writes them: their arguments and flags, and the same bodies as the HTTP API takes. */
import type { z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { linkTypes } from "#core/ticket/ticket.ts";
import { refusalOfIssues } from "#server/http/validation.ts";
import { resources } from "#server/ticket/verbs.ts";

type Options = Record<string, string | true | undefined>;

export type VerbLine = {
  readonly name: string;
  readonly description: string;
  readonly arguments?: readonly (readonly [string, string])[];
  /** Flags, description, whether it must be given. */
  readonly options?: readonly (readonly [string, string, boolean?])[];
  command(args: readonly string[], options: Options): TicketVerb;
};

/** Checks a body as the API would, and words what is wrong by the flags that were typed. */
export function checked<S extends z.ZodObject>(schema: S, body: Record<string, unknown>): z.output<S> {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const { facts } = refusalOfIssues(parsed.error.issues, "json");
  const errors = facts.errors as { pointer: string; detail: string }[];
  const lines = errors.map(({ pointer, detail }) => `${flagOf(pointer)}: ${detail}`);
  throw new Refusal("bad-flags", lines.join("\n"), { errors });
}

const flagOf = (pointer: string): string =>
  `--${pointer
    .split("/")
    .at(-1)!
    .replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Commands are the caller's side: the provider's own people use the terminal. */
const terminal = { kind: "user", customerId: null } as never;

function verb(noun: string, body: Record<string, unknown>): TicketVerb {
  const resource = resources.find((each) => each.noun === noun)!;
  return resource.command(checked(resource.body, body) as never, terminal);
}

const number = (value: string | true | undefined): number | undefined =>
  value === undefined || value === true ? undefined : Number(value);
const orNull = (value: string | true | undefined, word: string): unknown => (value === word ? null : value);

const note = ["--note <text>", "what the others need to know"] as const;
const reason = ["--reason <text>", "why; it stays with the ticket", true] as const;
const toTier = ["--to-tier <tier>", "1 to 4 (default: the next one that owns the component)"] as const;

/** What lies beside a ticket's course. */
const besideLines: readonly VerbLine[] = [
  {
    name: "call",
    description: "note a telephone call: a public answer, unless --internal",
    arguments: [["<text>", "what was said"]],
    options: [
      ["--with <person>", "who was on the other end", true],
      ["--in", "they called us (default: we called them)"],
      ["--number <number>", "under which number"],
      ["--minutes <minutes>", "how long"],
      ["--internal", "the customer does not see it"],
    ],
    command: ([text], { with: person, in: isIn, number: dialled, minutes, internal }) =>
      verb("calls", {
        ...{ text, person, direction: isIn ? "in" : "out", number: dialled, minutes: number(minutes) },
        visibility: internal ? "internal" : "public",
      }),
  },
  {
    name: "rate",
    description: "note what the customer thinks of how it was done",
    arguments: [["<score>", "1 (bad) to 5"]],
    options: [["--words <text>", "in their words"]],
    command: ([score], { words }) => verb("rating", { score: Number(score), words }),
  },
  {
    name: "complain",
    description: "note a complaint; those responsible are told",
    arguments: [["<words>", "in their words"]],
    command: ([words]) => verb("complaint", { words }),
  },
  {
    name: "time",
    description: "log time worked; with --correct set what an entry should have said",
    arguments: [["<minutes>", "whole minutes; 0 with --correct takes an entry back"]],
    options: [
      ["--activity <name>", "at what: analysis, repair … (not with --correct)"],
      ["--note <text>", "for ourselves"],
      ["--ended <instant>", "when it ended, 2026-03-02T18:00:00Z (default: now)"],
      ["--tier <tier>", "1 to 4 (default: whoever had the ticket then)"],
      ["--correct <entry>", "the entry's name"],
      ["--reason <text>", "why it is corrected"],
    ],
    command: ([minutes], { activity, note: said, ended, tier, correct, reason: why }) =>
      correct === undefined
        ? verb("time", { minutes: number(minutes), activity, note: said, endedAt: ended, tier: number(tier) })
        : verb("time-corrections", { entry: correct, minutes: number(minutes), reason: why }),
  },
  {
    name: "task",
    description: "add a task; with --done, --open or --remove and a task's name, say how it stands",
    arguments: [["<task>", "what is to be done; or the task's name"]],
    options: [
      ["--assignee <person>", "who does it"],
      ["--done", "it is done"],
      ["--open", "it is not done after all"],
      ["--remove", "it is not needed"],
    ],
    command: ([task], { assignee, done, open, remove }) => {
      if (remove) return verb("task-removals", { task });
      if (done || open) return verb("task-changes", { task, isDone: done === true, assignee });
      return verb("tasks", { text: task, assignee });
    },
  },
];

export const verbLines: readonly VerbLine[] = [
  {
    name: "reply",
    description: "say something to the customer, or with --internal among ourselves",
    arguments: [["<text>", "what to say"]],
    options: [
      ["--internal", "the customer does not see it"],
      ["--by <who>", "agent, contact or machine: whose words they are"],
      ["--channel <channel>", "email, phone, chat …"],
    ],
    command: ([text], { internal, by, channel }) => verb("replies", { visibility: internal ? "internal" : "public", text, by, channel }),
  },
  { name: "acknowledge", description: "take note of a detected incident", command: () => verb("acknowledgement", {}) },
  {
    name: "triage",
    description: "give the facts; impact, urgency and priority follow",
    options: [
      ["--affected <who>", "one, some or everybody", true],
      ["--at-stake <what>", "nothing, money or safety", true],
      ["--workaround", "there is a way around it"],
    ],
    command: (_, { affected, atStake, workaround }) => verb("triage", { facts: { affected, atStake, hasWorkaround: workaround === true } }),
  },
  {
    name: "priority",
    description: "change priority, impact or urgency",
    options: [["--priority <priority>", "P1 to P4"], ["--impact <level>", "1 to 3"], ["--urgency <level>", "1 to 3"], reason],
    command: (_, { priority, impact, urgency, reason: why }) =>
      verb("priority", { priority, impact: number(impact), urgency: number(urgency), reason: why }),
  },
  {
    name: "classify",
    description: "name kind, class, service or component anew; place and coverage follow",
    options: [
      ["--kind <kind>", "incident, request, problem, change or evolution"],
      ["--class <class>", "corrective, preventive, adaptive, perfective or additive"],
      ["--service <key>", "none for no service"],
      ["--component <key>", "none for no component"],
    ],
    command: (_, { kind, class: as, service, component }) =>
      verb("classification", { kind, class: as, service: orNull(service, "none"), component: orNull(component, "none") }),
  },
  {
    name: "assign",
    description: "give it to a person",
    arguments: [["<person>", "as the model calls them; nobody takes it from whoever has it"]],
    command: ([person]) => verb("assignment", { assignee: orNull(person, "nobody") }),
  },
  {
    name: "join",
    description: "let a person join",
    arguments: [["<person>", "as the model calls them"]],
    command: ([person]) => verb("collaborators", { person }),
  },
  {
    name: "leave",
    description: "let a person leave",
    arguments: [["<person>", "as the model calls them"]],
    command: ([person]) => verb("departures", { person }),
  },
  {
    name: "pause",
    description: "wait; the agreement says which clocks that stops",
    options: [
      ["--reason <reason>", "customer, vendor, change-window or quote", true],
      note,
      ["--vendor <key>", "which vendor"],
      ["--reference <text>", "the vendor's own number"],
    ],
    command: (_, { reason: why, note: said, vendor, reference }) => verb("pause", { reason: why, note: said, vendor, reference }),
  },
  { name: "resume", description: "go on", options: [note], command: (_, { note: said }) => verb("resumption", { note: said }) },
  {
    name: "escalate",
    description: "hand up to the next tier",
    options: [["--reason <text>", "why"], toTier],
    command: (_, { reason: why, toTier: tier }) => verb("escalation", { reason: why, toTier: number(tier) }),
  },
  {
    name: "hand-back",
    description: "hand back to a lower tier",
    options: [reason, toTier],
    command: (_, { reason: why, toTier: tier }) => verb("hand-back", { reason: why, toTier: number(tier) }),
  },
  {
    name: "hand-over",
    description: "hand over to another team",
    options: [["--team <key>", "to which team", true], reason],
    command: (_, { team, reason: why }) => verb("hand-over", { team, reason: why }),
  },
  {
    name: "restore",
    description: "the service works again",
    options: [["--workaround", "by a way around it"], note],
    command: (_, { workaround, note: said }) => verb("restoration", { how: workaround ? "workaround" : "restored", note: said }),
  },
  {
    name: "failure",
    description: "the same failure returned",
    options: [note],
    command: (_, { note: said }) => verb("failure", { note: said }),
  },
  {
    name: "resolve",
    description: "resolve it",
    arguments: [["<solution>", "what solved it"]],
    command: ([solution]) => verb("resolution", { solution }),
  },
  {
    name: "reopen",
    description: "reopen it; after the agreement's window a new ticket opens that follows it",
    options: [reason],
    command: (_, { reason: why }) => verb("reopening", { reason: why }),
  },
  {
    name: "close",
    description: "close it: confirmed when it is resolved, otherwise for a named reason",
    options: [["--reason <reason>", "confirmed, withdrawn, duplicate or excluded"], note],
    command: (_, { reason: why, note: said }) => verb("closing", { reason: why, note: said }),
  },
  {
    name: "merge",
    description: "merge it into another ticket",
    options: [["--into <ticket>", "the one that goes on", true]],
    command: (_, { into }) => verb("merge", { into: number(into) }),
  },
  {
    name: "link",
    description: "link it to another ticket",
    options: [
      ["--to <ticket>", "the other one", true],
      ["--type <type>", `${linkTypes.join(", ")} (default: relates-to)`],
    ],
    command: (_, { to, type }) => verb("links", { link: type ?? "relates-to", otherId: number(to) }),
  },
  {
    name: "unlink",
    description: "take a link off both tickets",
    options: [
      ["--from <ticket>", "the other one", true],
      ["--type <type>", "which link (default: relates-to)"],
    ],
    command: (_, { from, type }) => verb("unlinks", { link: type ?? "relates-to", otherId: number(from) }),
  },
  {
    name: "rank",
    description: "its place in the customer's own order",
    arguments: [["<place>", "1 is first; none takes it out of the order"]],
    command: ([place]) => verb("rank", { rank: place === "none" ? null : Number(place) }),
  },
  {
    name: "quote",
    description: "offer a quote",
    options: [
      ["--amount <cents>", "whole minor units", true],
      ["--currency <code>", "EUR, for instance", true],
      ["--text <text>", "for what", true],
      ["--hours <hours>", "how many"],
    ],
    command: (_, { amount, currency, text, hours }) =>
      verb("quote", { amount: { amount: number(amount), currency }, hours: number(hours), text }),
  },
  {
    name: "decide-quote",
    description: "approve or decline the quote",
    arguments: [["<state>", "approved or declined"]],
    options: [note],
    command: ([state], { note: said }) => verb("quote-decision", { state, note: said }),
  },
  {
    name: "coverage",
    description: "decide otherwise than the coverage rule did",
    arguments: [["<decision>", "covered, billable or excluded"]],
    options: [reason],
    command: ([decision], { reason: why }) => verb("coverage", { decision, reason: why }),
  },
  {
    name: "contest",
    description: "say that the coverage decision is wrong",
    options: [reason],
    command: (_, { reason: why }) => verb("contest", { reason: why }),
  },
  ...besideLines,
];

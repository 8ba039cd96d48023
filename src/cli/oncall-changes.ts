/** `guardia oncall override|leave|swap|note|handover`: what people change in the rota, recorded, taken back and looked at beforehand. */
import type { Command } from "commander";
import { actorOf, type Connection, knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { ticketNumber } from "#cli/ticket.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { passedOn, requireHandover, writeNote } from "#server/oncall/handover.ts";
import { previewOf } from "#server/oncall/rota-preview.ts";
import {
  listLeave,
  listOverrides,
  recordLeave,
  recordOverride,
  requireLeave,
  requireOverride,
  takeBackLeave,
  takeBackOverride,
  type Who,
} from "#server/oncall/rota-recorded.ts";
import type { RotaPreview } from "#server/oncall/rota-schema.ts";
import { acceptSwap, askSwap, declineSwap, listSwaps, requireSwap, withdrawSwap } from "#server/oncall/rota-swaps.ts";
import type { LeaveKind, RotaTables } from "#server/oncall/rota-tables.ts";
import { leaveView, noteView, overrideView, swapView, viewFor } from "#server/oncall/rota-view.ts";

type Flags = Record<string, string | true | undefined>;

export function addChanges(command: Command, out: Out): void {
  addOverride(command.command("override").description("who stands in for whom the layers name"), out);
  addLeave(command.command("leave").description("who is away: the next of the same layer steps in"), out);
  addSwap(command.command("swap").description("asking a colleague, or everybody on the schedule, to stand for one"), out);
  addNote(command, out);
  addHandover(command, out);
}

const text = (value: string | true | undefined): string | undefined => (value === true ? undefined : value);
const times = "an instant with its offset, or a local date or time: 2026-03-29T09:00";

/** Whoever has the terminal speaks for everybody; `--as` says who they are in the log. */
async function whoOf(as: string | true | undefined, connection: Connection): Promise<Who> {
  const actor = await knownActorOf(text(as), connection);
  const person = actor.startsWith("agent:") ? actor.slice("agent:".length) : "";
  return { person, actor, name: actor.slice(actor.indexOf(":") + 1), mayChangeOthers: true };
}

const listFilter = ({ schedule, person, from, to, all }: Flags) => ({
  ...{ schedule: text(schedule) ?? null, person: text(person) ?? null, from: momentOr(from), to: momentOr(to) },
  ...{ isAll: all === true, before: null, limit: mostListed },
});
const momentOr = (value: string | true | undefined): Instant | null => (typeof value === "string" ? instant(value) : null);
const mostListed = 500;

const addList = (command: Command, what: string): Command =>
  command
    .command("list")
    .description(`${what}, the newest first, at most ${mostListed}`)
    .option("--person <key>", "of one person")
    .option("--from <instant>", "that meet the time from here")
    .option("--to <instant>", "and to here")
    .option("--all", "also what was taken back before it began")
    .option("--json", "print JSON");

function addOverride(command: Command, out: Out): void {
  addList(command, "overrides")
    .option("--schedule <name>", "of one schedule")
    .action((flags: Flags) =>
      withConnection(async ({ door }) => {
        const rows = await door.read("*", (db) => listOverrides(db.withTables<RotaTables>(), listFilter(flags)));
        const view = await viewFor(
          door,
          nobody,
          rows.map(({ recordedBy }) => recordedBy),
        );
        const items = rows.map((row) => overrideView(row, view));
        if (flags.json === true) return printJson(out, { items });
        const lines = items.map((each) => [each.id, each.schedule, each.person, each.from, each.to, each.recordedByName, each.reason]);
        printTable(out, ["#", "schedule", "person", "from", "to", "recorded by", "reason"], lines, "Nobody stands in.");
      }),
    );
  command
    .command("add")
    .description("somebody stands in, from now on or later")
    .argument("<schedule>", "its name in the model")
    .argument("<person>", "who stands in")
    .option("--from <time>", `${times}; default: now`)
    .requiredOption("--to <time>", times)
    .option("--reason <text>", "why, for those whom it concerns")
    .option("--dry-run", "only show what would come of it")
    .option("--as <person>", "who records it, as the model calls them")
    .option("--json", "print JSON")
    .action((schedule: string, person: string, flags: Flags) =>
      withConnection(async (connection) => {
        const { door } = connection;
        const who = await whoOf(flags.as, connection);
        const asked = { schedule, person, from: text(flags.from), to: String(flags.to) };
        if (flags.dryRun === true) return printPreview(out, await previewOf(door, who, { kind: "override", ...asked }), flags);
        const id = await recordOverride(door, who, { ...asked, reason: text(flags.reason) ?? null, replaces: null });
        const row = overrideView(
          await door.read("*", (db) => requireOverride(db.withTables<RotaTables>(), id)),
          await viewFor(door, who, [who.actor]),
        );
        if (flags.json === true) return printJson(out, row);
        out.write(`#${id}  ${row.personName} stands in: ${row.schedule}, ${row.from} to ${row.to}\n`);
      }),
    );
  addUndo(command, out, "override", takeBackOverride);
}

function addLeave(command: Command, out: Out): void {
  addList(command, "leave").action((flags: Flags) =>
    withConnection(async ({ door }) => {
      const rows = await door.read("*", (db) => listLeave(db.withTables<RotaTables>(), listFilter(flags)));
      const view = await viewFor(
        door,
        nobody,
        rows.map(({ recordedBy }) => recordedBy),
      );
      const items = rows.map((row) => leaveView(row, view));
      if (flags.json === true) return printJson(out, { items });
      const lines = items.map((each) => [
        each.id,
        each.person,
        each.from,
        each.to ?? "until further notice",
        each.kind,
        each.recordedByName,
      ]);
      printTable(out, ["#", "person", "from", "to", "kind", "recorded by"], lines, "Nobody is away.");
    }),
  );
  command
    .command("add")
    .description("somebody is away, from now on or later")
    .argument("<person>", "who")
    .option("--from <time>", `${times}, on the person's clock; default: now`)
    .option("--to <time>", `${times}; a date runs to its end; default: until further notice`)
    .option("--kind <kind>", "leave, illness, training or other", "leave")
    .option("--note <text>", "for the person and those who plan")
    .option("--dry-run", "only show what would come of it")
    .option("--as <person>", "who records it, as the model calls them")
    .option("--json", "print JSON")
    .action((person: string, flags: Flags) =>
      withConnection(async (connection) => {
        const { door } = connection;
        const who = await whoOf(flags.as, connection);
        const asked = { person, from: text(flags.from), to: text(flags.to) ?? null };
        if (flags.dryRun === true) return printPreview(out, await previewOf(door, who, { kind: "leave", ...asked }), flags);
        const id = await recordLeave(door, who, { ...asked, kind: kindOf(flags.kind), note: text(flags.note) ?? null, replaces: null });
        const row = leaveView(
          await door.read("*", (db) => requireLeave(db.withTables<RotaTables>(), id)),
          await viewFor(door, who, [who.actor]),
        );
        if (flags.json === true) return printJson(out, row);
        out.write(`#${id}  ${row.personName} is away from ${row.from} ${row.to === null ? "until further notice" : `to ${row.to}`}\n`);
      }),
    );
  addUndo(command, out, "leave", takeBackLeave);
}

const kinds: readonly string[] = ["leave", "illness", "training", "other"] satisfies LeaveKind[];

function kindOf(kind: string | true | undefined): LeaveKind {
  if (kinds.includes(String(kind))) return kind as LeaveKind;
  throw new Refusal("bad-flags", `--kind ${kind}: write one of ${kinds.join(", ")}.`, {});
}

function addUndo(command: Command, out: Out, what: string, undo: (door: Connection["door"], who: Who, id: number) => Promise<void>): void {
  command
    .command("undo")
    .description("take it back: it ends now, or never begins; what was, stays")
    .argument("<number>", "its number")
    .option("--as <person>", "who does so, as the model calls them")
    .action((number: string, flags: Flags) =>
      withConnection(async (connection) => {
        await undo(connection.door, await whoOf(flags.as, connection), ticketNumber(number));
        out.write(`Taken back: ${what} ${number}\n`);
      }),
    );
}

function addSwap(command: Command, out: Out): void {
  command
    .command("list")
    .description("swaps that wait for an answer, the newest first")
    .option("--all", "those that are answered or over, too")
    .option("--json", "print JSON")
    .action(({ all, json }: Flags) =>
      withConnection(async ({ door }) => {
        const filter = {
          schedule: null,
          person: null,
          mine: null,
          openAt: all === true ? null : door.clock(),
          before: null,
          limit: mostListed,
        };
        const rows = await door.read("*", (db) => listSwaps(db.withTables<RotaTables>(), filter));
        const view = await viewFor(door, nobody);
        const items = rows.map((row) => swapView(row, view));
        if (json === true) return printJson(out, { items });
        const lines = items.map((each) => [
          ...[each.id, each.schedule, each.asker, each.from, each.to, each.asked ?? "everybody"],
          ...[each.back === null ? null : `${each.back.from} to ${each.back.to}`, each.state],
        ]);
        printTable(out, ["#", "schedule", "asker", "from", "to", "asked", "in return", "state"], lines, "Nobody asks to swap.");
      }),
    );
  command
    .command("ask")
    .description("ask for somebody's stretch to be taken over; nothing changes before it is accepted")
    .argument("<schedule>", "its name in the model")
    .argument("<asker>", "whose stretch it is")
    .requiredOption("--from <time>", times)
    .requiredOption("--to <time>", times)
    .option("--asked <person>", "whom; default: everybody on the schedule")
    .option("--back-from <time>", "a stretch of theirs in return")
    .option("--back-to <time>", "and its end")
    .option("--note <text>", "what they should know")
    .option("--as <person>", "who records it, as the model calls them")
    .option("--json", "print JSON")
    .action((schedule: string, asker: string, flags: Flags) =>
      withConnection(async (connection) => {
        const { door } = connection;
        const [backFrom, backTo] = [text(flags.backFrom), text(flags.backTo)];
        if ((backFrom === undefined) !== (backTo === undefined))
          throw new Refusal("bad-flags", "--back-from and --back-to go together: write both, or neither.", {});
        const back = backFrom === undefined || backTo === undefined ? null : { from: backFrom, to: backTo };
        const asked = { schedule, asker, asked: text(flags.asked) ?? null, from: String(flags.from), to: String(flags.to), back };
        const id = await askSwap(door, await whoOf(flags.as, connection), { ...asked, note: text(flags.note) ?? null });
        await printSwap(out, connection, id, flags);
      }),
    );
  addAnswers(command, out);
  addUndo(command, out, "swap", withdrawSwap);
}

function addAnswers(command: Command, out: Out): void {
  for (const [verb, answer] of [["accept", acceptSwap] as const, ["decline", declineSwap] as const])
    command
      .command(verb)
      .description(verb === "accept" ? "each stands in the other's stretch from then on" : "say no to what was asked of one")
      .argument("<number>", "the swap's number")
      .option("--as <person>", "who answers, as the model calls them; default: GUARDIA_PERSON")
      .option("--json", "print JSON")
      .action((number: string, flags: Flags) =>
        withConnection(async (connection) => {
          const who = await whoOf(flags.as, connection);
          if (who.person === "")
            throw new Refusal(
              "bad-flags",
              `Say who answers: --as PERSON, or GUARDIA_PERSON (${actorOf(undefined)} is nobody of the model).`,
              {},
            );
          await answer(connection.door, who, ticketNumber(number), who.person);
          await printSwap(out, connection, ticketNumber(number), flags);
        }),
      );
}

async function printSwap(out: Out, { door }: Connection, id: number, { json }: Flags): Promise<void> {
  const swap = swapView(await door.read("*", (db) => requireSwap(db.withTables<RotaTables>(), id)), await viewFor(door, nobody));
  if (json === true) return printJson(out, swap);
  const back = swap.back === null ? "" : `, for ${swap.back.from} to ${swap.back.to}`;
  out.write(
    `#${id}  ${swap.schedule}: ${swap.askerName} asks ${swap.askedName ?? "everybody"}: ${swap.from} to ${swap.to}${back}; ${swap.state}\n`,
  );
}

function addNote(command: Command, out: Out): void {
  command
    .command("note")
    .description("tell whoever comes next")
    .argument("<schedule>", "its name in the model")
    .argument("<text>", "what they should know; Markdown")
    .option("--at <instant>", "for the hand-over at or after this; default: the next one")
    .option("--as <person>", "who writes it, as the model calls them")
    .option("--json", "print JSON")
    .action((schedule: string, words: string, flags: Flags) =>
      withConnection(async (connection) => {
        const who = await whoOf(flags.as, connection);
        const author = who.person === "" ? { ...who, person: who.name } : who;
        const id = await writeNote(connection.door, author, { schedule, at: momentOr(flags.at), text: words });
        if (flags.json === true) return printJson(out, { id });
        out.write(`#${id}  written for the hand-over of ${schedule}\n`);
      }),
    );
}

function addHandover(command: Command, out: Out): void {
  command
    .command("handover")
    .description("what passes on at a schedule's next hand-over, as things stand")
    .argument("<schedule>", "its name in the model")
    .option("--at <instant>", "the hand-over at or after this; default: the next one")
    .option("--json", "print JSON")
    .action((schedule: string, flags: Flags) =>
      withConnection(async ({ door }) => {
        const [book, now] = [await door.book(), door.clock()];
        const handover = requireHandover(book, schedule, momentOr(flags.at) ?? ((now + 1) as Instant), now);
        const passed = await door.read("*", (db) => passedOn(db.withTables<RotaTables>(), book, handover, now));
        const view = await viewFor(door, nobody);
        const at = new Date(handover.at).toISOString();
        const notes = passed.notes.map((row) => noteView(row, view));
        if (flags.json === true) return printJson(out, { ...handover, at, ...passed, notes });
        out.write(`${at}  ${handover.from === null ? "" : `${view.nameOf(handover.from)} hands over to `}${view.nameOf(handover.to)}\n`);
        for (const note of notes) out.write(`    ${note.authorName}: ${note.text}\n`);
        const rows = passed.pages.map((page) => [page.id, page.state, page.ticketId, page.summary.slice(0, 60)]);
        printTable(out, ["page", "state", "ticket", "summary"], rows, "No page waits.");
      }),
    );
}

/** Who only looks. */
const nobody: Who = { person: "", actor: "", name: "", mayChangeOthers: true };

function printPreview(out: Out, preview: RotaPreview, { json }: Flags): void {
  if (json === true) return printJson(out, preview);
  const rows = preview.differences.map((each) => [each.schedule, each.from, each.to, each.before ?? "nobody", each.after ?? "nobody"]);
  printTable(out, ["schedule", "from", "to", "now", "then"], rows, "Nothing would change.");
  for (const { schedule, from, to } of preview.gaps) out.write(`gap: ${schedule}, ${from} to ${to}\n`);
  for (const { limit, personName, found, allowed } of preview.limits)
    out.write(`limit: ${personName}, ${limit}: ${round(found)} (${round(allowed)})\n`);
  for (const { kind, person, schedule, from, to } of preview.warnings)
    out.write(
      `warning: ${[kind.replaceAll("-", " "), person, schedule, from === null ? null : `${from} to ${to ?? "…"}`].filter(Boolean).join(", ")}\n`,
    );
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** A page of the time line, with the names that its sentences need. */
import { htmlToText } from "html-to-text";
import type { z } from "zod";
import { type TimelineLine, timelineOf } from "#core/incident/timeline.ts";
import { Refusal } from "#core/refusal.ts";
import { toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { wire } from "#server/http/wire.ts";
import { namesOfHolders } from "#server/incident/names.ts";
import type { Timeline, timelineQuery } from "#server/incident/schema.ts";
import { logOf, requireIncident } from "#server/incident/store.ts";
import { isoOf } from "#server/incident/view.ts";

type Query = z.infer<typeof timelineQuery>;

export async function timelinePage(door: Door, ticketId: number, { order, topic, limit, cursor }: Query): Promise<Timeline> {
  const [{ customerId }, rows] = await door.read(
    "*",
    async (db) => [await requireIncident(db, ticketId), await logOf(db, ticketId)] as const,
  );
  const all = timelineOf(rows).filter((line) => topic === undefined || line.topic === topic);
  if (order === "newest") all.reverse();
  const from = cursor === undefined ? 0 : placeAfter(all, cursor);
  const shown = all.slice(from, from + limit);
  const nameOf = await namesOfHolders(door, shown.flatMap(keysIn), customerId);
  const next = from + limit < all.length ? shown.at(-1)!.id : null;
  return { items: shown.map((line) => viewOf(line, nameOf)), next };
}

/** An entry by hand may be written in between: the cursor is the last line that was seen, not a number of lines. */
function placeAfter(lines: readonly TimelineLine[], cursor: string): number {
  const at = lines.findIndex(({ id }) => id === cursor);
  if (at >= 0) return at + 1;
  throw new Refusal("bad-cursor", "This is no cursor of this list: take `next` of the page before, or start without one.", { cursor });
}

function viewOf(line: TimelineLine, nameOf: (key: string) => string): Timeline["items"][number] {
  const { id, at, writtenAt, topic, type, actor, text, isPublic, facts } = line;
  const { format, ...rest } = facts;
  return {
    ...{ id, at: toIso(at), writtenAt: isoOf(writtenAt), topic, type, actor, actorName: nameOf(actor), isPublic },
    text: text !== null && format === "html" ? htmlToText(text, { wordwrap: false }) : text,
    facts: { ...wire(rest), names: Object.fromEntries(keysIn(line).map((key) => [key, nameOf(key)])) },
  };
}

/** Facts whose value is somebody. */
const peopleNames = ["assignee", "person", "holder", "from", "commander", "recipient"] as const;

function keysIn({ actor, facts }: TimelineLine): string[] {
  const single = peopleNames.map((name) => facts[name]).filter((value) => typeof value === "string" && value !== "");
  const told = Array.isArray(facts.told) ? (facts.told as string[]).filter((each) => /^(person|contact):/.test(each)) : [];
  return [...new Set([actor, ...(single as string[]), ...told])];
}

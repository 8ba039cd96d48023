/** What somebody answers to a page, whichever way it came: a link, a text message, a call, a chat, the desk. */
import type { Kysely } from "kysely";
import type { PageAnswerVia, PageCommand } from "#core/oncall/page.ts";
import { Refusal } from "#core/refusal.ts";
import type { ReplyResult } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";
import type { Tables } from "#server/database/tables.ts";
import type { ReachTables } from "#server/notification/tables.ts";

export const answerVerbs = ["acknowledge", "escalate", "resolve"] as const;
export type AnswerVerb = (typeof answerVerbs)[number];

export type Answer = {
  /** The key by which the model and tickets name whoever answers; null for somebody without one, whom `actor` names. */
  person: string | null;
  verb: AnswerVerb;
  /** A page's number, or a ticket's: then its newest page that is not over is meant. */
  pageId: number;
  via: PageAnswerVia;
  /** Under which name it stands in the log where `person` is null: `contact:ana`, `system`. */
  actor: string;
};

/**
 * Acts on an answer and says what came of it. Never refuses: of a page that is over already it says `resolved`, of none `unknown-page`.
 * Given twice it changes nothing more, and answers the same.
 */
export async function answerPage(door: Door, answer: Answer): Promise<ReplyResult> {
  const { person, verb, via } = answer;
  const found = await door.read("*", (db) => findAnswered(db, answer.pageId));
  if (found === null) return { kind: "unknown-page", pageId: null };
  const { pageId } = found;
  if (found.isOver) return { kind: "resolved", pageId };
  const actor = person === null ? answer.actor : `agent:${person}`;
  try {
    await door.perform({ scope: "*", commands: [{ ...commandOf(verb, via), pageId, actor }] });
  } catch (error) {
    // Somebody else ended it in between.
    if (error instanceof Refusal && error.code === "page-resolved") return { kind: "resolved", pageId };
    throw error;
  }
  return { kind: doneBy[verb], pageId };
}

const doneBy = { acknowledge: "acknowledged", escalate: "escalated", resolve: "resolved" } as const;

/** The command that a verb of the desk, a link or a reply means. */
export function commandOf(verb: AnswerVerb, via: PageAnswerVia, note: string | null = null) {
  switch (verb) {
    case "acknowledge":
      return { type: "acknowledge-page", via } as const satisfies Partial<PageCommand>;
    case "escalate":
      return { type: "escalate-page", via, note } as const satisfies Partial<PageCommand>;
    case "resolve":
      return { type: "resolve-page", reason: "answered" } as const satisfies Partial<PageCommand>;
  }
}

/** The page of that number, else of the ticket of that number; one that is not over before one that is, the newest first. */
async function findAnswered(db: Kysely<Tables>, number: number): Promise<{ pageId: number; isOver: boolean } | null> {
  if (!Number.isSafeInteger(number)) return null;
  const rows = await db
    .withTables<ReachTables>()
    .selectFrom("pages")
    .select(["id", "state", "opened_at"])
    .where((where) => where.or([where("id", "=", number), where("ticket_id", "=", number)]))
    .execute();
  const rank = ({ id, state }: (typeof rows)[number]): number => (state === "resolved" ? 2 : 0) + (id === number ? 0 : 1);
  const [best] = rows.sort((a, b) => rank(a) - rank(b) || b.opened_at - a.opened_at);
  return best === undefined ? null : { pageId: best.id, isOver: best.state === "resolved" };
}

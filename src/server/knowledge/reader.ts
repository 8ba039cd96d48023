/** Who reads, and what the database shows them: the scope of the transaction and the audience of the rules, always both. */
import type { Context } from "hono";
import { may, requirePermission } from "#core/access/access.ts";
import type { Audience } from "#core/knowledge/reader.ts";
import type { Language } from "#core/model/document.ts";
import type { Caller, HttpEnv } from "#server/http/env.ts";
import { scopeOf } from "#server/ticket/reader.ts";

/** Row-level security's name for whoever has not signed in: they see public articles, and no other row of any table. */
export const publicScope = "?";

export const audienceOf = ({ customerIds }: Pick<Caller, "customerIds">): Audience => (customerIds === null ? "staff" : { customerIds });

export type KnowledgeReader = { audience: Audience; scope: string; language: Language };

/** The caller as a reader of articles. Refuses `forbidden` without `knowledge:read`. */
export function readerIn(c: Context<HttpEnv>, language?: Language): KnowledgeReader {
  const caller = c.get("caller");
  requirePermission(caller, "knowledge:read", caller.customerId);
  return { audience: audienceOf(caller), scope: scopeOf(caller), language: language ?? caller.language ?? c.get("language") };
}

/** Refuses `forbidden` to whoever is no author: what is being written is the provider's own. */
export function requireAuthor(c: Context<HttpEnv>, permission: "knowledge:read" | "knowledge:write" = "knowledge:write"): Caller {
  const caller = c.get("caller");
  requirePermission(caller, permission, null);
  return caller;
}

export const mayWrite = (caller: Caller): boolean => may(caller, "knowledge:write");

/** The coverage proof over HTTP, for the provider's own people: which promises are kept, and where nobody could be reached. */
import { createRoute, type z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { after, hours, type Instant, instant, toIso } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { keptProof, mostProvenDays, type Proven, provenDays, provenWindow } from "#server/oncall/coverage-proof.ts";
import { coverageQuery, coverageSchema, gapListSchema } from "#server/oncall/coverage-schema.ts";
import { gapsIn, promisesIn } from "#server/oncall/coverage-view.ts";

type Asked = z.infer<typeof coverageQuery>;

const routes = {
  promises: createRoute({
    ...{ method: "get", path: "/oncall/coverage", tags: ["pages"], request: { query: coverageQuery } },
    summary: "Whether each promised hour of each customer and tier has somebody who can be reached, promise by promise",
    responses: { 200: { description: "The promises", content: jsonOf(coverageSchema) }, ...problems },
  }),
  gaps: createRoute({
    ...{ method: "get", path: "/oncall/coverage/gaps", tags: ["pages"], request: { query: coverageQuery } },
    summary: "Where nobody could be reached in promised hours: why, whose promises, and what would close it; the first to begin first",
    responses: { 200: { description: "The gaps", content: jsonOf(gapListSchema) }, ...problems },
  }),
} as const;

export function coverageRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(routes.promises, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const query = c.req.valid("query");
    const { proven, from, to } = await provenFor(door, query);
    const reading = { proof: proven.proof, document: documentOf(proven, from), language: c.get("language") };
    const promises = promisesIn(reading, query.customer, from);
    const gaps = gapsIn(reading, query.customer, from).length;
    const kept = promises.filter(({ days }) => !days.includes("g")).length;
    const { items, next } = paged(promises, query);
    const counts = { promises: promises.length, kept, gaps };
    return c.json({ ...standing(proven, from, to), isCovered: gaps === 0, counts, items, next }, 200);
  });
  api.openapi(routes.gaps, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const query = c.req.valid("query");
    const { proven, from, to } = await provenFor(door, query);
    const reading = { proof: proven.proof, document: documentOf(proven, from), language: c.get("language") };
    const gaps = gapsIn(reading, query.customer, from);
    const { items, next } = paged(gaps, query);
    return c.json({ ...standing(proven, from, to), isCovered: gaps.length === 0, items, next }, 200);
  });
  return api;
}

const documentOf = ({ book }: Proven, at: Instant) => book.documentAt(at);
const standing = ({ madeAt }: Proven, from: Instant, to: Instant) => ({ from: toIso(from), to: toIso(to), madeAt: toIso(madeAt) });

/** The kept proof answers for the days that it holds; anything else is proven for whoever asks. */
async function provenFor(door: Door, { from, to, customer }: Asked): Promise<{ proven: Proven; from: Instant; to: Instant }> {
  if (from === undefined && to === undefined) {
    const proven = await keptProof(door);
    requireCustomer(proven, customer, door.clock());
    return { proven, from: door.clock(), to: proven.proof.to };
  }
  const begins = from === undefined ? door.clock() : instant(from);
  const ends = to === undefined ? after(begins, hours(24 * provenDays)) : instant(to);
  if (ends <= begins || ends - begins > mostProvenDays * 86_400_000)
    throw new Refusal(
      "bad-proof-window",
      `A proof is for up to ${mostProvenDays} days, and ends after it begins: write other \`from\` and \`to\`.`,
      {
        days: mostProvenDays,
      },
    );
  const proven = await provenWindow(door, begins, ends);
  requireCustomer(proven, customer, begins);
  return { proven, from: begins, to: ends };
}

function requireCustomer({ book }: Proven, customer: string | undefined, at: Instant): void {
  if (customer === undefined || Object.hasOwn(book.documentAt(at)?.customers ?? {}, customer)) return;
  throw new Refusal("unknown-customer", `There is no customer "${customer}".`, { customerId: customer });
}

function paged<T>(all: readonly T[], { limit, cursor }: Asked): { items: T[]; next: string | null } {
  const start = cursor === undefined ? 0 : Number(cursor);
  const end = start + limit;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : null };
}

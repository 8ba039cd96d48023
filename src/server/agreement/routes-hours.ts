/** Hours of a customer's agreements: bought, used, left; and the entries behind them. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { type BundleBalance, balanceOf, bundlesOf, type Use } from "#core/agreement/hours.ts";
import type { Agreement, Document } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { type LoggedEntry, timeEntriesOf } from "#server/agreement/time-log.ts";
import { type Api, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { scopeOf } from "#server/ticket/reader.ts";
import { at, decision, key, tier } from "#server/ticket/schema-values.ts";
import { seenAmong } from "#server/ticket/seen.ts";

const minutes = z.int();

const bundleSchema = z.object({
  id: z.string(),
  hours: z.number().meta({ description: "As bought" }),
  usedMinutes: minutes,
  leftMinutes: minutes.meta({ description: "0 once it has expired" }),
  rolledInMinutes: minutes,
  rolledOutMinutes: minutes,
  expiredMinutes: minutes,
  from: at,
  until: at.nullable().meta({ description: "The first instant after its last day; null: never" }),
  state: z.enum(["to-come", "running", "expired"]),
});

const hoursSchema = z.object({
  agreements: z.array(
    z.object({
      agreementId: z.string(),
      name: z.string(),
      bundles: z.array(bundleSchema).meta({ description: "The one that expires first is used first" }),
      leftMinutes: minutes.meta({ description: "In the bundles that run now" }),
      overMinutes: minutes.meta({ description: "Worked when nothing was left" }),
      waitingMinutes: minutes.meta({ description: "Rolled over; they wait for a bundle that is not written yet" }),
      usedMinutes: minutes.meta({ description: "All work that the agreement covers, weighted" }),
    }),
  ),
});

const customerParameter = z.object({ customer: key.openapi({ param: { name: "customer", in: "path" } }) });

const hoursDescription = createRoute({
  method: "get",
  path: "/customers/{customer}/hours",
  tags: ["agreements"],
  summary: "Hours of each agreement: bought, used, left",
  request: { params: customerParameter },
  responses: { 200: { description: "As of now", content: jsonOf(hoursSchema) }, ...problems },
});

const lineSchema = z.object({
  entry: z.string(),
  ticketId: z.int(),
  subject: z.string(),
  agreementId: z.string().nullable(),
  endedAt: at,
  minutes,
  countedMinutes: minutes,
  isAfterHours: z.boolean(),
  activity: z.string(),
  tier: tier.nullable(),
  coverage: decision.nullable(),
});

const entriesDescription = createRoute({
  method: "get",
  path: "/customers/{customer}/hours/entries",
  tags: ["agreements"],
  summary: "The work behind the hours, on tickets that one may see, the latest first",
  request: {
    params: customerParameter,
    query: z.object({
      cursor: z
        .string()
        .regex(/^\d{1,9}$/, "Take `next` of the page before.")
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
  },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(lineSchema), next: z.string().nullable() })) },
    ...problems,
  },
});

export function hoursRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(hoursDescription, async (c) => {
    const { customer, document } = await requireCustomer(c, parts, c.req.valid("param").customer);
    const now = door.clock();
    const entries = await door.read(scopeOf(c.get("caller")), (db) => timeEntriesOf(db, customer));
    const own = Object.entries(document.agreements).filter(([, agreement]) => agreement.customer === customer);
    const zone = document.customers[customer]?.zone ?? document.zone;
    const agreements = own.map(([id, agreement]) => ({
      agreementId: id,
      name: textIn(agreement.name, c.get("language")),
      ...hoursOf(agreement, zone, usesOf(entries, id), now),
    }));
    return c.json({ agreements }, 200);
  });
  api.openapi(entriesDescription, async (c) => {
    const { customer } = await requireCustomer(c, parts, c.req.valid("param").customer);
    const { cursor = "0", limit } = c.req.valid("query");
    const caller = c.get("caller");
    const entries = await door.read(scopeOf(caller), (db) => timeEntriesOf(db, customer));
    const seen = await seenAmong(parts, caller, [...new Set(entries.map(({ ticketId }) => ticketId))]);
    const visible = entries.filter(({ ticketId }) => seen.has(ticketId)).sort((a, b) => b.endedAt - a.endedAt || b.ticketId - a.ticketId);
    const from = Number(cursor);
    const page = visible.slice(from, from + limit);
    const subjects = await subjectsOf(parts, c, page);
    const items = page.map((entry) => lineOf(entry, subjects));
    return c.json({ items, next: visible.length > from + limit ? String(from + limit) : null }, 200);
  });
  return api;
}

/** A customer that the caller belongs to, or any of the model's for our own people. */
async function requireCustomer(c: Context<HttpEnv>, { door }: Parts, customer: string): Promise<{ customer: string; document: Document }> {
  const caller = c.get("caller");
  const document = (await door.book()).documentAt(door.clock());
  const isTheirs = caller.customerIds === null || caller.customerIds.includes(customer);
  if (document === null || !isTheirs || !Object.hasOwn(document.customers, customer)) {
    throw new Refusal("unknown-customer", `There is no customer "${customer}".`, { customerId: customer });
  }
  requirePermission(caller, "tickets:read", customer);
  return { customer, document };
}

/** What takes from an agreement's bundles: covered work. Billable work is paid by its quote. */
function usesOf(entries: readonly LoggedEntry[], agreementId: string): Use[] {
  return entries
    .filter((entry) => entry.agreementId === agreementId && entry.coverage !== "billable" && entry.coverage !== "excluded")
    .map(({ ticketId, entry, endedAt, countedMinutes }) => ({ id: `${ticketId}/${entry}`, at: endedAt, minutes: countedMinutes }));
}

function hoursOf(agreement: Agreement, zone: string, uses: readonly Use[], now: Instant) {
  const bundles = bundlesOf(agreement, zone);
  const balance = balanceOf(bundles, uses, now);
  const shown = balance.bundles.map((bundle) => bundleView(bundle, now));
  return {
    bundles: shown,
    leftMinutes: shown.reduce((sum, { state, leftMinutes }) => sum + (state === "running" ? leftMinutes : 0), 0),
    // Where no hours are bought, none is over.
    overMinutes: bundles.length === 0 ? 0 : balance.overMinutes,
    waitingMinutes: balance.waitingMinutes,
    usedMinutes: uses.reduce((sum, use) => sum + (use.at <= now ? use.minutes : 0), 0),
  };
}

function bundleView(bundle: BundleBalance, now: Instant) {
  const { id, from, until } = bundle;
  const state = until <= now ? ("expired" as const) : from > now ? ("to-come" as const) : ("running" as const);
  return {
    id,
    hours: bundle.minutes / 60,
    usedMinutes: bundle.used,
    leftMinutes: bundle.left,
    rolledInMinutes: bundle.rolledIn,
    rolledOutMinutes: bundle.rolledOut,
    expiredMinutes: bundle.expired,
    from: toIso(from),
    until: until === Number.MAX_SAFE_INTEGER ? null : toIso(until),
    state,
  };
}

async function subjectsOf({ door }: Parts, c: Context<HttpEnv>, page: readonly LoggedEntry[]): Promise<Map<number, string>> {
  const ids = [...new Set(page.map(({ ticketId }) => ticketId))];
  if (ids.length === 0) return new Map();
  const rows = await door.read(scopeOf(c.get("caller")), (db) =>
    db.selectFrom("tickets").select(["id", "subject"]).where("id", "in", ids).execute(),
  );
  return new Map(rows.map(({ id, subject }) => [id, subject]));
}

function lineOf(entry: LoggedEntry, subjects: ReadonlyMap<number, string>): z.infer<typeof lineSchema> {
  const { ticketId, agreementId, endedAt, countedMinutes, isAfterHours, activity, coverage } = entry;
  return {
    entry: entry.entry,
    ...{ ticketId, agreementId, countedMinutes, isAfterHours, activity, coverage },
    subject: subjects.get(ticketId) ?? "",
    endedAt: toIso(endedAt),
    minutes: entry.minutes,
    tier: entry.tier,
  };
}

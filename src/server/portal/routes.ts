/** The portal's own answers: its frame in one, what a report would give before it is sent, who has a ticket. */
import { createRoute, type z } from "@hono/zod-openapi";
import { can, permissions, requirePermission } from "#core/access/access.ts";
import { previewOpening } from "#core/portal/preview.ts";
import { Refusal } from "#core/refusal.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { currentAnnouncements } from "#server/portal/announcement.ts";
import { brandingOf } from "#server/portal/branding.ts";
import { customersOf, departmentOf, reachOf } from "#server/portal/frame.ts";
import { holderOf } from "#server/portal/holder.ts";
import { travelling } from "#server/portal/routes-announcements.ts";
import { frameSchema, holderSchema, previewSchema, questionSchema } from "#server/portal/schema.ts";
import { requireOwnService } from "#server/ticket/opening.ts";
import { idParameter, scopeOf } from "#server/ticket/reader.ts";
import { seenTicket } from "#server/ticket/seen.ts";

const frameDescription = createRoute({
  method: "get",
  path: "/portal",
  tags: ["portal"],
  summary: "All that the portal stands in: provider, organisations, services, agreements, announcements, what one may do",
  responses: { 200: { description: "The frame", content: jsonOf(frameSchema) }, ...problems },
});

const previewDescription = createRoute({
  method: "post",
  path: "/portal/preview",
  tags: ["portal"],
  summary: "What opening a ticket would give: covered or not and by which clause, and what would be promised; nothing is opened",
  request: { body: bodyOf(questionSchema) },
  responses: { 200: { description: "What the rules would decide now", content: jsonOf(previewSchema) }, ...problems },
});

const holderDescription = createRoute({
  method: "get",
  path: "/portal/tickets/{id}",
  tags: ["portal"],
  summary: "Who has a ticket, and how things are called that it names by key",
  request: { params: idParameter },
  responses: { 200: { description: "In names", content: jsonOf(holderSchema) }, ...problems },
});

export function portalRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(holderDescription, async (c) => {
    const caller = c.get("caller");
    const ticket = await seenTicket(parts, caller, c.req.valid("param").id);
    return c.json(await holderOf(door, ticket, caller), 200);
  });
  api.openapi(frameDescription, async (c) => {
    const caller = c.get("caller");
    const ids = requireCustomers(caller);
    requirePermission(caller, "tickets:read", ids[0]!);
    const now = door.clock();
    const book = await door.book();
    const customers = customersOf(book, ids, now);
    const services = new Set(customers.flatMap((each) => each.services.map(({ id }) => id)));
    const [provider, announcements] = await Promise.all([
      brandingOf(door),
      currentAnnouncements(door, scopeOf(caller), { customers: ids, services }),
    ]);
    // To whom else it was said is nobody's business.
    const said = announcements.map((each) =>
      travelling({ ...each, customers: null, services: each.services.filter((id) => services.has(id)) }),
    );
    const me = {
      permissions: permissions.filter((each) => can(caller, each, ids[0]!)),
      contact: caller.contact,
      department: caller.department,
      isDesignated: caller.isDesignated,
      reach: reachOf(caller),
      colleagues: departmentOf(caller),
    };
    return c.json(wire({ provider, customers, announcements: said, me }) as z.infer<typeof frameSchema>, 200);
  });
  api.openapi(previewDescription, async (c) => {
    const caller = c.get("caller");
    const { customerId: named, ...question } = c.req.valid("json");
    const customerId = named ?? caller.customerId;
    if (customerId === null) throw customerMissing();
    if (caller.customerIds !== null && !caller.customerIds.includes(customerId))
      throw new Refusal("unknown-customer", `There is no customer "${customerId}" that you may open tickets for.`, { customerId });
    requirePermission(caller, "tickets:write", customerId);
    await requireOwnService(door, customerId, caller, question.service);
    const preview = previewOpening(await door.book(), { ...question, customerId, channel: "portal" }, door.clock());
    return c.json(wire(preview) as z.infer<typeof previewSchema>, 200);
  });
  return api;
}

function requireCustomers({ customerIds }: Caller): readonly string[] {
  if (customerIds !== null && customerIds.length > 0) return customerIds;
  throw new Refusal("forbidden", "The portal is for customers' people: you work at the desk.", {});
}

const customerMissing = (): Refusal =>
  new Refusal("invalid-request", "In the body, /customerId: Write for which customer; it is missing.", {
    errors: [{ pointer: "/customerId", detail: "Write for which customer; it is missing." }],
  });

/** Messages: brought as they are by a program, looked after when a human has to, shown beside the ticket that they made. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { requireMailbox } from "#server/mail/mailbox-store.ts";
import { dropByHand, fileByHand, listMails, mailsOfTicket, mailView, requireMail, ticketMailView } from "#server/mail/message-store.ts";
import { filingBody, mailSchema, ticketMailSchema } from "#server/mail/schema.ts";
import { keepMails, mostMailBytes, sourceOf } from "#server/mail/store.ts";
import { idParameter } from "#server/ticket/reader.ts";
import { seenTicket } from "#server/ticket/seen.ts";

const rawSchema = z.string().openapi({ type: "string", format: "binary" });

const bringDescription = createRoute({
  method: "post",
  path: "/mail/messages",
  tags: ["mail"],
  summary:
    "Bring a message as it is (RFC 5322), up to 25 MB. It is kept before this answers, and filed within a second; the same Message-ID twice is one",
  request: {
    query: z.object({
      mailbox: z.string().max(64).optional().openapi({ description: "Whose policy holds; without one, unknown senders are held" }),
    }),
    body: { required: true as const, content: { "message/rfc822": { schema: rawSchema } } },
  },
  responses: {
    202: { description: "Kept", content: jsonOf(z.object({ id: z.int(), isNew: z.boolean() })) },
    ...problems,
  },
});
const listDescription = createRoute({
  method: "get",
  path: "/mail/messages",
  tags: ["mail"],
  summary: "Messages in one state, the newest first: those that wait for a human, say",
  request: {
    query: z.strictObject({
      state: z.enum(["held", "dropped", "filed", "received"]).default("held"),
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "Take `next` of the page before.")
        .optional(),
    }),
  },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(mailSchema), next: z.string().nullable() })) },
    ...problems,
  },
});
const readDescription = createRoute({
  method: "get",
  path: "/mail/messages/{id}",
  tags: ["mail"],
  summary: "One message",
  request: { params: idParameter },
  responses: { 200: { description: "It", content: jsonOf(mailSchema) }, ...problems },
});
const sourceDescription = createRoute({
  method: "get",
  path: "/mail/messages/{id}/source",
  tags: ["mail"],
  summary: "The raw message, to be saved",
  request: { params: idParameter },
  responses: {
    200: { description: "The bytes as they came", content: { "application/octet-stream": { schema: rawSchema } } },
    ...problems,
  },
});
const fileDescription = createRoute({
  method: "post",
  path: "/mail/messages/{id}/filing",
  tags: ["mail"],
  summary: "Give a message that was held or dropped to a customer (a ticket is opened), or put it into a ticket",
  request: { params: idParameter, body: bodyOf(filingBody) },
  responses: { 200: { description: "Where it is now", content: jsonOf(mailSchema) }, ...problems },
});
const dropDescription = createRoute({
  method: "post",
  path: "/mail/messages/{id}/dropping",
  tags: ["mail"],
  summary: "Nobody needs it; it stays on record. Harmless when repeated",
  request: { params: idParameter },
  responses: { 200: { description: "As it is now", content: jsonOf(mailSchema) }, ...problems },
});
const ofTicketDescription = createRoute({
  method: "get",
  path: "/tickets/{id}/mails",
  tags: ["mail"],
  summary:
    "The mails behind a ticket's messages: folded quotes, who was copied, whether they are from whom they say. For the provider's people",
  request: { params: idParameter },
  responses: {
    200: { description: "In order", content: jsonOf(z.object({ items: z.array(ticketMailSchema), next: z.null() })) },
    ...problems,
  },
});

export function mailRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  bringRoute(api, parts);
  api.openapi(listDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { state, cursor } = c.req.valid("query");
    const { items, next } = await listMails(door, state, cursor === undefined ? null : Number(cursor));
    return c.json({ items: items.map((row) => wire(mailView(row))), next }, 200);
  });
  api.openapi(readDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    return c.json(wire(mailView(await requireMail(door, c.req.valid("param").id))), 200);
  });
  api.openapi(sourceDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:read", null);
    const { id } = c.req.valid("param");
    const raw = await sourceOf(door, id);
    if (raw === null) throw new Refusal("unknown-mail", `There is no message ${id}: look at the list of messages.`, { mail: id });
    const headers = {
      ...{ "content-type": "application/octet-stream", "content-disposition": `attachment; filename="message-${id}.eml"` },
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    };
    return c.body(new Uint8Array(raw), 200, headers) as never;
  });
  api.openapi(fileDescription, async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const { id } = c.req.valid("param");
    const { customerId, ticketId } = c.req.valid("json");
    await fileByHand(door, id, customerId === undefined ? { ticketId: ticketId! } : { customerId });
    return c.json(wire(mailView(await requireMail(door, id))), 200);
  });
  api.openapi(dropDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:write", null);
    return c.json(wire(mailView(await dropByHand(door, c.req.valid("param").id, await actorFor(caller, door)))), 200);
  });
  api.openapi(ofTicketDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "tickets:read", null);
    const { id } = c.req.valid("param");
    await seenTicket(parts, caller, id);
    return c.json({ items: (await mailsOfTicket(door, id)).flatMap(ticketMailView).map((mail) => wire(mail)), next: null }, 200);
  });
  return api;
}

/** Registered by hand: the library would read the whole body in order to validate it. */
function bringRoute(api: Api, { door, mailIntake }: Parts): void {
  api.openAPIRegistry.registerPath(bringDescription);
  api.post("/mail/messages", async (c) => {
    requirePermission(c.get("caller"), "tickets:write", null);
    const mailboxId = c.req.query("mailbox") ?? "";
    const to = mailboxId === "" ? [] : [(await requireMailbox(door, mailboxId)).address];
    const raw = await bounded(c.req.raw);
    const envelope = { from: null, to, ip: null, helo: null };
    const [kept] = await keepMails(door, mailboxId, [{ raw, envelope, receivedAt: door.clock() }]);
    mailIntake?.wake();
    c.header("location", `/api/v1/mail/messages/${kept!.id}`);
    return c.json(kept!, 202);
  });
}

async function bounded(request: Request): Promise<Buffer> {
  const tooLarge = (): Refusal =>
    new Refusal("body-too-large", `The body is larger than ${mostMailBytes / 1_048_576} MB, which is the most this route takes.`, {
      limitBytes: mostMailBytes,
    });
  if (Number(request.headers.get("content-length") ?? 0) > mostMailBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostMailBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (bytes === 0) throw new Refusal("mail-empty", "The body is empty: send the message as it is, with its headers.", {});
  return Buffer.concat(chunks);
}

/** Mailboxes, for administrators. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { requirePermission } from "#core/access/access.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { wire } from "#server/http/wire.ts";
import { probeImap } from "#server/mail/imap.ts";
import type { ImapSettings, Mailbox } from "#server/mail/mailbox.ts";
import { addMailbox, changeMailbox, listMailboxes, passwordOf, removeMailbox, requireMailbox } from "#server/mail/mailbox-store.ts";
import { mailboxBody, mailboxSchema, probeSchema } from "#server/mail/schema.ts";
import { problemOf } from "#server/mail/watcher.ts";

const idParameter = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});
const one = { content: jsonOf(mailboxSchema) };

const listDescription = createRoute({
  method: "get",
  path: "/mail/mailboxes",
  tags: ["mail"],
  summary: "The mailboxes, by address, each with what its watcher last saw",
  responses: {
    200: { description: "All of them", content: jsonOf(z.object({ items: z.array(mailboxSchema), next: z.null() })) },
    ...problems,
  },
});
const addDescription = createRoute({
  method: "post",
  path: "/mail/mailboxes",
  tags: ["mail"],
  summary: "Add a mailbox; its mail is taken from now on",
  request: { body: bodyOf(mailboxBody) },
  responses: { 201: { description: "Added", ...one }, ...problems },
});
const changeDescription = createRoute({
  method: "put",
  path: "/mail/mailboxes/{id}",
  tags: ["mail"],
  summary: "Change a mailbox; a password that is left out stays",
  request: { params: idParameter, body: bodyOf(mailboxBody) },
  responses: { 200: { description: "As it is now", ...one }, ...problems },
});
const removeDescription = createRoute({
  method: "delete",
  path: "/mail/mailboxes/{id}",
  tags: ["mail"],
  summary: "Remove a mailbox; what came through it stays. Harmless when repeated",
  request: { params: idParameter },
  responses: { 204: { description: "It is gone" }, ...problems },
});
const probeDescription = createRoute({
  method: "post",
  path: "/mail/mailboxes/{id}/probe",
  tags: ["mail"],
  summary: "Sign in to the mailbox and open its folder, without touching anything",
  request: { params: idParameter },
  responses: { 200: { description: "What came of it", content: jsonOf(probeSchema) }, ...problems },
});

const viewOf = ({ state, aliases, ...mailbox }: Mailbox) =>
  wire({
    ...mailbox,
    aliases: [...aliases],
    state: {
      isConnected: state.isConnected ?? null,
      since: state.since ?? null,
      problem: state.problem ?? null,
    },
  });

export function mailboxRoutes(parts: Parts): Api {
  const { door, sealing, mailIntake } = parts;
  const api = newApi();
  const administrator = async (c: Context<HttpEnv>): Promise<string> => {
    requirePermission(c.get("caller"), "admin", null);
    return actorFor(c.get("caller"), door);
  };
  api.openapi(listDescription, async (c) => {
    await administrator(c);
    return c.json({ items: (await listMailboxes(door)).map(viewOf), next: null }, 200);
  });
  api.openapi(addDescription, async (c) => {
    const actor = await administrator(c);
    const mailbox = await addMailbox(door, sealing, c.req.valid("json"), actor);
    mailIntake?.lookAgain();
    c.header("location", `/api/v1/mail/mailboxes/${mailbox.id}`);
    return c.json(viewOf(mailbox), 201);
  });
  api.openapi(changeDescription, async (c) => {
    const actor = await administrator(c);
    const mailbox = await changeMailbox(door, sealing, c.req.valid("param").id, c.req.valid("json"), actor);
    mailIntake?.lookAgain();
    return c.json(viewOf(mailbox), 200);
  });
  api.openapi(removeDescription, async (c) => {
    const actor = await administrator(c);
    await removeMailbox(door, c.req.valid("param").id, actor);
    mailIntake?.lookAgain();
    return c.body(null, 204);
  });
  api.openapi(probeDescription, async (c) => {
    await administrator(c);
    const mailbox = await requireMailbox(door, c.req.valid("param").id);
    const { id } = mailbox;
    const settings = mailbox.settings as ImapSettings;
    if (mailbox.kind !== "imap") return c.json({ isWell: true, said: null, messages: null, hasIdle: null }, 200);
    try {
      const password = (await passwordOf(door, sealing, id)) ?? "";
      return c.json({ isWell: true, said: null, ...(await probeImap({ settings, password })) }, 200);
    } catch (error) {
      return c.json({ isWell: false, said: problemOf(error), messages: null, hasIdle: null }, 200);
    }
  });
  return api;
}

/** People: who there is, inviting, changing, removing. Designated contacts do it for their own organisations. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { linkAddress } from "#server/access/link.ts";
import type { Post } from "#server/access/link-letter.ts";
import { customerNameOf, listPeople, type Person, peopleKinds, readPerson } from "#server/access/people-list.ts";
import { changePerson, invite, linkFor } from "#server/access/person.ts";
import { department, email, language, personName, phone, zone } from "#server/access/schema-values.ts";
import type { Door } from "#server/database/door.ts";
import { type Api, bodyOf, jsonOf, newApi, problems, repeatable } from "#server/http/api.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { doOnce } from "#server/http/repetition.ts";
import { wire } from "#server/http/wire.ts";
import { at, key } from "#server/ticket/schema-values.ts";

export const personSchema = z
  .object({
    id: z.string().nullable().meta({ description: "Null for somebody whom only the model knows, who does not sign in" }),
    key: z.string().meta({ description: "By which tickets name them" }),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    customerId: z.string().nullable().meta({ description: "Null for the provider's own people" }),
    customerName: z.string().nullable(),
    department: z.string().nullable(),
    role: z.string().nullable(),
    teams: z.array(z.string()),
    state: z.enum(["listed", "invited", "active", "deactivated"]).meta({ description: "`listed`: only in the model" }),
    createdAt: at.nullable(),
  })
  .openapi("Person");

export type PersonView = z.infer<typeof personSchema>;

const personId = z.object({ id: key.openapi({ param: { name: "id", in: "path" } }) });
const linkFields = {
  link: z.string().nullable().meta({ description: "Works once, for 24 hours; shown this once. Null when it was sent by mail" }),
  expiresAt: at,
};

const listDescription = createRoute({
  method: "get",
  path: "/people",
  tags: ["people"],
  summary: "People by name: who can be given tickets and mentioned, or a customer's; contacts see their own organisations'",
  request: {
    query: z.strictObject({
      of: z.enum(peopleKinds).optional().openapi({ description: "Default: staff; of a customer's people always their own organisations" }),
      customer: key.optional(),
      q: z.string().max(200).optional().openapi({ description: "Part of a name, an address or a department" }),
      deactivated: z.enum(["yes", "no"]).default("no").openapi({ description: "Whether those who were removed are listed too" }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: z.string().max(2_000).optional(),
    }),
  },
  responses: {
    200: { description: "A page", content: jsonOf(z.object({ items: z.array(personSchema), next: z.string().nullable() })) },
    ...problems,
  },
});

const inviteDescription = createRoute({
  method: "post",
  path: "/people",
  tags: ["people"],
  summary: "Invite a person; nobody gives a role that may do more than they may",
  ...repeatable,
  request: {
    body: bodyOf(
      z.strictObject({
        name: personName,
        email,
        role: key,
        customerId: key.nullable().exactOptional(),
        department: department.nullable().exactOptional(),
        phone: phone.nullable().exactOptional(),
        language: language.nullable().exactOptional(),
        zone: zone.nullable().exactOptional(),
      }),
    ),
  },
  responses: {
    201: { description: "The person and the link", content: jsonOf(z.object({ person: personSchema, ...linkFields })) },
    ...problems,
  },
});

const changeDescription = createRoute({
  method: "patch",
  path: "/people/{id}",
  tags: ["people"],
  summary: "Change a person or their role; deactivate (ends every session) or activate again",
  request: {
    params: personId,
    body: bodyOf(
      z.strictObject({
        name: personName.exactOptional(),
        role: key.exactOptional(),
        department: department.nullable().exactOptional(),
        phone: phone.nullable().exactOptional(),
        isDeactivated: z.boolean().exactOptional(),
      }),
    ),
  },
  responses: { 200: { description: "The person as they are now", content: jsonOf(personSchema) }, ...problems },
});

const removeDescription = createRoute({
  method: "delete",
  path: "/people/{id}",
  tags: ["people"],
  summary: "Remove a person: every session ends, what they did stays under their name",
  request: { params: personId },
  responses: { 204: { description: "Removed" }, ...problems },
});

const linkDescription = createRoute({
  method: "post",
  path: "/people/{id}/link",
  tags: ["people"],
  summary: "A new link for somebody who lost theirs, or their password",
  ...repeatable,
  request: { params: personId },
  responses: { 201: { description: "The link; an earlier one ends", content: jsonOf(z.object(linkFields)) }, ...problems },
});

export function peopleRoutes(parts: Parts): Api {
  const api = newApi();
  readRoutes(api, parts);
  inviteRoutes(api, parts);
  changeRoutes(api, parts);
  return api;
}

async function personView(door: Door, person: Person): Promise<PersonView> {
  const document = (await door.book()).documentAt(door.clock());
  return { ...wire(person), customerName: customerNameOf(document, person.customerId) };
}

function readRoutes(api: Api, { door }: Parts): void {
  api.openapi(listDescription, async (c) => {
    const { deactivated, ...filter } = c.req.valid("query");
    const { items, next } = await listPeople(door, c.get("caller"), { ...filter, withDeactivated: deactivated === "yes" });
    return c.json({ items: await Promise.all(items.map((each) => personView(door, each))), next }, 200);
  });
}

function inviteRoutes(api: Api, { door, publicUrl, isMailing }: Parts): void {
  // Where there is mail the link goes to its owner alone: whoever asks for it could otherwise come in as them.
  const shown = (secret: string, isMailed: boolean): string | null => (isMailed ? null : linkAddress(publicUrl, secret));
  api.openapi(inviteDescription, async (c) => {
    const caller = c.get("caller");
    const body = c.req.valid("json");
    const answer = await doOnce(c, door, body, async () => {
      const isMailed = await isMailing();
      // A customer's people invite into their own organisation unless they name another of theirs.
      const { id, secret, expiresAt } = await invite(
        door,
        { customerId: caller.customerId, ...body },
        caller,
        postOf(c, isMailed, publicUrl),
      );
      const person = await personView(door, await readPerson(door, id));
      const told = { person, link: shown(secret, isMailed), ...wire({ expiresAt }) };
      return { body: told, kept: { ...told, link: null } };
    });
    return c.json(answer, 201);
  });
  api.openapi(linkDescription, async (c) => {
    const { id } = c.req.valid("param");
    const answer = await doOnce(c, door, null, async () => {
      const isMailed = await isMailing();
      const { secret, expiresAt } = await linkFor(door, id, c.get("caller"), postOf(c, isMailed, publicUrl));
      const told = { link: shown(secret, isMailed), ...wire({ expiresAt }) };
      return { body: told, kept: { ...told, link: null } };
    });
    return c.json(answer, 201);
  });
}

/** By mail, in the language of who asks unless the addressee has one of their own. */
const postOf = (c: Context<HttpEnv>, isMailed: boolean, publicUrl: string): Post =>
  isMailed ? { publicUrl, language: c.get("language") } : null;

function changeRoutes(api: Api, { door, signIn }: Parts): void {
  api.openapi(changeDescription, async (c) => {
    const { id } = c.req.valid("param");
    await changePerson(door, id, c.req.valid("json"), c.get("caller"));
    signIn.forget();
    return c.json(await personView(door, await readPerson(door, id)), 200);
  });
  api.openapi(removeDescription, async (c) => {
    await changePerson(door, c.req.valid("param").id, { isDeactivated: true }, c.get("caller"));
    signIn.forget();
    return c.body(null, 204);
  });
}

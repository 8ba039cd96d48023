/** Macros: several actions in one. They are performed in one transaction, all of them or none. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission, requireVerb } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { duesOf, fillPlaceholders, type PlaceholderScene } from "#core/ticket/placeholder.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { actorFor, requireKnownPeople } from "#server/access/actor.ts";
import { namesOfActors } from "#server/access/names.ts";
import type { Door } from "#server/database/door.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import { changeTool, createTool, findTool, listTools, removeTool, type Tool, type ToolDraft } from "#server/desk/tool.ts";
import { type Api, bodyOf, conditional, jsonOf, newApi, problems } from "#server/http/api.ts";
import { expectedSeq, repetition } from "#server/http/conditions.ts";
import type { Caller } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";
import { refusalOfIssues } from "#server/http/validation.ts";
import { scopeOf, idParameter as ticketParameter } from "#server/ticket/reader.ts";
import { answered, answerTo, unchanged } from "#server/ticket/routes-command.ts";
import { ticketSchema } from "#server/ticket/schema-answers.ts";
import { key } from "#server/ticket/schema-values.ts";
import { requireSeen, seenTicket } from "#server/ticket/seen.ts";
import { type Resource, resources } from "#server/ticket/verbs.ts";

const mostActions = 10;

const action = z.strictObject({
  verb: z.string().max(40).meta({ description: "The last part of POST /tickets/{id}/…", example: "assignment" }),
  body: z.record(z.string(), z.any()).meta({ description: "What that takes; texts may hold placeholders" }),
});
type Action = z.infer<typeof action>;

const fields = {
  name: z.string().trim().min(1).max(100),
  keys: z
    .string()
    .regex(/^[a-z0-9]( [a-z0-9]){0,2}$/, "Write one to three keys, with spaces between them.")
    .nullable()
    .meta({ description: "The keys that start it", example: "m d" }),
  actions: z.array(action).min(1).max(mostActions),
  team: key.nullable().meta({ description: "Offered to those of this team; null to everybody" }),
  isShared: z.boolean().meta({ description: "With everybody at the desk; needs shared:write" }),
};

const macroSchema = z.object({ id: z.string(), ...fields, isOwn: z.boolean() }).openapi("Macro");
const draftSchema = z.strictObject({
  name: fields.name,
  actions: fields.actions,
  keys: fields.keys.exactOptional(),
  team: fields.team.exactOptional(),
  isShared: fields.isShared.exactOptional(),
});
const changeSchema = z.strictObject({ ...draftSchema.shape, name: fields.name.exactOptional(), actions: fields.actions.exactOptional() });

const path = "/macros";
const idParameter = z.object({
  id: z
    .string()
    .max(64)
    .openapi({ param: { name: "id", in: "path" } }),
});
const tags = ["desk"];

const listDescription = createRoute({
  ...{ method: "get", path, tags },
  summary: "One's own macros and the shared ones, by name",
  responses: { 200: { description: "All of them", content: jsonOf(z.object({ items: z.array(macroSchema) })) }, ...problems },
});
const createDescription = createRoute({
  ...{ method: "post", path, tags },
  summary: "Keep a macro; each action is checked as if it were asked now",
  request: { body: bodyOf(draftSchema) },
  responses: { 201: { description: "Kept", content: jsonOf(macroSchema) }, ...problems },
});
const changeDescription = createRoute({
  ...{ method: "patch", path: `${path}/{id}`, tags },
  summary: "Change what is given of a macro",
  request: { params: idParameter, body: bodyOf(changeSchema) },
  responses: { 200: { description: "As it is now", content: jsonOf(macroSchema) }, ...problems },
});
const removeDescription = createRoute({
  ...{ method: "delete", path: `${path}/{id}`, tags },
  summary: "Remove a macro",
  request: { params: idParameter },
  responses: { 204: { description: "It is gone" }, ...problems },
});
const runDescription = createRoute({
  ...{ method: "post", path: "/tickets/{id}/macro", tags: ["tickets"] },
  summary: "Do all actions of a macro, or none of them: a refusal (macro-refused) names the action",
  ...conditional,
  request: { params: ticketParameter, body: bodyOf(z.strictObject({ macroId: z.string().max(64) })) },
  responses: { 200: { description: "The ticket after it", content: jsonOf(ticketSchema) }, ...problems },
});

const view = ({ mark, content, ...rest }: Tool<Action[]>) => ({ ...rest, keys: mark, actions: content });

function draftOf({ keys, actions, ...rest }: z.infer<typeof changeSchema>): Partial<ToolDraft<Action[]>> {
  for (const [index, each] of (actions ?? []).entries()) checkedAction(each, index);
  return {
    ...rest,
    ...(keys === undefined ? {} : { mark: keys }),
    ...(actions === undefined ? {} : { content: actions }),
  };
}

/** Refuses `bad-macro-action` for a verb that there is not, and for a body that it does not take. */
function checkedAction({ verb, body }: Action, index: number): { resource: Resource; body: unknown } {
  const at = index + 1;
  const resource = resources.find(({ noun }) => noun === verb);
  if (resource === undefined) {
    throw new Refusal("bad-macro-action", `Action ${at}: there is no "${verb}" of a ticket.`, { action: at, verb, reason: "" });
  }
  const parsed = resource.body.safeParse(body);
  if (parsed.success && !("attachments" in body)) return { resource, body: parsed.data };
  const reason = parsed.success ? "A macro takes no files." : refusalOfIssues(parsed.error.issues, "json").message;
  throw new Refusal("bad-macro-action", `Action ${at} ("${verb}"): ${reason}`, { action: at, verb, reason });
}

const bare = { mark: null, team: null, isShared: false };

export function macroRoutes(parts: Parts): Api {
  const { door } = parts;
  const api = newApi();
  api.openapi(listDescription, async (c) => {
    const tools = await listTools<Action[]>(door, c.get("caller"), "macro");
    return c.json({ items: tools.map(view) }, 200);
  });
  api.openapi(createDescription, async (c) => {
    const draft = { ...bare, ...draftOf(c.req.valid("json")) } as ToolDraft<Action[]>;
    return c.json(view(await createTool(door, c.get("caller"), "macro", draft)), 201);
  });
  api.openapi(changeDescription, async (c) => {
    const changes = draftOf(c.req.valid("json"));
    return c.json(view(await changeTool<Action[]>(door, c.get("caller"), "macro", c.req.valid("param").id, changes)), 200);
  });
  api.openapi(removeDescription, async (c) => {
    await removeTool(door, c.get("caller"), "macro", c.req.valid("param").id);
    return c.body(null, 204);
  });
  runRoute(api, parts);
  return api;
}

function runRoute(api: Api, parts: Parts): void {
  const { door } = parts;
  api.openapi(runDescription, async (c) => {
    const caller = c.get("caller");
    const { id } = c.req.valid("param");
    const body = c.req.valid("json");
    requirePermission(caller, "tickets:write", null);
    const macro = await findTool<Action[]>(door, caller, "macro", body.macroId);
    const ticket = await seenTicket(parts, caller, id);
    const fill = await fillerFor(door, caller, ticket);
    const actor = await actorFor(caller, door);
    const verbs = await Promise.all(macro.content.map((each, index) => named(macro, index, () => verbOf(door, caller, each, index, fill))));
    const commands = verbs.map((verb) => ({ ...verb, ticketId: id, actor }) as CommandDraft);
    await requireSeen(parts, caller, commands);
    const expectSeq = expectedSeq(c);
    const outcome = await door.perform({
      scope: scopeOf(caller),
      commands,
      refusedAt: (refusal, index) => macroRefused(macro, index, refusal),
      ...(expectSeq === null ? {} : { expectSeq }),
      ...repetition(c, body, (done) => answerTo(c, done, id)),
    });
    const answer = outcome.replayed ?? answerTo(c, outcome, id);
    return answered(c, answer.body === null ? await unchanged(c, door, id) : answer);
  });
}

async function verbOf(door: Door, caller: Caller, each: Action, index: number, fill: (text: string) => string): Promise<TicketVerb> {
  const { resource, body } = checkedAction({ ...each, body: filledBody(each.body, fill) }, index);
  const verb = resource.command(body as never, caller);
  requireVerb(caller, verb);
  await requireKnownPeople(door, verb);
  return verb;
}

/** Where a person reads. */
const spoken = ["text", "solution", "note", "reason", "words"];

const filledBody = (body: Action["body"], fill: (text: string) => string): Action["body"] =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, spoken.includes(name) && typeof value === "string" ? fill(value) : value]),
  );

/** Fills in the customer's language, which is the one it is read in. A placeholder that means nothing here stops the macro. */
async function fillerFor(door: Door, caller: Caller, ticket: Ticket): Promise<(text: string) => string> {
  const now = door.clock();
  const document = (await door.book()).documentAt(now);
  const nameOf = await namesOfActors(door, ticket.requester === null ? [] : [`contact:${ticket.requester}`], ticket.customerId);
  const scene: PlaceholderScene = {
    ...{ ticket, document, now, me: caller },
    dueAt: duesOf(ticket),
    language: ticket.language ?? document?.customers[ticket.customerId]?.language ?? "en",
    requesterName: ticket.requester === null ? null : nameOf(`contact:${ticket.requester}`),
  };
  return (text) => {
    const filled = fillPlaceholders(text, scene);
    const [first] = filled.unknown;
    if (first === undefined) return filled.text;
    throw new Refusal("placeholder-empty", `{{${first}}} stands for nothing on this ticket: write it out, or do the actions one by one.`, {
      placeholder: first,
    });
  };
}

async function named<T>(macro: Tool<Action[]>, index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Refusal ? macroRefused(macro, index, error) : error;
  }
}

function macroRefused({ name, content }: Tool<Action[]>, index: number, { code, message, facts }: Refusal): Refusal {
  const verb = content[index]?.verb ?? "";
  return new Refusal("macro-refused", `Action ${index + 1} of "${name}" (${verb}) was refused, so nothing was done: ${message}`, {
    ...{ macro: name, action: index + 1, verb },
    cause: { code, detail: message, facts },
  });
}

/** Who may do what: pure questions over what a caller brought, asked by every route and by the browser alike. */
import { Refusal } from "#core/refusal.ts";
import type { TicketCommand } from "#core/ticket/command.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";

export const permissions = ["tickets:read", "tickets:write", "model:read", "model:write", "audit:read", "import", "admin"] as const;
/** Also the scopes of a token. `admin` includes all the others. */
export type Permission = (typeof permissions)[number];

export const roles = ["administrator", "agent"] as const;
export type Role = (typeof roles)[number];

/** What a role of the provider's own people may do. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: ["admin"],
  agent: ["tickets:read", "tickets:write", "model:read"],
};

export type Actor = {
  readonly permissions: readonly Permission[];
  /** Bound to one customer, of whose rows alone it may know; null for the provider's own. */
  readonly customerId: string | null;
};

/**
 * What can be given to somebody who is bound to a customer. The rest concerns the whole installation; the log (`audit:read`) also holds
 * what the provider says to itself, so the provider hands it over.
 */
export const customerPermissions: readonly Permission[] = ["tickets:read", "tickets:write"];

/**
 * May the actor do this with what belongs to `customerId`? Null stands for what belongs to the whole installation (the model, tokens,
 * people), which nobody bound to a customer may touch.
 */
export function can(actor: Actor, permission: Permission, customerId: string | null): boolean {
  if (actor.customerId !== null && (actor.customerId !== customerId || !customerPermissions.includes(permission))) return false;
  return actor.permissions.includes(permission) || actor.permissions.includes("admin");
}

/** Refuses `forbidden` with the permission that is missing. */
export function requirePermission(actor: Actor, permission: Permission, customerId: string | null): void {
  if (can(actor, permission, customerId)) return;
  if (actor.customerId !== null && !customerPermissions.includes(permission)) {
    throw new Refusal(
      "forbidden",
      `This is the provider's, and you are bound to customer "${actor.customerId}": use an access that is not bound to a customer.`,
      { permission },
    );
  }
  throw new Refusal("forbidden", `This needs the permission "${permission}": ask an administrator for a token or a role that has it.`, {
    permission,
  });
}

type Verb = TicketCommand["type"];

/** What a customer may ask of its own tickets; everything else is the provider's work. */
const customerVerbs: ReadonlySet<Verb> = new Set<Verb>([
  "open-ticket",
  "reply-to-ticket",
  "triage-ticket",
  "change-priority",
  "contest-coverage",
  "decide-quote",
  "report-failure-again",
  "reopen-ticket",
  "close-ticket",
  "link-ticket",
  "rank-ticket",
]);

/**
 * Why a customer may not give this command, or null when they may: they answer publicly as themselves, move urgency but not impact or
 * priority, and close only what they confirm or withdraw.
 */
export function whyNotForCustomer(command: Readonly<Record<string, unknown>> & { readonly type: Verb }): string | null {
  if (!customerVerbs.has(command.type)) return "this is the provider's work: say in a reply what you need";
  switch (command.type) {
    case "open-ticket":
      return command.priority === undefined && command.impact === undefined && command.place === undefined
        ? null
        : "tell the facts (affected, hasWorkaround, atStake) and the priority follows from them";
    case "reply-to-ticket":
      return command.visibility === "public" && command.by === "contact"
        ? null
        : 'a customer answers publicly (visibility "public", by "contact")';
    case "change-priority":
      return command.priority === undefined && command.impact === undefined ? null : "a customer raises or lowers the urgency alone";
    case "close-ticket":
      return command.reason === undefined || command.reason === "confirmed" || command.reason === "withdrawn"
        ? null
        : 'a customer closes a ticket as "confirmed" or as "withdrawn"';
    default:
      return null;
  }
}

/** Refuses `forbidden` when an actor who is bound to a customer gives a command that is the provider's to give. */
export function requireVerb(actor: Actor, command: Readonly<Record<string, unknown>> & { readonly type: Verb }): void {
  if (actor.customerId === null) return;
  const why = whyNotForCustomer(command);
  if (why === null) return;
  throw new Refusal("forbidden", `A customer may not do this: ${why}.`, { command: command.type });
}

type SeenEvent = { readonly type: string; readonly visibility?: unknown; readonly party?: unknown };

const internalEvents: ReadonlySet<string> = new Set<TicketEvent["type"]>(["notification.requested", "ticket.joined", "ticket.left"]);

/** Whether the customer sees an event of their ticket: not what the provider says to itself, nor its clocks towards itself and vendors. */
export function isForCustomer(event: SeenEvent): boolean {
  if (internalEvents.has(event.type)) return false;
  if (event.type === "ticket.replied") return event.visibility !== "internal";
  return !event.type.startsWith("clock.") || event.party === "sla";
}

/** Who may do what: pure questions over what a caller brought, asked by every route and by the browser alike. */
import { Refusal } from "#core/refusal.ts";

export const permissions = [
  "tickets:read",
  "tickets:write",
  "tickets:override",
  "tickets:decide",
  "people:read",
  "people:write",
  "model:read",
  "model:write",
  "knowledge:read",
  "knowledge:write",
  "shared:write",
  "announcements:write",
  "board:read",
  "audit:read",
  "import",
  "admin",
] as const;
/** Also the scopes of a token. `admin` includes all the others. */
export type Permission = (typeof permissions)[number];

export type Actor = {
  readonly permissions: readonly Permission[];
  /** The customer to whom they belong; null for the provider's own. */
  readonly customerId: string | null;
  /** Of whose rows they may know: home first, then (designated contacts) its child organisations all the way down; null for the provider's own. */
  readonly customerIds: readonly string[] | null;
  /** The key by which tickets name this person as requester; null for the provider's own and for programs. */
  readonly contact: string | null;
  readonly department: string | null;
  /** Decides for the customer (ranks, approves quotes, raises urgency) and sees all of its tickets. */
  readonly isDesignated: boolean;
};

/**
 * What can be given to somebody who is bound to a customer. The rest concerns the whole installation; the log (`audit:read`) also holds
 * what the provider says to itself, so the provider hands it over.
 */
export const customerPermissions: readonly Permission[] = [
  "tickets:read",
  "tickets:write",
  "tickets:decide",
  "people:read",
  "people:write",
  "knowledge:read",
];

/** What deciding asks of both: where it is done, and with which permissions. */
export type Reach = Pick<Actor, "permissions" | "customerIds">;

/**
 * May the actor do this with what belongs to `customerId`? Null stands for what belongs to the whole installation (the model, tokens,
 * the provider's people), which nobody bound to a customer may touch.
 */
export function can(actor: Reach, permission: Permission, customerId: string | null): boolean {
  if (actor.customerIds !== null && (customerId === null || !actor.customerIds.includes(customerId))) return false;
  return may(actor, permission);
}

/** May the actor do this anywhere at all: what a page may offer before it knows of which customer. */
export function may(actor: Reach, permission: Permission): boolean {
  if (actor.customerIds !== null && !customerPermissions.includes(permission)) return false;
  return actor.permissions.includes(permission) || actor.permissions.includes("admin");
}

/** Refuses `forbidden` with the permission that is missing. */
export function requirePermission(actor: Actor, permission: Permission, customerId: string | null): void {
  if (can(actor, permission, customerId)) return;
  if (actor.customerId !== null && !customerPermissions.includes(permission)) {
    throw new Refusal(
      "forbidden",
      `This is the provider's, and you are bound to customer "${actor.customerId}": use an access that is not bound to a customer.`,
      { permission, customerId: actor.customerId },
    );
  }
  throw new Refusal("forbidden", `This needs the permission "${permission}": ask an administrator for a token or a role that has it.`, {
    permission,
  });
}

type Command = Readonly<Record<string, unknown>> & { readonly type: string };

/** What a customer may ask of its own tickets; everything else (tasks, time, runbooks, hand-overs…) is the provider's work. */
const customerVerbs: ReadonlySet<string> = new Set([
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
  "rate-ticket",
  "complain",
]);

/** What binds the customer as a whole, so that only somebody who decides for it may do it. */
const customerDecisions: ReadonlySet<string> = new Set(["rank-ticket", "decide-quote", "change-priority"]);

/**
 * Why a customer may not give this command, or null when they may: they answer publicly as themselves, move urgency but not impact or
 * priority, and close only what they confirm or withdraw.
 */
export function whyNotForCustomer(command: Command): string | null {
  if (!customerVerbs.has(command.type)) return "this is the provider's work: say in a reply what you need";
  switch (command.type) {
    case "open-ticket":
      return command.priority === undefined && command.impact === undefined && command.place === undefined
        ? null
        : "tell the facts (affected, hasWorkaround, atStake) and the priority follows from them";
    case "reply-to-ticket":
      if (command.visibility !== "public" || command.by !== "contact") {
        return 'a customer answers publicly (visibility "public", by "contact")';
      }
      return isNothing(command.mentions) && isNothing(command.call) ? null : "a customer answers the ticket, not a person of the provider";
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

const isNothing = (value: unknown): boolean => value === undefined || value === null || (Array.isArray(value) && value.length === 0);

/**
 * Refuses `forbidden` for a command that is not the actor's to give: of the customer's people, what is the provider's work, and what
 * only a designated contact decides; of the provider's, overriding coverage without the permission for it.
 */
export function requireVerb(actor: Actor, command: Command): void {
  if (actor.customerId === null) {
    if (command.type === "override-coverage") requirePermission(actor, "tickets:override", null);
    return;
  }
  const why = whyNotForCustomer(command);
  if (why !== null) throw new Refusal("forbidden", `A customer may not do this: ${why}.`, { command: command.type });
  if (customerDecisions.has(command.type) && !may(actor, "tickets:decide")) {
    throw new Refusal("forbidden", "This is your designated contact's to decide: ask them to do it.", {
      command: command.type,
      permission: "tickets:decide",
    });
  }
}

type SeenEvent = { readonly type: string; readonly visibility?: unknown; readonly party?: unknown };

/** What a customer's people may know of a ticket's life. What is not named here is internal, so that a new event is never told by mistake. */
const customerEvents: ReadonlySet<string> = new Set([
  "ticket.opened",
  "ticket.acknowledged",
  "ticket.triaged",
  "ticket.classified",
  "ticket.coverage-decided",
  "ticket.coverage-contested",
  "ticket.quoted",
  "ticket.quote-decided",
  "ticket.assigned",
  "ticket.replied",
  "ticket.paused",
  "ticket.resumed",
  "ticket.handed-over",
  "ticket.placed",
  "ticket.restored",
  "ticket.failed-again",
  "ticket.resolved",
  "ticket.reopened",
  "ticket.closed",
  "ticket.merged",
  "ticket.absorbed",
  "ticket.linked",
  "ticket.unlinked",
  "ticket.ranked",
  "ticket.rated",
  "ticket.complained",
  "ticket.terms-changed",
  "ticket.updated",
  "clock.warned",
  "clock.breached",
]);

/** Whether the customer sees an event of their ticket: not what the provider says to itself, nor its clocks towards itself and vendors. */
export function isForCustomer(event: SeenEvent): boolean {
  if (!customerEvents.has(event.type)) return false;
  if (event.type === "ticket.replied") return event.visibility !== "internal";
  return !event.type.startsWith("clock.") || event.party === "sla";
}

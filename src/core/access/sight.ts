/** Who sees which tickets inside a customer: their own, their department's, or all of them, as the agreement says. */
import type { Actor } from "#core/access/access.ts";
import type { Agreement, Document } from "#core/model/document.ts";

export type Visibility = NonNullable<Agreement["visibility"]>;

/** A rule that both decides about a ticket at hand and can be written as a condition of a query. */
export type Sight =
  | "everything"
  | {
      readonly customerIds: readonly string[];
      /** Sees all tickets of these customers. */
      readonly isDesignated: boolean;
      readonly contact: string;
      /** How tickets named them before the model knew them: by their own id. */
      readonly formerly?: string;
      /** Keys of those who share the contact's department. */
      readonly colleagues: readonly string[];
      /** By agreement; one that is not here shows to each contact their own tickets. */
      readonly visibility: Readonly<Record<string, Visibility>>;
    };

/**
 * The actor's sight under a model. `colleagues` are keys of people who share their department, whether or not the actor is among them;
 * `id` is the actor's own, under which they reported before the model had them among its contacts.
 */
export function sightOf(actor: Actor, document: Document | null, colleagues: readonly string[], id: string | null = null): Sight {
  const { customerIds, isDesignated, contact } = actor;
  if (customerIds === null) return "everything";
  const visibility: Record<string, Visibility> = {};
  for (const [id, agreement] of Object.entries(document?.agreements ?? {})) {
    if (agreement.visibility !== undefined && customerIds.includes(agreement.customer)) visibility[id] = agreement.visibility;
  }
  const sight = { customerIds, isDesignated, contact: contact ?? "", colleagues, visibility };
  return id === null || contact === null || id === contact ? sight : { ...sight, formerly: id };
}

export type Seen = { readonly customerId: string; readonly requester: string | null; readonly agreementId: string | null };

/** Whether a ticket lies within a sight. */
export function canSee(sight: Sight, { customerId, requester, agreementId }: Seen): boolean {
  if (sight === "everything") return true;
  if (!sight.customerIds.includes(customerId)) return false;
  if (sight.isDesignated) return true;
  const visibility = agreementId !== null && Object.hasOwn(sight.visibility, agreementId) ? sight.visibility[agreementId] : "own";
  if (visibility === "customer") return true;
  if (requester === null) return false;
  if (ownKeys(sight).includes(requester)) return true;
  return visibility === "department" && sight.colleagues.includes(requester);
}

/** Under which keys tickets are somebody's own. Nobody is called "": a program without a contact of its own sees no ticket as its own. */
export const ownKeys = ({ contact, formerly }: Exclude<Sight, "everything">): string[] =>
  [contact, formerly ?? ""].filter((key) => key !== "");

/** Whether the sight leaves any ticket of its customers out: if not, being within the customer says all. */
export const seesWholeCustomer = (sight: Sight): boolean => sight === "everything" || sight.isDesignated;

type Known = { readonly id: string; readonly email: string };

/** The key by which tickets name one of a customer's people: their contact's in the model, found by e-mail address, or their own id. */
export function contactKeyOf(document: Document | null, customerId: string, { id, email }: Known): string {
  const contacts = Object.entries(document?.customers[customerId]?.contacts ?? {});
  return contacts.find(([, contact]) => contact.email?.toLowerCase() === email.toLowerCase())?.[0] ?? id;
}

/** The department of one of a customer's people: what was written for them here, else what the model says of them. */
export function departmentOf(
  document: Document | null,
  customerId: string,
  person: Known & { readonly department: string | null },
): string | null {
  if (person.department !== null) return person.department;
  return document?.customers[customerId]?.contacts[contactKeyOf(document, customerId, person)]?.department ?? null;
}

/** Departments are compared as people write them: `Finance ` is `finance`. */
export const sameDepartment = (a: string | null | undefined, b: string | null | undefined): boolean =>
  a !== null && a !== undefined && b !== null && b !== undefined && a.trim().toLowerCase() === b.trim().toLowerCase();

/** Keys of a customer's people of one department: those who sign in (`users`, of this customer), and those whom only the model knows. */
export function colleaguesIn(
  document: Document | null,
  customerId: string,
  department: string | null,
  users: readonly (Known & { readonly department: string | null })[],
): string[] {
  const keys = new Set<string>();
  const known = new Set<string>();
  for (const user of users) {
    const key = contactKeyOf(document, customerId, user);
    known.add(key);
    if (sameDepartment(departmentOf(document, customerId, user), department)) keys.add(key).add(user.id);
  }
  for (const [key, contact] of Object.entries(document?.customers[customerId]?.contacts ?? {})) {
    if (!known.has(key) && sameDepartment(contact.department, department)) keys.add(key);
  }
  return [...keys];
}

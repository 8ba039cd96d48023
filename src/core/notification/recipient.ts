/** Whom a rule of the agreement means: teams, leads and the designated contact, resolved to people of the model in force. */
import type { Document } from "#core/model/document.ts";

/**
 * Resolves what a notify rule names (`person:alice`, `team:desk`, `lead:desk`, `contact:designated`, `contact:ana`) to `person:…` and
 * `contact:…`, each once, in order. What the model does not know, or what is resolved elsewhere (a schedule), stays as it is written,
 * so that nobody is dropped silently.
 */
export function resolveRecipients(recipients: readonly string[], document: Document | null, customerId: string): string[] {
  const resolved = recipients.flatMap((recipient) => {
    const people = document === null ? [] : peopleOf(recipient, document, customerId);
    return people.length === 0 ? [recipient] : people;
  });
  return [...new Set(resolved)];
}

function peopleOf(recipient: string, document: Document, customerId: string): string[] {
  const [kind, name = ""] = recipient.split(":", 2);
  switch (kind) {
    case "team":
      return (document.teams[name]?.members ?? []).map((member) => `person:${member}`);
    case "lead": {
      const lead = document.teams[name]?.lead;
      return lead === undefined ? [] : [`person:${lead}`];
    }
    case "contact": {
      if (name !== "designated") return [recipient];
      const contacts = Object.entries(document.customers[customerId]?.contacts ?? {});
      return contacts.filter(([, { designated }]) => designated === true).map(([id]) => `contact:${id}`);
    }
    default:
      return [recipient];
  }
}

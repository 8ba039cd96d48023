/** Names for the ids that a ticket bears, from the model in force. */
import type { Document } from "../../api/wire.ts";
import { type Catalogue, type Language, textOf } from "../../language/language.tsx";

export type Naming = {
  /** Who did it: the log names people as they are called. */
  actor(event: { actor: string; actorName: string }): string;
  person(id: string): string;
  team(id: string): string;
  contact(id: string): string;
  vendor(id: string): string;
  customer: string;
  /** The customer's designated contact. */
  designated: string;
  zone: string | undefined;
};

type Known = {
  document: Document | undefined;
  customerId: string;
  text: Catalogue;
  code: Language["code"];
  people: ReadonlyMap<string, string>;
};

/** @param known.people names of those who sign in, by the id that tickets bear */
export function naming({ document, customerId, text, code, people }: Known): Naming {
  const customer = document?.customers[customerId];
  return {
    person: (id) => people.get(id) ?? document?.people?.[id]?.name ?? id,
    contact: (id) => customer?.contacts[id]?.name ?? id,
    team: (id) => {
      const name = document?.teams[id]?.name;
      return name === undefined ? id : textOf(name, code);
    },
    vendor: (id) => document?.vendors?.[id]?.name ?? id,
    actor: ({ actor, actorName }) =>
      actor === "system" ? text.ticket.events.guardia : actor === "import" ? text.ticket.events.imported : actorName,
    designated: Object.values(customer?.contacts ?? {}).find((each) => each.designated === true)?.name ?? customer?.name ?? customerId,
    customer: customer?.name ?? customerId,
    zone: customer?.zone,
  };
}

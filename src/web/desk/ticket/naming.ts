/** Names for the ids that a ticket bears, from the model in force. */
import type { Document } from "../../api/wire.ts";
import { type Catalogue, type Language, textOf } from "../../language/language.tsx";

export type Naming = {
  /** Who did it: the log names people as they are called. */
  actor(event: { actor: string; actorName: string }): string;
  /** The same of an actor without a name beside it: `agent:ines`. */
  doer(actor: string): string;
  person(id: string): string;
  team(id: string): string;
  contact(id: string): string;
  vendor(id: string): string;
  runbook(id: string): string;
  step(runbook: string, step: string): string;
  customer: string;
  /** The customer's designated contact. */
  designated: string;
  zone: string | undefined;
};

export type NamedRunbook = { id: string; name: string; steps: readonly { id: string; title: string }[] };

type Known = {
  document: Document | undefined;
  customerId: string;
  text: Catalogue;
  code: Language["code"];
  people: ReadonlyMap<string, string>;
  runbooks: ReadonlyMap<string, NamedRunbook>;
};

/** @param known.people names of those who sign in, by the id that tickets bear */
export function naming({ document, customerId, text, code, people, runbooks }: Known): Naming {
  const customer = document?.customers[customerId];
  const person = (id: string) => people.get(id) ?? document?.people?.[id]?.name ?? id;
  const contact = (id: string) => customer?.contacts[id]?.name ?? people.get(id) ?? id;
  const { events } = text.ticket;
  return {
    person,
    contact,
    team: (id) => {
      const name = document?.teams[id]?.name;
      return name === undefined ? id : textOf(name, code);
    },
    vendor: (id) => document?.vendors?.[id]?.name ?? id,
    runbook: (id) => runbooks.get(id)?.name ?? id,
    step: (runbook, step) => runbooks.get(runbook)?.steps.find(({ id }) => id === step)?.title ?? step,
    actor: ({ actor, actorName }) => (actor === "system" ? events.guardia : actor === "import" ? events.imported : actorName),
    doer: (actor) => {
      const [kind = "", id = actor] = actor.split(":");
      if (kind === "agent") return person(id);
      if (kind === "contact") return contact(id);
      return actor === "system" ? events.guardia : actor === "import" ? events.imported : id;
    },
    designated: Object.values(customer?.contacts ?? {}).find((each) => each.designated === true)?.name ?? customer?.name ?? customerId,
    customer: customer?.name ?? customerId,
    zone: customer?.zone,
  };
}

/** Names for what a page speaks of: recipients, targets as a policy writes them, policies and actors. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { OnCallNow } from "../api/pages.ts";
import { peopleQuery } from "../api/people.ts";
import { meQuery, modelQuery } from "../api/queries.ts";
import type { Document } from "../api/wire.ts";
import { useMay } from "../kit/may.ts";
import { type Catalogue, type Language, textOf, useLanguage } from "../language/language.tsx";

export type PageNames = {
  document: Document | undefined;
  /** Of those who sign in and the model's people: key and name. */
  people: ReadonlyMap<string, string>;
  /** `person:alice`, `schedule:nights`, `webhook:https://…`: as a reader calls them. */
  target(written: string, customerId?: string): string;
  /** The same of a list. */
  targets(written: readonly string[], customerId?: string): string;
  /** `agent:alice`, `contact:ana`, `system`. */
  actor(actor: string, customerId?: string): string;
  schedule(id: string): string;
  customer(id: string): string;
};

type Known = { document: Document | undefined; people: ReadonlyMap<string, string>; text: Catalogue; code: Language["code"] };

export function pageNames({ document, people, text, code }: Known): PageNames {
  const t = text.pages.target;
  const person = (id: string): string => people.get(id) ?? document?.people?.[id]?.name ?? id;
  const team = (id: string): string => textOf(document?.teams[id]?.name ?? id, code);
  const contact = (id: string, customerId: string): string =>
    id === "designated" ? t.designated : (document?.customers[customerId]?.contacts[id]?.name ?? person(id));
  const target = (written: string, customerId = ""): string => {
    const at = written.indexOf(":");
    const [kind, id] = [written.slice(0, at), written.slice(at + 1)];
    switch (kind) {
      case "person":
        return person(id);
      case "contact":
        return contact(id, customerId);
      case "team":
        return t.team({ name: team(id) });
      case "lead":
        return t.lead({ name: team(id) });
      case "schedule":
        return t.schedule({ name: id });
      case "role":
        return t.role;
      case "webhook":
        return t.webhook({ host: hostOf(id) });
      case "address":
        return id;
      default:
        return written;
    }
  };
  return {
    document,
    people,
    target,
    targets: (written, customerId) => written.map((each) => target(each, customerId)).join(", "),
    actor: (actor, customerId = "") => {
      const at = actor.indexOf(":");
      const [kind, id] = [actor.slice(0, at), actor.slice(at + 1)];
      if (kind === "agent" || kind === "person" || kind === "user") return person(id);
      if (kind === "contact") return contact(id, customerId);
      return actor === "system" ? text.ticket.events.guardia : id;
    },
    schedule: (id) => id,
    customer: (id) => (id === "" ? text.pages.about.provider : (document?.customers[id]?.name ?? id)),
  };
}

/** An address without its path: keys stand in the paths of webhooks. */
function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

const staffQuery = peopleQuery({ of: "staff" }, 200);

export function usePageNames(): PageNames {
  const { text, code } = useLanguage();
  const may = useMay();
  const { data: model } = useQuery(modelQuery);
  const { data: me } = useQuery(meQuery);
  const { data: staff } = useQuery({ ...staffQuery, enabled: may("people:read") });
  return useMemo(() => {
    const people = new Map(Object.entries(model?.document.people ?? {}).map(([id, { name }]) => [id, name]));
    for (const { key, name } of staff ?? []) people.set(key, name);
    if (me?.assignee != null && !people.has(me.assignee)) people.set(me.assignee, me.name);
    return pageNames({ document: model?.document, people, text, code });
  }, [model, staff, me, text, code]);
}

/** A target with whoever stands behind it now: `Schedule nights (Petra)`. */
export function targetNow(written: string, names: PageNames, onCall: readonly OnCallNow[] | undefined, customerId: string): string {
  const name = names.target(written, customerId);
  if (!written.startsWith("schedule:")) return name;
  const found = onCall?.find(({ schedule }) => `schedule:${schedule}` === written);
  return found === undefined || found.person === null ? name : `${name} (${found.personName ?? names.target(`person:${found.person}`)})`;
}

/** Everything that actions and sentences need to know of a ticket's surroundings. */
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { runbookQuery } from "../../api/knowledge.ts";
import { peopleQuery } from "../../api/people.ts";
import { meQuery, modelQuery } from "../../api/queries.ts";
import { relatedQuery } from "../../api/related.ts";
import type { WireTicket } from "../../api/wire.ts";
import { useMay } from "../../kit/may.ts";
import { useLanguage } from "../../language/language.tsx";
import type { Scene } from "./action.ts";
import { type NamedRunbook, naming } from "./naming.ts";

/** As many of our people as can be given tickets. */
export const staffQuery = peopleQuery({ of: "staff" }, 200);

/** @param runbooks ids of those that the ticket's log speaks of */
export function useScene(ticket: WireTicket, workedSince: number, runbooks: readonly string[]): Scene {
  const { text, code, locale } = useLanguage();
  const may = useMay();
  const { data: model } = useQuery(modelQuery);
  const { data: me } = useQuery(meQuery);
  const { data: staff } = useQuery({ ...staffQuery, enabled: may("people:read") });
  const { data: related } = useQuery(relatedQuery(ticket.id));
  const named = useQueries({
    queries: runbooks.map((id) => ({ ...runbookQuery(id), staleTime: 300_000, retry: false })),
    combine: (found) => found.flatMap(({ data }) => data ?? []),
  });
  const mine = me === undefined ? null : { key: me.assignee, name: me.name };
  const names = useNames(model?.document, staff, mine);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `may` and `mine` are new with each render, what they say changes with `me`
  return useMemo(() => {
    const known = new Map<string, NamedRunbook>(named.map((each) => [each.id, each]));
    const name = naming({ document: model?.document, customerId: ticket.customerId, text, code, people: names, runbooks: known });
    const children = (related?.links ?? []).flatMap(({ type, ticket: child }) =>
      type === "has-part" && child.status === "open" ? [child.id] : [],
    );
    const people = [...names];
    const mayHere: Scene["may"] = (permission) => may(permission, ticket.customerId);
    return {
      ...{ ticket, document: model?.document, me: mine?.key ?? null, people, name, text, code, locale },
      ...{ workedSince, children, may: mayHere },
    };
  }, [ticket, model, me, names, named, related, text, code, locale, workedSince]);
}

type Person = { key: string; name: string };

/** Of the model's people and those who sign in, by the id that tickets bear: whoever is both has one key. */
function useNames(document: Scene["document"], staff: readonly Person[] | undefined, me: Person | null): ReadonlyMap<string, string> {
  const [key, name] = [me?.key, me?.name];
  return useMemo(() => {
    const names = new Map(Object.entries(document?.people ?? {}).map(([id, person]) => [id, person.name]));
    for (const each of staff ?? []) names.set(each.key, each.name);
    if (key !== undefined && name !== undefined && !names.has(key)) names.set(key, name);
    return names;
  }, [document, staff, key, name]);
}

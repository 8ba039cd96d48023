/** What the palette finds everywhere: places, settings, customers, people, filters, and (asked of the server) tickets and articles. */

import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { filtersQuery } from "../api/filters.ts";
import { modelQuery, type VersionedTicket } from "../api/queries.ts";
import { type SearchHit, searchQuery } from "../api/search.ts";
import { languageCodes, languageNames, textOf, useLanguage, useText } from "../language/language.tsx";
import { useMay } from "./may.ts";
import type { PaletteGroup, PaletteItem } from "./palette.tsx";
import { places } from "./places.ts";
import { ownPages, useLeave, useSpeak } from "./user-menu.tsx";

const restMs = 150;
const mostRecent = 5;

function useGo() {
  const navigate = useNavigate();
  return {
    to: (to: string) => () => void navigate({ to }),
    ticket: (id: number | string) => () => void navigate({ to: "/tickets/$ticketId", params: { ticketId: String(id) } }),
    queue: (query: string) => () => void navigate({ to: "/queue", search: { query } }),
    filter: (query: string, filter: string) => () => void navigate({ to: "/queue", search: { query, filter } }),
  };
}

/** Everything that is known without asking the server for words. */
export function useHouseGroups(openKeys: () => void): readonly PaletteGroup[] {
  const { palette } = useText();
  return [
    { id: "recent", group: palette.groups.recent, items: useRecent() },
    { id: "places", group: palette.groups.places, items: usePlaces() },
    { id: "filters", group: palette.groups.filters, items: useFilters() },
    ...useModelGroups(),
    { id: "settings", group: palette.groups.settings, items: useSettings(openKeys) },
  ];
}

/** Tickets that were open in this window lately. */
function useRecent(): readonly PaletteItem[] {
  const client = useQueryClient();
  const go = useGo();
  return client
    .getQueryCache()
    .findAll({ queryKey: ["ticket"] })
    .filter(({ queryKey, state }) => queryKey.length === 2 && (state.data as VersionedTicket | undefined)?.ticket !== undefined)
    .sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt)
    .slice(0, mostRecent)
    .map(({ state }) => {
      const { ticket } = state.data as VersionedTicket;
      return { id: String(ticket.id), icon: "clock", label: `#${ticket.id} ${ticket.subject}`, run: go.ticket(ticket.id) };
    });
}

function usePlaces(): readonly PaletteItem[] {
  const text = useText();
  const may = useMay();
  const go = useGo();
  const open = places.filter(({ permission }) => permission === null || may(permission));
  return [
    ...open.map(({ to, icon, label, keys }) => ({ id: to, icon, label: label(text), keys, run: go.to(to) })),
    ...ownPages.map(({ to, icon, label }) => ({ id: to, icon, label: label(text), run: go.to(to) })),
  ];
}

function useFilters(): readonly PaletteItem[] {
  const { data = [] } = useQuery(filtersQuery);
  const go = useGo();
  return data.map(({ id, name, query }) => ({ id, icon: "filter", label: name, hint: query, run: go.filter(query, id) }));
}

function useModelGroups(): readonly PaletteGroup[] {
  const { text, code } = useLanguage();
  const { palette } = text;
  const { data: model } = useQuery(modelQuery);
  const go = useGo();
  const { customers = {}, people = {}, teams = {}, services = {} } = model?.document ?? {};
  const quoted = (key: string): string => (/[\s,"]/u.test(key) ? `"${key}"` : key);
  const of = (field: string, key: string) => go.queue(`status:open ${field}:${quoted(key)}`);
  return [
    {
      ...{ id: "customers", group: palette.groups.customers },
      items: [
        ...Object.entries(customers).map(([key, { name }]) => ({
          ...{ id: key, icon: "queue" as const, label: palette.queueOf({ name }), hint: key },
          run: of("customer", key),
        })),
        ...Object.entries(services).map(([key, { name }]) => ({
          ...{ id: `service ${key}`, icon: "queue" as const, label: palette.queueOf({ name: textOf(name, code) }), hint: key },
          run: of("service", key),
        })),
      ],
    },
    {
      ...{ id: "people", group: palette.groups.people },
      items: [
        ...Object.entries(people).map(([key, { name }]) => ({
          ...{ id: key, icon: "person" as const, label: palette.workOf({ name }), hint: key },
          run: of("assignee", key),
        })),
        ...Object.entries(teams).map(([key, { name }]) => ({
          ...{ id: `team ${key}`, icon: "queue" as const, label: palette.queueOf({ name: textOf(name, code) }), hint: key },
          run: of("team", key),
        })),
      ],
    },
  ];
}

function useSettings(openKeys: () => void): readonly PaletteItem[] {
  const { palette, house } = useText();
  const { setColorScheme } = useMantineColorScheme();
  const speak = useSpeak();
  const leave = useLeave();
  return [
    { id: "keys", icon: "help", label: palette.keys, keys: "?", run: openKeys },
    { id: "light", icon: "sun", label: palette.light, words: house.scheme.label, run: () => setColorScheme("light") },
    { id: "dark", icon: "moon", label: palette.dark, words: house.scheme.label, run: () => setColorScheme("dark") },
    { id: "auto", icon: "auto", label: palette.system, run: () => setColorScheme("auto") },
    ...languageCodes.map((code) => ({
      ...{ id: `language ${code}`, icon: "globe" as const, label: palette.language({ name: languageNames[code] }) },
      words: "language langue idioma",
      run: () => speak(code),
    })),
    { id: "leave", icon: "leave", label: palette.signOut, run: () => void leave() },
  ];
}

type Found = { first: readonly PaletteGroup[]; groups: readonly PaletteGroup[]; isSearching: boolean };

/** What the server finds for the words, and the two ways to go on with them. A number is a ticket's own, at once. */
export function useFound(typed: string): Found {
  const { palette } = useText();
  const go = useGo();
  const navigate = useNavigate();
  const words = typed.trim();
  const [settled] = useDebouncedValue(words, restMs);
  const isAsked = settled.length >= 2;
  const { data, isFetching } = useInfiniteQuery({ ...searchQuery(settled), enabled: isAsked });
  const number = /^#?(\d{1,15})$/.exec(words)?.[1];
  // biome-ignore lint/correctness/useExhaustiveDependencies: ways to go are made anew each time and mean the same
  return useMemo(() => {
    const hits = isAsked ? (data?.pages[0]?.items ?? []) : [];
    const tickets = hits.flatMap((hit) => (hit.kind === "ticket" && String(hit.id) !== number ? [ticketItem(hit, go.ticket(hit.id))] : []));
    const articles = hits.flatMap((hit) => (hit.kind === "article" ? [articleItem(hit, go.to(`/knowledge/${hit.id}`))] : []));
    const exact: PaletteItem[] =
      number === undefined ? [] : [{ id: "number", icon: "queue", label: palette.ticketNumber({ id: number }), run: go.ticket(number) }];
    const further: PaletteItem[] =
      words === ""
        ? []
        : [
            {
              ...{ id: "all", icon: "search", label: palette.allResults({ query: words }) },
              run: () => void navigate({ to: "/search", search: { q: words } }),
            },
            { id: "query", icon: "filter", label: palette.asQuery({ query: words }), run: go.queue(words) },
          ];
    return {
      first: [{ id: "number", group: palette.groups.tickets, items: exact }],
      groups: [
        { id: "tickets", group: palette.groups.tickets, items: tickets.slice(0, 8) },
        { id: "articles", group: palette.groups.articles, items: articles.slice(0, 5) },
        { id: "further", group: palette.results, items: further },
      ],
      isSearching: isAsked && isFetching,
    };
  }, [data, words, number, isAsked, isFetching, palette]);
}

const ticketItem = ({ id, title, customerName }: Extract<SearchHit, { kind: "ticket" }>, run: () => void): PaletteItem => ({
  ...{ id: String(id), icon: "queue", label: `#${id} ${title}`, hint: customerName, run },
});

const articleItem = ({ id, title, language }: Extract<SearchHit, { kind: "article" }>, run: () => void): PaletteItem => ({
  ...{ id, icon: "model", label: title, hint: language, run },
});

/** All tickets that one may see: mine, my department's, the whole organisation's, by their state and by words in them. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type Frame, frameQuery } from "../api/portal.ts";
import { meQuery, type QueueFilter, queueQuery } from "../api/queries.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import type { PortalFilter } from "./address.ts";
import style from "./page.module.css";
import { Segments } from "./segments.tsx";
import { TicketRows } from "./ticket-row.tsx";

export function Tickets() {
  const { portal: t } = useText();
  const frame = useQuery(frameQuery);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <h1>{t.list.title}</h1>
      </header>
      {frame.isPending && <Loading />}
      {frame.isError && <Failure error={frame.error} retry={() => void frame.refetch()} />}
      {frame.data !== undefined && <List frame={frame.data} />}
    </div>
  );
}

/** Widest first among what one may see, so that a designated contact opens on the whole organisation. */
const usual = ({ me }: Frame): NonNullable<PortalFilter["whose"]> => (me.reach === "own" ? "mine" : me.reach);

function List({ frame }: { frame: Frame }) {
  const { portal: t } = useText();
  const now = useNow();
  const { data: me } = useQuery(meQuery);
  const filter = useSearch({ from: "/portal/tickets" });
  const tickets = useInfiniteQuery(queueQuery(asked(filter, frame, me?.id ?? "")));
  const items = tickets.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Filters filter={filter} frame={frame} />
      {tickets.isPending && <Loading />}
      {tickets.isError && <Failure error={tickets.error} retry={() => void tickets.refetch()} />}
      {tickets.data !== undefined && items.length === 0 && <Empty title={t.list.empty}>{t.list.emptyHint}</Empty>}
      {items.length > 0 && <TicketRows tickets={items} now={now} hasCustomer={frame.customers.length > 1} />}
      {tickets.hasNextPage && (
        <Button variant="default" loading={tickets.isFetchingNextPage} onClick={() => void tickets.fetchNextPage()}>
          {t.list.more}
        </Button>
      )}
    </>
  );
}

/** As the lists of the API take it: whose tickets by the keys of their requesters, words as words. */
function asked(filter: PortalFilter, frame: Frame, id: string): QueueFilter {
  const { whose = usual(frame), state = "open", customer, words = "" } = filter;
  // In an organisation under their own one stands under one's id.
  const own = [frame.me.contact ?? id, id].filter((key, at, all) => key !== "" && all.indexOf(key) === at);
  const requesters = whose === "mine" ? own : whose === "department" ? frame.me.colleagues : null;
  const terms = [
    ...(requesters === null ? [] : [`requester:${requesters.map(quoted).join(",")}`]),
    ...words
      .split(/\s+/)
      .filter((word) => word !== "")
      .map(quoted),
  ];
  return {
    ...(state === "all" ? {} : { status: state }),
    ...(customer === undefined ? {} : { customer }),
    ...(terms.length === 0 ? {} : { query: terms.join(" ") }),
    order: state === "open" ? "next-breach" : "newest",
  };
}

/** What a person typed is words, whatever signs are in it. */
const quoted = (text: string): string => `"${text.replaceAll('"', "")}"`;

function Filters({ filter, frame }: { filter: PortalFilter; frame: Frame }) {
  const { portal } = useText();
  const t = portal.list;
  const navigate = useNavigate({ from: "/portal/tickets" });
  const [words, setWords] = useState(filter.words ?? "");
  const set = (change: PortalFilter) => void navigate({ search: { ...filter, ...change }, replace: true });
  const { me, customers } = frame;
  const hasDepartment = me.colleagues.length > 1 || me.reach === "department";
  const whose = {
    mine: t.mine,
    ...(me.reach !== "own" && hasDepartment ? { department: t.department } : {}),
    ...(me.reach === "customer" ? { customer: t.customer } : {}),
  };
  const search = (event: FormEvent) => {
    event.preventDefault();
    set({ words: words.trim() === "" ? undefined : words.trim() });
  };
  return (
    <div className={style.filters}>
      <Segments
        label={t.state}
        value={filter.state ?? "open"}
        choices={{ open: t.open, resolved: t.resolved, closed: t.closed, all: t.all }}
        pick={(state) => set({ state: state === "open" ? undefined : state })}
      />
      {Object.keys(whose).length > 1 && (
        <Segments
          label={t.whose}
          value={filter.whose ?? usual(frame)}
          choices={whose}
          pick={(next) => set({ whose: next === usual(frame) ? undefined : next })}
        />
      )}
      {customers.length > 1 && (
        <NativeSelect
          aria-label={t.organisation}
          value={filter.customer ?? ""}
          data={[{ value: "", label: t.anyOrganisation }, ...customers.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(event) => set({ customer: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a form that searches is told by its role in every browser */}
      <form role="search" className={style.search} onSubmit={search}>
        <TextInput
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          value={words}
          maxLength={200}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t.searchButton}
        </Button>
      </form>
    </div>
  );
}

/** The customer's own order: the designated contact drags what matters most to the top; it is saved at once and can be taken back. */
import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { frameQuery, rankTickets } from "../../api/portal.ts";
import { queueQuery } from "../../api/queries.ts";
import type { TicketSummary } from "../../api/wire.ts";
import { Empty, Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import page from "../page.module.css";
import { Board } from "./board.tsx";
import { caughtUp, isSame, type Order } from "./order.ts";

export function Rank() {
  const { portal } = useText();
  const t = portal.rank;
  const frame = useQuery(frameQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const customers = frame.data?.customers ?? [];
  const customer = customers.find(({ id }) => id === chosen) ?? customers[0];
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      {frame.isPending && <Loading />}
      {frame.isError && <Failure error={frame.error} retry={() => void frame.refetch()} />}
      {frame.data?.me.isDesignated === false && <Empty title={t.only} />}
      {customers.length > 1 && (
        <NativeSelect
          label={portal.list.organisation}
          value={customer?.id ?? ""}
          data={customers.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      {frame.data?.me.isDesignated && customer !== undefined && <OfCustomer key={customer.id} customerId={customer.id} />}
    </div>
  );
}

/** The most that can be put in order at once. */
const most = 500;

function OfCustomer({ customerId }: { customerId: string }) {
  const { portal } = useText();
  const t = portal.rank;
  const open = useInfiniteQuery(queueQuery({ status: "open", customer: customerId, order: "rank" }));
  const tickets = open.data?.pages.flatMap(({ items }) => items) ?? [];
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = open;
  const isMore = hasNextPage && tickets.length < most;
  useEffect(() => {
    if (isMore && !isFetchingNextPage) void fetchNextPage();
  }, [isMore, isFetchingNextPage, fetchNextPage]);
  if (open.isPending || isMore) return <Loading />;
  if (open.isError) return <Failure error={open.error} retry={() => void open.refetch()} />;
  if (tickets.length === 0) return <Empty title={t.empty} />;
  return (
    <>
      {hasNextPage && <p className="soft">{t.whole({ count: tickets.length })}</p>}
      <Ordered customerId={customerId} tickets={tickets} />
    </>
  );
}

const orderOf = (tickets: readonly TicketSummary[]): Order => ({
  ranked: tickets
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank! - b.rank!)
    .map(({ id }) => id),
  rest: tickets.filter(({ rank }) => rank === null).map(({ id }) => id),
});

function Ordered({ customerId, tickets }: { customerId: string; tickets: readonly TicketSummary[] }) {
  const { order, save, saving } = useOrder(customerId, tickets);
  return (
    <>
      <ProblemNote error={saving.error} />
      <Board order={order} tickets={new Map(tickets.map((ticket) => [ticket.id, ticket]))} change={save} />
    </>
  );
}

/** The order as the reader sees it: theirs while it is being saved, then the server's. */
function useOrder(customerId: string, tickets: readonly TicketSummary[]) {
  const { portal } = useText();
  const client = useQueryClient();
  const { offer } = useUndo();
  const held = orderOf(tickets);
  const [mine, setMine] = useState<Order | null>(null);
  const latest = useRef(held);
  const order =
    mine === null
      ? held
      : caughtUp(
          mine,
          tickets.map(({ id }) => id),
        );
  latest.current = order;
  const saving = useMutation({
    mutationFn: (next: Order) => rankTickets(customerId, next.ranked),
    // One after the other: the last order that was made is the one that stays.
    scope: { id: `ranking ${customerId}` },
    onError: () => setMine(null),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ["queue"] });
      if (client.isMutating({ mutationKey: ["ranking", customerId] }) <= 1) setMine(null);
    },
    mutationKey: ["ranking", customerId],
  });
  const save = (next: Order) => {
    const before = latest.current;
    setMine(next);
    if (isSame(before.ranked, next.ranked)) return;
    saving.mutate(next);
    offer({
      label: portal.rank.saved,
      undo: async () => {
        setMine(before);
        await saving.mutateAsync(before);
      },
    });
  };
  return { order, save, saving };
}

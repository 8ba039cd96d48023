/** The customer's order as two lists, ranked and not, and how a move changes it. Pure. */

export type Order = { ranked: readonly number[]; rest: readonly number[] };

/** A place in one of the lists; `index` may be its length: behind the last. */
export type Spot = { list: keyof Order; index: number };

export const spotOf = (order: Order, id: number): Spot | null => {
  for (const list of ["ranked", "rest"] as const) {
    const index = order[list].indexOf(id);
    if (index >= 0) return { list, index };
  }
  return null;
};

/** The order with one ticket taken from where it was and put at a spot (as it is without the ticket). Without it, nothing changes. */
export function moved(order: Order, id: number, to: Spot): Order {
  if (spotOf(order, id) === null) return order;
  const without = { ranked: order.ranked.filter((each) => each !== id), rest: order.rest.filter((each) => each !== id) };
  const list = [...without[to.list]];
  list.splice(Math.min(Math.max(to.index, 0), list.length), 0, id);
  return { ...without, [to.list]: list };
}

/** As it was, without tickets that are open no longer, and with new ones behind the others: what another did meanwhile moves nothing. */
export function caughtUp(order: Order, open: readonly number[]): Order {
  const isOpen = new Set(open);
  const known = new Set([...order.ranked, ...order.rest]);
  return {
    ranked: order.ranked.filter((id) => isOpen.has(id)),
    rest: [...order.rest.filter((id) => isOpen.has(id)), ...open.filter((id) => !known.has(id))],
  };
}

export const isSame = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((id, at) => id === b[at]);

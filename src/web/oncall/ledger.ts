/** A page's log with its deliveries, as the lines that one reads: each fact, and under the steps whom they called. Pure. */
import type { PageDelivery, PageFact, PageLedger } from "../api/pages.ts";

export type Calling = {
  recipient: string;
  /** Why they are called: the schedule or team that named them; null where they were named themselves. */
  via: string | null;
  layer: string | null;
  /** Null where none was written: the page is older than its deliveries are kept, or they were cancelled before. */
  delivery: PageDelivery | null;
};

export type LedgerLine = { key: string; fact: PageFact; callings: readonly Calling[] };

/** Deliveries of the last resort bear no step: they belong to it in the order of its telling. */
const isOf = (delivery: PageDelivery, fact: PageFact): boolean => {
  if (fact.type === "page.step-fired") return delivery.step === fact.step && delivery.round === fact.round;
  return fact.type === "page.exhausted" && delivery.wantedAt === fact.at;
};

export function ledgerLines({ facts, deliveries }: Pick<PageLedger, "facts" | "deliveries">): LedgerLine[] {
  return facts.map((fact, n) => {
    const key = `${n} ${fact.type}`;
    if (fact.type !== "page.step-fired" && fact.type !== "page.exhausted") return { key, fact, callings: [] };
    const own = deliveries.filter((delivery) => isOf(delivery, fact));
    const callings = fact.told.map(({ recipient, via, layer }) => ({
      recipient,
      via: via === recipient ? null : via,
      layer,
      delivery: own.find((delivery) => delivery.recipient === recipient) ?? null,
    }));
    return { key, fact, callings };
  });
}

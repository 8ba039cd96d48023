/** Hours of a customer's agreements: bought, used, left. */
import { queryOptions } from "@tanstack/react-query";
import { request, withQuery } from "./request.ts";
import type { IsoInstant } from "./wire.ts";

export type Bundle = {
  id: string;
  hours: number;
  usedMinutes: number;
  leftMinutes: number;
  rolledInMinutes: number;
  rolledOutMinutes: number;
  expiredMinutes: number;
  from: IsoInstant;
  /** The first instant after its last day; null for one that never expires. */
  until: IsoInstant | null;
  state: "to-come" | "running" | "expired";
};

export type AgreementHours = {
  agreementId: string;
  name: string;
  bundles: readonly Bundle[];
  /** Left in the bundles that run now. */
  leftMinutes: number;
  /** Worked when nothing was left. */
  overMinutes: number;
  /** Rolled over; no later bundle is written yet. */
  waitingMinutes: number;
  /** All covered work of the agreement, weighted. */
  usedMinutes: number;
};

export type TimeLine = {
  entry: string;
  ticketId: number;
  subject: string;
  agreementId: string | null;
  endedAt: IsoInstant;
  minutes: number;
  countedMinutes: number;
  isAfterHours: boolean;
  activity: string;
  tier: number | null;
  coverage: "covered" | "billable" | "excluded" | null;
};

export const hoursQuery = (customer: string) =>
  queryOptions({
    queryKey: ["hours", customer],
    queryFn: async ({ signal }) =>
      (
        await request<{ agreements: readonly AgreementHours[] }>("GET", `/api/v1/customers/${encodeURIComponent(customer)}/hours`, {
          signal,
        })
      ).value.agreements,
    staleTime: 60_000,
  });

/** Each entry as it is now, the latest first. */
export const timeLinesQuery = (customer: string, cursor?: string) =>
  queryOptions({
    queryKey: ["hours", customer, "entries", cursor ?? ""],
    queryFn: async ({ signal }) =>
      (
        await request<{ items: readonly TimeLine[]; next: string | null }>(
          "GET",
          withQuery(`/api/v1/customers/${encodeURIComponent(customer)}/hours/entries`, { cursor }),
          { signal },
        )
      ).value,
  });

/** Calling somebody by hand, as it is being written. Pure. */
import type { PageOrder, Urgency } from "../api/pages.ts";

export type PageDraft = {
  how: "targets" | "policy";
  targets: readonly string[];
  policy: string;
  customerId: string;
  ticketId: number | null;
  urgency: Urgency;
  summary: string;
};

export type Missing = { whom: boolean; summary: boolean };

export const missingIn = ({ how, targets, policy, summary }: PageDraft): Missing => ({
  whom: how === "targets" ? targets.length === 0 : policy === "",
  summary: summary.trim() === "",
});

/** What is sent: either those chosen or a policy, never both. */
export const orderOf = ({ how, targets, policy, customerId, ticketId, urgency, summary }: PageDraft): PageOrder => ({
  customerId,
  ...(ticketId === null ? {} : { ticketId }),
  ...(how === "targets" ? { targets } : { policy }),
  urgency,
  summary: summary.trim(),
});

/** A ticket as it is being told, and as the API takes it. Pure. */
import type { Channel } from "#core/model/document.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { TicketKind } from "#core/ticket/ticket.ts";
import type { Document, WireTicket } from "../../api/wire.ts";

export type Draft = {
  customer: string;
  requester: string;
  service: string;
  component: string;
  kind: TicketKind;
  channel: Channel;
  /** Of a call: who speaks, and from which number. */
  caller: string;
  callerNumber: string;
  subject: string;
  description: string;
  affected: Facts["affected"];
  workaround: "yes" | "no";
  atStake: Facts["atStake"];
};

const nothing: Omit<Draft, "customer"> = {
  ...{ requester: "", service: "", component: "", kind: "incident", channel: "phone", caller: "", callerNumber: "" },
  ...{ subject: "", description: "", affected: "some", workaround: "no", atStake: "nothing" },
};

/** For a child, what it has in common with its parent is there already. */
export function emptyDraft(document: Document, parent: WireTicket | null): Draft {
  if (parent === null) return { ...nothing, customer: Object.keys(document.customers)[0] ?? "" };
  return {
    ...nothing,
    customer: parent.customerId,
    service: parent.service ?? "",
    component: parent.component ?? "",
    kind: parent.kind,
    channel: "portal",
    affected: parent.facts?.affected ?? "some",
    workaround: parent.facts?.hasWorkaround === true ? "yes" : "no",
    atStake: parent.facts?.atStake ?? "nothing",
  };
}

const named = (key: string): string | null => (key === "" ? null : key);

/** @param extra what only some tickets have: files, and the incident that it is part of */
export const bodyOf = (draft: Draft, extra: { attachments: readonly string[]; parent: number | null }) => ({
  customerId: draft.customer,
  requester: named(draft.requester),
  service: named(draft.service),
  component: named(draft.component),
  kind: draft.kind,
  channel: draft.channel,
  subject: draft.subject.trim(),
  description: draft.description,
  facts: { affected: draft.affected, hasWorkaround: draft.workaround === "yes", atStake: draft.atStake } satisfies Facts,
  ...(extra.attachments.length === 0 ? {} : { attachments: extra.attachments }),
  ...(extra.parent === null ? {} : { links: [{ type: "part-of", otherId: extra.parent }] }),
});

/** The note of the call by which it came; null when it came otherwise, or nobody said who called. */
export const callOf = (draft: Draft): { direction: "in"; person: string; number: string | null } | null =>
  draft.channel !== "phone" || draft.caller.trim() === ""
    ? null
    : { direction: "in", person: draft.caller.trim(), number: named(draft.callerNumber.trim()) };

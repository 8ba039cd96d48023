/** A ticket as it is being told, and as the API takes it. Pure. */
import type { Channel } from "#core/model/document.ts";
import type { Facts } from "#core/ticket/priority.ts";
import type { TicketKind } from "#core/ticket/ticket.ts";
import type { Document } from "../../api/wire.ts";

export type Draft = {
  customer: string;
  requester: string;
  service: string;
  component: string;
  kind: TicketKind;
  channel: Channel;
  subject: string;
  description: string;
  affected: Facts["affected"];
  workaround: "yes" | "no";
  atStake: Facts["atStake"];
};

export const emptyDraft = (document: Document): Draft => ({
  customer: Object.keys(document.customers)[0] ?? "",
  requester: "",
  service: "",
  component: "",
  kind: "incident",
  channel: "phone",
  subject: "",
  description: "",
  affected: "some",
  workaround: "no",
  atStake: "nothing",
});

const named = (key: string): string | null => (key === "" ? null : key);

export const bodyOf = (draft: Draft) => ({
  customerId: draft.customer,
  requester: named(draft.requester),
  service: named(draft.service),
  component: named(draft.component),
  kind: draft.kind,
  channel: draft.channel,
  subject: draft.subject.trim(),
  description: draft.description,
  facts: { affected: draft.affected, hasWorkaround: draft.workaround === "yes", atStake: draft.atStake } satisfies Facts,
});

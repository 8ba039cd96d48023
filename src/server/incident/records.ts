/** What is kept of a published review: as it stood then, and what of it the customer may read. */
import type { Moments } from "#core/incident/measures.ts";
import type { Action, Review, sharedText } from "#core/incident/review.ts";

export type ReviewVersionRecord = { review: Review; moments: Moments; actions: readonly Action[] };
export type SharedRecord = ReturnType<typeof sharedText> & {
  subject: string;
  moments: Moments;
  actions: readonly { ticketId: number; dueOn: string }[];
};

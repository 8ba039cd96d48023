/**
 * What people change in the rota while the model runs: who stands in, who is away, and calendars of others taken in as layers. The model
 * says how the watch is meant to pass on; this says what became of it. Together they are who is on call (`#core/oncall/rota.ts`).
 */
import type { Instant } from "#core/time/instant.ts";

/** Somebody stands in, `[from, to)`. One that was taken back while it ran ends where it was taken back. */
export type Override = { id: number; schedule: string; person: string; from: Instant; to: Instant };

/** Somebody is away in every schedule, `[from, to)`. */
export type Leave = { id: number; person: string; from: Instant; to: Instant };

/** A calendar of somebody else's as a layer: over the model's layers or under them, always under overrides. */
export type FeedLayer = {
  id: number;
  schedule: string;
  name: string;
  place: "above" | "below";
  /** In order, without overlap. */
  shifts: readonly { person: string; from: Instant; to: Instant }[];
};

/** Lists in the order in which they were recorded: of overlapping overrides the one recorded last wins. */
export type Rota = {
  /** Grows with each change. */
  readonly version: number;
  readonly overrides: readonly Override[];
  readonly leave: readonly Leave[];
  readonly feeds: readonly FeedLayer[];
};

export const emptyRota: Rota = { version: 0, overrides: [], leave: [], feeds: [] };

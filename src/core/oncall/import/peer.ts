/**
 * What another product's export says, before it is said in the model's words: schedules as parts of which each puts one person on call at
 * a time, escalation policies, and people. A part is a rotation that the model has as a layer, or stretches written out.
 */
import type { Layer } from "#core/model/document.ts";
import type { Cursor } from "#core/oncall/import/cursor.ts";
import type { Notes } from "#core/oncall/import/note.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Zone } from "#core/time/zone.ts";

export const peers = ["pagerduty", "opsgenie", "grafana", "goalert"] as const;
export type Peer = (typeof peers)[number];

/** People as the export calls them: the id of their record there. */
export type PersonId = string;
export type Stretch = { person: PersonId; from: Instant; to: Instant };

export type Part = {
  place: Cursor;
  name: string;
  /** A higher one wins over all of the lower ones; those of the same level are on call together. */
  level: number;
  /** Which rotation of the export it belongs to; for overrides that name rotations. */
  rotation: string | null;
} & ({ kind: "layer"; layer: Omit<Layer, "name"> } | { kind: "stretches"; stretches: readonly Stretch[] });

export type PeerOverride = Stretch & {
  place: Cursor;
  /** Only where these rotations are; null: whatever they say. */
  rotations: readonly string[] | null;
  /** Only where this person is on call; null: whoever is. */
  instead: PersonId | null;
};

export type PeerSchedule = {
  place: Cursor;
  id: string;
  name: string;
  zone: Zone;
  parts: readonly Part[];
  overrides: readonly PeerOverride[];
  /** Who was on call by the product's own reckoning, as far as the export holds it. */
  rendered: Rendered | null;
};

export type Rendered = { from: Instant; to: Instant; shifts: readonly Stretch[] };

export type PeerTarget = { place: Cursor; kind: "schedule" | "person"; id: string };
export type PeerStep = { place: Cursor; afterMinutes: number; targets: readonly PeerTarget[] };
export type PeerPolicy = { place: Cursor; name: string; steps: readonly PeerStep[]; repeat: number };

export type PeerPerson = { id: PersonId; name: string | null; email: string | null; zone: string | null };

export type PeerExport = {
  schedules: readonly PeerSchedule[];
  policies: readonly PeerPolicy[];
  people: ReadonlyMap<PersonId, PeerPerson>;
};

/** What every reader is given: until when recurrences without a layer are written out, and where to tell what was done. */
export type Reading = { from: Instant; until: Instant; notes: Notes };

export type PeerReader = (root: Cursor, reading: Reading) => PeerExport;

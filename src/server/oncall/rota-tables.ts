/** The tables of the rota, as Kysely reads them. */
import type { Generated } from "kysely";

type Stretch = { from_at: number; to_at: number };
type Recorded = { recorded_by: string; recorded_at: number };
type TakenBack = { taken_back_by: string | null; taken_back_at: number | null };

export type SwapState = "asked" | "accepted" | "declined" | "withdrawn" | "expired";
export type LeaveKind = "leave" | "illness" | "training" | "other";

export type RotaTables = {
  rota_head: { is_one: Generated<boolean>; version: number };
  rota_overrides: { id: Generated<number>; schedule: string; person: string; reason: string | null; swap_id: number | null } & Stretch &
    Recorded &
    Partial<TakenBack>;
  rota_leave: { id: Generated<number>; person: string; kind: LeaveKind; note: string | null; feed_id: number | null } & Stretch &
    Recorded &
    Partial<TakenBack>;
  rota_swaps: {
    id: Generated<number>;
    schedule: string;
    asker: string;
    asked: string | null;
    back_from_at: number | null;
    back_to_at: number | null;
    note: string | null;
    state: Generated<SwapState>;
    asked_at: number;
    answered_by: string | null;
    answered_at: number | null;
  } & Stretch;
  rota_feeds: {
    id: Generated<number>;
    kind: "layer" | "leave";
    name: string;
    schedule: string | null;
    place: "above" | "below" | null;
    person: string | null;
    /** JSON. */
    people: string;
    sealed_url: string | null;
    host: string | null;
    etag: string | null;
    modified: string | null;
    source: string | null;
    shifts: string;
    unknown: string;
    figures: string;
    fetched_at: number | null;
    made_at: number | null;
    next_at: number | null;
    lease_until: number | null;
    said: string | null;
    failing_since: number | null;
    warned_at: number | null;
    removed_at: number | null;
  } & Recorded;
  handover_notes: { id: Generated<number>; schedule: string; at: number; author: string; text: string; written_at: number };
  handover_watch: { is_one: Generated<boolean>; at: number | null };
  rota_calendars: {
    id: Generated<number>;
    token_digest: string;
    kind: "person" | "team" | "schedule";
    subject: string;
    owner: string;
    language: string;
    created_at: number;
    read_at: number | null;
  };
  coverage_warnings: { gap: string; stage: "week" | "day" | "hour"; from_at: number; warned_at: number };
  coverage_proofs: { is_one: Generated<boolean>; editions: string; made_at: number; proof: string };
};

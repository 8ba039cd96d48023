/** The tables of this room as Kysely sees them. */
import type { JSONColumnType } from "kysely";
import type { Incident } from "#core/incident/incident.ts";
import type { Review } from "#core/incident/review.ts";
import type { ActionLink } from "#core/incident/words.ts";
import type { ReviewVersionRecord, SharedRecord } from "#server/incident/records.ts";

type Json<T extends object> = JSONColumnType<T, string, string>;

export type IncidentTables = {
  incidents: {
    customer_id: string;
    ticket_id: number;
    seq: number;
    declared_at: number;
    ended_at: number | null;
    ended_how: Incident["endedHow"];
    record: Json<Incident>;
  };
  incident_reviews: {
    customer_id: string;
    ticket_id: number;
    seq: number;
    version: number;
    is_shared: boolean;
    owner: string;
    due_on: string;
    remind_at: number | null;
    record: Json<Review>;
  };
  incident_review_versions: {
    customer_id: string;
    ticket_id: number;
    version: number;
    at: number;
    by_actor: string;
    note: string | null;
    record: Json<ReviewVersionRecord>;
  };
  incident_actions: {
    customer_id: string;
    ticket_id: number;
    incident_id: number;
    due_on: string;
    link: ActionLink;
    is_shared: boolean;
    remind_at: number | null;
  };
  shared_reviews: { customer_id: string; ticket_id: number; version: number; published_at: number; record: Json<SharedRecord> };
};

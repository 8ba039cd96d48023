/** The tables of reaching people (0011) as Kysely sees them. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Channel, NotificationRules, Urgency } from "#core/notification/channel.ts";
import type { AttemptOutcome, Content, Line, Purpose } from "#core/notification/delivery.ts";
import type { Health } from "#core/notification/health.ts";
import type { Page } from "#core/oncall/page.ts";

type Json<T> = JSONColumnType<T & object, string, string>;

export type DeliveryState = "waiting" | "sent" | "delivered" | "failed" | "cancelled";

export type DeliveriesTable = {
  customer_id: string;
  id: Generated<number>;
  purpose: Purpose;
  recipient: string;
  page_id: number | null;
  ticket_id: number | null;
  step: number | null;
  round: number | null;
  state: Generated<DeliveryState>;
  urgency: Urgency;
  wanted_at: number;
  /** When it is next looked at. */
  due_at: number | null;
  lease_until: number | null;
  claims: Generated<number>;
  content: Json<Content>;
  lines: ColumnType<Line[] | null, string | null, string | null>;
};

export type AttemptsTable = {
  customer_id: string;
  delivery_id: number;
  number: number;
  line: number;
  channel: Channel;
  gateway: string;
  began_at: number;
  ended_at: number | null;
  outcome: AttemptOutcome | null;
  may_be_double: Generated<boolean>;
  provider_id: string | null;
  said: string | null;
  expects_receipt: Generated<boolean>;
  receipt: "delivered" | "failed" | null;
  receipt_at: number | null;
};

export type GatewaysTable = {
  id: string;
  name: string;
  channel: Channel;
  driver: string;
  position: number;
  settings: Json<Record<string, unknown>>;
  /** Those settings that are secrets, sealed (sealing.ts). */
  sealed_settings: string | null;
  hook_token: string;
  is_enabled: Generated<boolean>;
  health: Json<Health>;
  created_at: number;
};

export type ContactPointsTable = {
  id: string;
  person: string;
  channel: Channel;
  address: string;
  label: string | null;
  verified_at: number | null;
  code_hash: string | null;
  code_expires_at: number | null;
  code_tries: Generated<number>;
  failed_at: number | null;
  created_at: number;
};

export type ReachTables = {
  pages: {
    customer_id: string;
    id: number;
    ticket_id: number | null;
    seq: number;
    state: Page["state"];
    cause: Page["cause"];
    opened_at: number;
    due_at: number | null;
    record: Json<Page>;
  };
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
  gateways: GatewaysTable;
  contact_points: ContactPointsTable;
  notification_rules: { person: string; rules: Json<NotificationRules>; updated_at: number };
};

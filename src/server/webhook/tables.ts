/** The tables of webhooks out (0013) as Kysely sees them. */
import type { Generated } from "kysely";

export type WebhookState = "enabled" | "disabled" | "failing" | "gone";

export type WebhooksTable = {
  id: string;
  name: string;
  url: string;
  customer: string | null;
  patterns: string[];
  has_personal: boolean;
  /** `Signing` as JSON, sealed. */
  sealed_secrets: string;
  state: Generated<WebhookState>;
  failing_since: number | null;
  created_at: number;
  created_by: string;
};

export type WebhookDeliveriesTable = {
  customer_id: string;
  id: Generated<number>;
  webhook_id: string;
  /** Null for a test. */
  position: number | null;
  type: string;
  event_at: number;
  is_replay: Generated<boolean>;
  state: Generated<"waiting" | "delivered" | "failed">;
  tries: Generated<number>;
  due_at: number | null;
  lease_until: number | null;
  claims: Generated<number>;
  created_at: number;
  ended_at: number | null;
};

export type WebhookTables = {
  webhooks: WebhooksTable;
  webhook_deliveries: WebhookDeliveriesTable;
  webhook_attempts: {
    customer_id: string;
    delivery_id: number;
    number: number;
    began_at: number;
    duration_ms: number;
    status: number | null;
    said: string | null;
  };
  webhook_heads: { customer_id: string; number: number };
  webhook_replays: { id: string; webhook_id: string; next_position: number; until_position: number; created_at: number };
};

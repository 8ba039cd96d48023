/** The tables as Kysely sees them: for reading. What writes them is the door and the workers. */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { Document } from "#core/model/document.ts";
import type { Ticket } from "#core/ticket/ticket.ts";

type Insertable<T> = JSONColumnType<T & object, string, string>;

export type TicketsTable = {
  customer_id: string;
  id: number;
  seq: number;
  status: Ticket["status"];
  kind: Ticket["kind"];
  channel: Ticket["channel"];
  priority: Ticket["priority"];
  tier: Ticket["tier"];
  team: string | null;
  assignee: string | null;
  rank: number | null;
  subject: string;
  requester: string | null;
  service: string | null;
  component: string | null;
  agreement_id: string | null;
  coverage: "covered" | "billable" | "excluded" | null;
  opened_at: number;
  resolved_at: number | null;
  closed_at: number | null;
  /** `neverBreaches` when no promise runs. */
  next_breach_at: number;
  due_at: number | null;
  external_source: string | null;
  external_id: string | null;
  /** Why it is paused. */
  pause: string | null;
  /** Who holds the ball: `l1`–`l4`, `vendor`, `customer`, `nobody`. */
  holder: string | null;
  is_breached: boolean | null;
  is_first_line: boolean | null;
  rating: number | null;
  /** Null, like the columns above, in rows that were written before there was this column. */
  live_clocks: string | null;
  updated_at: number | null;
  /** Seconds by party until the work ended, a JSON array in the order of core/board/held.ts. */
  held: string | null;
  is_reopened: boolean | null;
  record: Insertable<Ticket>;
};

export type EventsTable = {
  customer_id: string;
  position: Generated<number>;
  ticket_id: number | null;
  seq: number | null;
  type: string;
  at: number;
  recorded_at: number;
  actor: string;
  facts: Insertable<Record<string, unknown>>;
  digests: Insertable<Record<string, string>> | null;
  personal: ColumnType<{ salt: string; values: Record<string, unknown> } | null, string | null, string | null>;
};

export type OutboxTable = {
  id: Generated<number>;
  customer_id: string;
  topic: string;
  payload: Insertable<Record<string, unknown>>;
  created_at: number;
  due_at: number;
  attempts: Generated<number>;
  lease_until: number | null;
};

export type NotificationsTable = {
  customer_id: string;
  id: Generated<number>;
  recipient: string;
  ticket_id: number | null;
  cause: Insertable<Record<string, unknown>>;
  at: number;
  read_at: number | null;
};

export type TokensTable = {
  id: string;
  name: string;
  /** SHA-256 of the secret, hex. */
  hash: string;
  scopes: string[];
  customer_id: string | null;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
};

export type ModelVersionsTable = {
  version: number;
  effective_at: number;
  applied_at: number;
  applied_by: string;
  note: string | null;
  source: string;
  document: Insertable<Document>;
};

export type ImportsTable = {
  id: string;
  customer_id: string;
  file_name: string;
  file_hash: string;
  mapping_hash: string;
  format: string;
  lines_done: Generated<number>;
  tickets: Generated<number>;
  events: Generated<number>;
  problems: Generated<number>;
  started_at: number;
  finished_at: number | null;
};

export type Tables = {
  tickets: TicketsTable;
  events: EventsTable;
  unsealed: { position: number; customer_id: string };
  seals: { customer_id: string; number: number; position: number; hash: string };
  chain_heads: { customer_id: string; number: number; hash: string };
  outbox: OutboxTable;
  notifications: NotificationsTable;
  idempotency_keys: {
    customer_id: string;
    principal: string;
    key: string;
    request_hash: string;
    status: number;
    response: Insertable<Record<string, unknown>>;
    created_at: number;
  };
  tokens: TokensTable;
  model_versions: ModelVersionsTable;
  imports: ImportsTable;
};

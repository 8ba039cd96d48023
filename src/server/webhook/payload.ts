/** What is sent of an event: its envelope and facts as they stand in the log, personal words only where the address asks for them. */
import type { PersonalFields } from "#core/audit/entry.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import { wire } from "#server/http/wire.ts";

export type ToldEvent = {
  customerId: string;
  /** Null for a test. */
  position: number | null;
  ticketId: number | null;
  type: string;
  at: number;
  recordedAt: number;
  actor: string;
  facts: Record<string, unknown>;
  personal: PersonalFields | null;
};

/**
 * The body, always the same for the same event as long as nobody's words are erased. Instants are ISO 8601. The installation's own events have the
 * customer null. Personal values stand apart, in `personal`: absent where they are not asked for, null where they were erased.
 */
export function bodyOfEvent(event: ToldEvent, hasPersonal: boolean): string {
  const { customerId, position, ticketId, type, at, recordedAt, actor, facts, personal } = event;
  return JSON.stringify({
    type,
    timestamp: toIso(at as Instant),
    data: {
      ...{ position, customerId: customerId === "" ? null : customerId, ticketId, actor, recordedAt: toIso(recordedAt as Instant) },
      facts: wire(facts),
      ...(hasPersonal ? { personal: personal === null ? null : wire(personal.values) } : {}),
    },
  });
}

/** The same for every try and every replay of one event: receivers know by it what they have already. */
export const messageId = (position: number | null, deliveryId: number): string =>
  position === null ? `test_${deliveryId}` : `event_${position}`;

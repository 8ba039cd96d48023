/** What the readers of histories share: what they are given, what they give back, and how a ticket begins. */
import type { Book } from "#core/agreement/book.ts";
import type { Recording } from "#core/history/recording.ts";
import type { Notice, Row, Table } from "#core/history/table.ts";
import type { Priority } from "#core/model/document.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type Story = {
  customerId: string;
  table: Table;
  book: Book;
  /** Clocks run under it from the opening on; null promises nothing. */
  agreement: string | null;
  /** What lies after it is refused. */
  now: Instant;
  /** The number of a known ticket, or one that was drawn for a new one. */
  ticketId(before: Ticket | null): number;
  notice: Notice;
};

export type Recorded = { recording: Recording; rowsTaken: number };

/** The command that opens a ticket from its first row. */
export function opening(
  row: Row,
  priority: Priority | null,
  watermark: string,
  { table, customerId, agreement, notice }: Story,
): TicketVerb {
  const impact = table.level(row, "impact", notice);
  const urgency = table.level(row, "urgency", notice);
  return {
    type: "open-ticket",
    customerId,
    ticketId: 0,
    subject: table.text(row, "subject"),
    description: table.text(row, "description"),
    kind: table.kind(row),
    channel: table.channel(row),
    requester: table.requester(row),
    service: table.service(row),
    ...(impact === null ? {} : { impact }),
    ...(urgency === null ? {} : { urgency }),
    ...(priority === null ? {} : { priority }),
    place: table.place(row),
    external: {
      source: table.mapping.source,
      id: table.id(row)!,
      watermark,
      verdict: table.verdict(row, notice),
      promisedAt: table.instant(row, "promised", notice, false),
    },
    isHistory: true,
    ...(agreement === null ? {} : { agreement }),
  };
}

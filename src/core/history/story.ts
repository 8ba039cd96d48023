/** What the readers of histories share: what they are given, what they give back, and how a ticket begins. */
import type { Book } from "#core/agreement/book.ts";
import type { Recording } from "#core/history/recording.ts";
import type { Notice, Place, Row, Table } from "#core/history/table.ts";
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

/** Where a row says the ticket is. A group that bears the name of a team of the model is that team, at its tier. */
export function placeOf(row: Row, { table, book, now }: Story): Place {
  const place = table.place(row);
  const team = place.team === null || place.tier !== null ? undefined : book.documentAt(now)?.teams[place.team];
  return team === undefined ? place : { ...place, tier: team.tier };
}

/** The command that opens a ticket from its first row. */
export function opening(row: Row, priority: Priority | null, watermark: string, story: Story): TicketVerb {
  const { table, customerId, agreement, notice } = story;
  const services = story.book.documentAt(story.now)?.services ?? {};
  const named = table.service(row);
  const service = named !== null && Object.hasOwn(services, named) ? named : null;
  const component = table.component(row);
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
    service,
    component: service !== null && component !== null && Object.hasOwn(services[service]!.components, component) ? component : null,
    ...(impact === null ? {} : { impact }),
    ...(urgency === null ? {} : { urgency }),
    ...(priority === null ? {} : { priority }),
    place: placeOf(row, story),
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

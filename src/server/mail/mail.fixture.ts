/** A house that takes mail in: letters are written as text, brought, filed at once, and what became of them is looked at. */
import type { Selectable } from "kysely";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { type House, openHouse } from "#server/http/app.fixture.ts";
import { fileMails } from "#server/mail/filing.ts";
import { mailModel, noNames } from "#server/mail/letter.fixture.ts";
import type { Envelope } from "#server/mail/mail.ts";
import type { Mailbox } from "#server/mail/mailbox.ts";
import { addMailbox, type MailboxDraft } from "#server/mail/mailbox-store.ts";
import { keepMails } from "#server/mail/store.ts";
import type { MailTables } from "#server/mail/tables.ts";
import { eventsOf, findTicket } from "#server/ticket/read.ts";

export type Row = Selectable<MailTables["mails"]>;

export type MailHouse = House & {
  readonly mailbox: Mailbox;
  /** Keeps and files a message; gives its row afterwards. */
  bring(raw: Buffer, envelope?: Partial<Envelope>): Promise<Row>;
  row(id: number): Promise<Row>;
  /** All messages, in the order in which they came. */
  rows(): Promise<Row[]>;
  /** What stands in a ticket: its messages and notes in order. */
  said(ticketId: number): Promise<Said[]>;
  ticket(id: number): ReturnType<typeof findTicket>;
};
export type Said = { actor: string; by: string; visibility: string; text: string; files: string[]; seq: number };

type MailHouseOptions = { draft?: Partial<MailboxDraft>; document?: Document; resolver?: Parameters<typeof fileMails>[0]["resolver"] };

export async function openMailHouse({ draft = {}, document = mailModel, resolver = noNames }: MailHouseOptions = {}): Promise<MailHouse> {
  const house = await openHouse({ document });
  const { door } = house;
  const policy = { unknownSenders: "hold", fallbackCustomer: null, service: null } as const;
  const given = {
    name: "Support",
    address: "support@guardia.example",
    aliases: [],
    kind: "smtp",
    settings: {},
    policy,
    isEnabled: true,
    ...draft,
  } as const;
  const mailbox = await addMailbox(door, house.parts.sealing, given, "agent:carol");
  const row = (id: number): Promise<Row> =>
    door.read("*", (db) => db.withTables<MailTables>().selectFrom("mails").selectAll().where("id", "=", id).executeTakeFirstOrThrow());
  const log = (line: string): void => void house.logged.push(line);
  return {
    ...house,
    mailbox,
    row,
    rows: () => door.read("*", (db) => db.withTables<MailTables>().selectFrom("mails").selectAll().orderBy("id").execute()),
    async bring(raw, more = {}) {
      const envelope: Envelope = { from: null, to: [given.address], ip: null, helo: null, ...more };
      const [kept] = await keepMails(door, mailbox.id, [{ raw, envelope, receivedAt: door.clock() as Instant }]);
      await fileMails({ door, hostName: "mx.guardia.example", resolver, log }, 10);
      return row(kept!.id);
    },
    ticket: (id) => door.read("*", (db) => findTicket(db, id)),
    async said(ticketId) {
      const events = await door.read("*", (db) => eventsOf(db, ticketId));
      return events.flatMap(({ event, seq }): Said[] => {
        if (event.type !== "ticket.opened" && event.type !== "ticket.replied") return [];
        const files = event.attachments?.map(({ name }) => name) ?? [];
        const { actor } = event;
        if (event.type === "ticket.opened") return [{ actor, by: "contact", visibility: "public", text: event.description, files, seq }];
        return [{ actor, by: event.by, visibility: event.visibility, text: event.text, files, seq }];
      });
    },
  };
}

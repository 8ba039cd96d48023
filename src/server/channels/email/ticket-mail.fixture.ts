/** A house whose letters about tickets go to real SMTP servers, with a clock that is moved by hand. */
import PostalMime, { type Email } from "postal-mime";
import { expect, onTestFinished, vi } from "vitest";
import type { Document } from "#core/model/document.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { after, type Duration, instant } from "#core/time/instant.ts";
import { openSealing } from "#server/access/sealing.ts";
import { mailGateways, noOutside } from "#server/channels/email/mail-gateways.fixture.ts";
import { closePools } from "#server/channels/email/smtp-pool.ts";
import type { Signing } from "#server/channels/email/smtp-settings.ts";
import { sendTicketMail } from "#server/channels/email/ticket-mail.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import type { Order } from "#server/database/orders.ts";
import { openPool } from "#server/database/pool.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { startDeliveries } from "#server/worker/deliveries.ts";
import { fillInbox } from "#server/worker/inbox.ts";
import { deliverSome } from "#server/worker/outbox.ts";
import { testDatabase } from "../../../../test/database.ts";
import { changed } from "../../../../test/journeys/model.ts";
import { type MailServer, openMailServer, type Received } from "../../../../test/mail-server.ts";

/** The bank in Spanish with a sender of its own; the factory, which speaks French here, without. */
export const mailModel: Document = changed((document) => {
  const { bank, factory } = document.customers as Record<"bank" | "factory", Document["customers"][string]>;
  document.mail = { from: "Atalaya support <support@atalaya.example>", domain: "atalaya.example" };
  Object.assign(bank, { language: "es", sender: "Banco Sur · Atalaya <bancosur@atalaya.example>" });
  bank.contacts = {
    ana: { name: "Ana López", designated: true, email: "ana@bancosur.example" },
    ben: { name: "Ben", email: "ben@bancosur.example", language: "en" },
  };
  factory.language = "fr";
  factory.contacts.eva = { name: "Eva", designated: true, email: "eva@usine.example" };
});

export type Mailing = {
  door: Door;
  servers: readonly MailServer[];
  advance(span: Duration): void;
  /** Opens a ticket; gives its number. */
  open(change?: Partial<Extract<TicketVerb, { type: "open-ticket" }>> & { actor?: string; customerId?: string }): Promise<number>;
  perform(ticketId: number, verb: Exclude<TicketVerb, { type: "open-ticket" }>, actor?: string, more?: Partial<Order>): Promise<void>;
  /** Lets the outbox do its work, and what it added. */
  settle(): Promise<void>;
  /** The letters to somebody, as another reader reads them, in the order of what they tell: they may leave at the same moment. */
  lettersTo(address: string): Promise<(Email & { received: Received })[]>;
  deliveries(): Promise<{ recipient: string; state: string; kind: string }[]>;
};

const seqOf = ({ messageId = "" }: Email): number => Number(/\.(\d+)-\d+@/.exec(messageId)?.[1]);

export type MailingOptions = { document?: Document; gateways?: number; signing?: Signing };

export async function openMailing({ document = mailModel, gateways: count = 1, signing }: MailingOptions = {}): Promise<Mailing> {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  let now = instant("2026-03-02T09:00:00Z");
  const door = openDoor({ pool, clock: () => now });
  const servers = await Promise.all(Array.from({ length: count }, () => openMailServer()));
  const urls = servers.map(({ url }) => url);
  const gateways = mailGateways(door, urls, signing === undefined ? {} : { signing });
  const log = (line: string): void => expect.fail(line);
  const deliveries = startDeliveries({
    door,
    gateways,
    sealing: openSealing(door, null),
    outside: noOutside,
    publicUrl: "https://g.example",
    log,
  });
  onTestFinished(async () => {
    await deliveries.stop();
    closePools();
    await Promise.all(servers.map((server) => server.close()));
    await door.close();
    await pool.end();
    await database.drop();
  });
  await door.applyModel({ source: "", document, actor: "agent:carol" });
  const topics = { "ticket-mail": sendTicketMail({ door, gateways }), notification: fillInbox(door) };
  const rows = () =>
    door.read("*", (db) =>
      db.withTables<ReachTables>().selectFrom("deliveries").select(["recipient", "state", "content"]).orderBy("id").execute(),
    );
  return {
    door,
    servers,
    advance: (span) => {
      now = after(now, span);
    },
    async open({ actor = "contact:ana", customerId = "bank", ...change } = {}) {
      const base = {
        type: "open-ticket",
        service: "payments",
        subject: "No llega nada",
        description: "Desde las **nueve**.",
        channel: "portal",
      } as const;
      const command = { ...base, requester: "ana", ...change, customerId, actor, ticketId: 0 } as const;
      return (await door.perform({ scope: "*", commands: [command] })).tickets[0]!.id;
    },
    async perform(ticketId, verb, actor = "agent:alice", more = {}) {
      await door.perform({ scope: "*", commands: [{ ...verb, ticketId, actor }], ...more });
    },
    async settle() {
      while ((await deliverSome({ pool, clock: door.clock, topics, log })) > 0);
      deliveries.wake();
      const isWaiting = async (): Promise<boolean> =>
        (await rows()).some(({ state, content }) => state === "waiting" && content.kind === "ticket-mail");
      await vi.waitFor(async () => expect(await isWaiting()).toBe(false), { timeout: 15_000, interval: 25 });
    },
    async lettersTo(address) {
      const found = servers.flatMap(({ received }) => received).filter(({ to }) => to.includes(address));
      const letters = await Promise.all(found.map(async (received) => ({ ...(await PostalMime.parse(received.raw)), received })));
      return letters.sort((a, b) => seqOf(a) - seqOf(b));
    },
    deliveries: async () =>
      (await rows()).map(({ recipient, state, content }) => ({ recipient, state, kind: String(content.letter ?? content.kind) })),
  };
}

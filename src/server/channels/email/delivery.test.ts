import type { Pool } from "pg";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { after, type Duration, hours, instant, minutes } from "#core/time/instant.ts";
import { openMailer } from "#server/channels/email/delivery.ts";
import { type LetterName, type Letters, type MailOrder, mailOf, writeLetter } from "#server/channels/email/letter.ts";
import { mailGateways, noOutside } from "#server/channels/email/mail-gateways.fixture.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { deliverSome, type OutboxOptions } from "#server/worker/outbox.ts";
import { testDatabase } from "../../../../test/database.ts";
import { linkIn, type MailServer, openMailServer } from "../../../../test/mail-server.ts";

const at = instant("2026-03-02T09:00:00Z");
const when = { at, zone: "Europe/Madrid" };
const samples: { [T in LetterName]: Letters[T] } = {
  invitation: { name: "Ana", inviter: "Inés", organisation: "Meridian", link: "https://g.example/welcome?token=a", hours: 24 },
  reset: { name: "Ana", link: "https://g.example/reset?token=b", minutes: 60 },
  "password-changed": { name: "Ana", ...when },
  "new-sign-in": { name: "Ana", device: "Firefox, Linux", address: "192.0.2.7", ...when },
  "second-factor-enabled": { name: "Ana", ...when },
  "second-factor-removed": { name: "Ana", ...when },
  "recovery-codes-renewed": { name: "Ana", ...when },
  "passkey-added": { name: "Ana", passkey: "Phone", ...when },
  "passkey-removed": { name: "Ana", passkey: "Phone", ...when },
};
const names = Object.keys(samples) as LetterName[];
const orderOf = (template: LetterName, language: MailOrder["language"]): MailOrder =>
  ({ to: "ana@example.com", language, template, values: samples[template] }) as MailOrder;

describe("a letter", () => {
  it.each(["en", "fr", "es"] as const)("reads in %s, with everything filled in", (language) => {
    for (const template of names) {
      const { subject, text, html } = writeLetter(orderOf(template, language));
      expect(subject.length, template).toBeGreaterThan(10);
      for (const written of [subject, text, html]) expect(written).not.toMatch(/[{}]|undefined|Invalid/);
      for (const value of Object.values(samples[template])) {
        if (typeof value === "string" && value !== when.zone) expect(text, `${template} tells ${value}`).toContain(value);
      }
    }
    expect(writeLetter(orderOf("password-changed", language)).text).toContain("10:00");
  });

  it("keeps what people wrote from becoming markup, or a second header", () => {
    const values = { ...samples.invitation, inviter: '<img src=x onerror="x">\r\nBcc: eve@example.com', name: "{link}" };
    const { subject, html, text } = writeLetter({ ...orderOf("invitation", "en"), values } as MailOrder);
    expect(html).not.toContain("<img");
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain("Hello {link},");
  });
});

let house: { door: Door; pool: Pool; advance(span: Duration): void };
let server: MailServer;
beforeEach(async () => {
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  let now = at;
  const door = openDoor({ pool, clock: () => now });
  house = {
    ...{ door, pool },
    advance: (span) => {
      now = after(now, span);
    },
  };
  onTestFinished(async () => {
    await door.close();
    await pool.end();
    await database.drop();
  });
  server = await openMailServer();
  onTestFinished(() => server.close());
});

/** One round of the outbox, as its loop does it. */
function worker(others: readonly string[] = []): { round: () => Promise<number>; logged: string[] } {
  const { pool } = house;
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const gateways = mailGateways(house.door, [server.url, ...others], { log });
  const mailer = openMailer({ door: house.door, gateways, outside: noOutside, log });
  onTestFinished(() => mailer.close());
  const options: OutboxOptions = {
    pool,
    clock: house.door.clock,
    topics: { mail: mailer.deliver },
    isOneByOne: true,
    log: (line) => logged.push(line),
  };
  return { round: () => deliverSome(options), logged };
}

const announce = (...orders: MailOrder[]) => house.door.write("*", ({ announce: tell }) => tell(orders.map((order) => mailOf(order))));
const waiting = () => house.door.read("*", (db) => db.selectFrom("outbox").select(["attempts", "due_at"]).execute());

describe("a letter that was announced", () => {
  it("is sent once, plain and as HTML, and leaves the outbox", async () => {
    await announce(orderOf("invitation", "fr"));
    const { round } = worker();
    expect([await round(), await round()]).toEqual([1, 0]);
    const letter = await server.letterTo("ana@example.com");
    expect(letter).toMatchObject({ from: "support@example.org", subject: "Inés vous invite sur Guardia" });
    expect(letter.text).toContain("24 heures");
    expect(letter.html).toContain('href="https://g.example/welcome?token=a"');
    expect(linkIn(letter)).toBe("https://g.example/welcome?token=a");
    expect(letter.headers).toMatchObject({ "auto-submitted": "auto-generated", "content-language": "fr" });
    expect([server.received.length, await waiting()]).toEqual([1, []]);
  });

  it("is not sent when what it tells did not happen", async () => {
    const failing = house.door.write("*", async ({ announce: tell }) => {
      await tell([mailOf(orderOf("reset", "en"))]);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await worker().round()).toBe(0);
  });

  it("is tried again when the server cannot take it now, and holds no other up", async () => {
    server.refuseWith(451);
    await announce(orderOf("reset", "en"));
    const { round, logged } = worker();
    await round();
    const [row] = await waiting();
    expect(row).toEqual({ attempts: 1, due_at: at + 2_000 });
    server.refuseWith(null);
    await announce({ ...orderOf("reset", "en"), to: "bob@example.com" } as MailOrder);
    await round();
    expect(server.received.map(({ to }) => to)).toEqual([["bob@example.com"]]);
    house.advance(minutes(1));
    await round();
    expect(server.received).toHaveLength(2);
    expect(logged.join("\n")).toContain("451 no such user");
    expect(logged.join("\n"), "neither address nor link is in the log").not.toMatch(/@|token|https?:/);
  });

  it("is given up when the server refuses it for good, or after a day", async () => {
    server.refuseWith(550);
    await announce(orderOf("reset", "en"));
    const other = await openMailServer();
    onTestFinished(() => other.close());
    const { round, logged } = worker([other.url]);
    await round();
    expect(await waiting()).toEqual([]);
    expect(other.received, "an address that does not exist exists nowhere").toEqual([]);
    for (const each of [server, other]) each.refuseWith(451);
    await announce(orderOf("reset", "es"));
    await round();
    house.advance(hours(25));
    await round();
    expect(await waiting()).toEqual([]);
    expect(logged.filter((line) => line.includes("given up"))).toHaveLength(2);
    expect(logged.join("\n")).not.toMatch(/@|token|https?:/);
  });

  it("goes through the next gateway when the first is down, refuses us or says nothing", async () => {
    const [first, second] = [server, await openMailServer()];
    onTestFinished(() => second.close());
    const { round, logged } = worker([second.url]);
    first.refuseWith(554, "5.7.1 your network is listed");
    await announce(orderOf("reset", "en"));
    await round();
    first.refuseWith(421, "too busy");
    await announce(orderOf("reset", "fr"));
    await round();
    await first.close();
    await announce(orderOf("reset", "es"));
    await round();
    expect(second.received.map(({ headers }) => headers["content-language"])).toEqual(["en", "fr", "es"]);
    expect([await waiting(), logged]).toEqual([[], []]);
    const rows = await house.door.read("*", (db) =>
      db.withTables<ReachTables>().selectFrom("gateways").select(["id", "health"]).orderBy("id").execute(),
    );
    expect(rows.map(({ id, health }) => [id, health.state, health.failures])).toEqual([
      ["mail-1", "unhealthy", 3],
      ["mail-2", "healthy", 0],
    ]);
    server = await openMailServer();
  });

  it("is not sent by another gateway while the first may have taken it: it waits, and says the same Message-ID again", async () => {
    const second = await openMailServer();
    onTestFinished(() => second.close());
    server.dropAfterData(true);
    const { round } = worker([second.url]);
    await announce(orderOf("reset", "en"));
    await round();
    expect([server.received.length, second.received.length]).toEqual([1, 0]);
    server.dropAfterData(false);
    house.advance(minutes(1));
    await round();
    expect(new Set(server.received.map(({ headers }) => headers["message-id"])).size).toBe(1);
    expect(server.received.length + second.received.length).toBe(2);
  });
});

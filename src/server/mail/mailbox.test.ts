/** Real conversations: folders of a real IMAP server, and letters sent by SMTP to our own listener. */
import { createTransport } from "nodemailer";
import { describe, expect, it, onTestFinished } from "vitest";
import { probeImap } from "#server/mail/imap.ts";
import { type MailIntake, startMailIntake } from "#server/mail/intake.ts";
import { letter } from "#server/mail/letter.fixture.ts";
import { type MailHouse, openMailHouse, type Row } from "#server/mail/mail.fixture.ts";
import type { ImapSettings } from "#server/mail/mailbox.ts";
import { changeMailbox, listMailboxes } from "#server/mail/mailbox-store.ts";
import { type ImapServer, openImapServer } from "../../../test/imap-server.ts";

const listener = { host: "127.0.0.1", port: 0, name: "mx.guardia.example", tls: null };

async function openServer(): Promise<ImapServer> {
  const server = await openImapServer();
  onTestFinished(() => server.close());
  return server;
}

const settingsOf = ({ host, port }: ImapServer, more: Partial<ImapSettings> = {}): ImapSettings => ({
  ...{ host, port, security: "none", user: "support", folder: "INBOX", after: "seen", moveTo: null, trustedServer: null },
  ...more,
});

const openImapHouse = (server: ImapServer, more: Partial<ImapSettings> = {}): Promise<MailHouse> =>
  openMailHouse({ draft: { kind: "imap", settings: settingsOf(server, more), password: server.password } });

async function startIntake({ door, parts, logged }: MailHouse, isListening = false): Promise<MailIntake> {
  const log = (line: string): void => void logged.push(line);
  const intake = await startMailIntake({ door, sealing: parts.sealing, listener: isListening ? listener : null, log });
  onTestFinished(() => intake.stop());
  return intake;
}

/** The rows once there are so many and all are decided. */
async function settled(house: MailHouse, count: number): Promise<Row[]> {
  for (let tries = 0; tries < 300; tries++) {
    const rows = await house.rows();
    if (rows.length >= count && rows.every(({ state }) => state !== "received")) return rows;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there are ${(await house.rows()).length} messages of ${count}; ${house.logged.slice(-5).join("\n")}`);
}

const put = async (server: ImapServer, raw: Buffer, folder = "INBOX"): Promise<void> => {
  const client = await server.client("support");
  await client.append(folder, raw);
  client.close();
};

async function look(server: ImapServer, folder = "INBOX"): Promise<{ count: number; seen: number }> {
  const client = await server.client("support");
  const box = await client.mailboxOpen(folder);
  const seen = await client.search({ seen: true });
  client.close();
  return { count: box.exists, seen: seen === false || seen === undefined ? 0 : seen.length };
}

describe("an IMAP mailbox", () => {
  it("is read, then watched: what comes while it waits is here at once", async () => {
    const server = await openServer();
    await put(server, letter({ subject: "Before" }));
    const house = await openImapHouse(server);
    await startIntake(house);
    await settled(house, 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await put(server, letter({ subject: "While waiting" }));
    const rows = await settled(house, 2);
    expect(rows.map(({ subject, state }) => [subject, state])).toEqual([
      ["Before", "filed"],
      ["While waiting", "filed"],
    ]);
    expect(await look(server)).toEqual({ count: 2, seen: 2 });
    const [mailbox] = await listMailboxes(house.door);
    expect(mailbox?.state).toMatchObject({ isConnected: true, problem: null });
  });

  it("moves what is kept, into a folder that it makes", async () => {
    const server = await openServer();
    await put(server, letter({ subject: "One" }));
    await put(server, letter({ subject: "Two" }));
    const house = await openImapHouse(server, { after: "move", moveTo: "Done" });
    await startIntake(house);
    await settled(house, 2);
    await expect.poll(async () => [(await look(server)).count, (await look(server, "Done")).count], { timeout: 5_000 }).toEqual([0, 2]);
  });

  it("survives the death of its server, and takes nothing twice", async () => {
    const server = await openServer();
    await put(server, letter({ subject: "One" }));
    const house = await openImapHouse(server, { after: "keep" });
    await startIntake(house);
    await settled(house, 1);
    await server.kill();
    await expect.poll(async () => (await listMailboxes(house.door))[0]?.state.isConnected, { timeout: 10_000 }).toBe(false);
    await server.start();
    await put(server, letter({ subject: "Two" }));
    expect((await settled(house, 2)).map(({ subject }) => subject)).toEqual(["One", "Two"]);
  });

  it("whose folder was made anew (another UIDVALIDITY) is read again, and what is known stays one", async () => {
    const server = await openServer();
    const client = await server.client("support");
    await client.mailboxCreate("Tickets");
    const raw = letter({ subject: "One" });
    await client.append("Tickets", raw);
    const house = await openImapHouse(server, { folder: "Tickets", after: "keep" });
    const intake = await startIntake(house);
    await settled(house, 1);
    await intake.stop();
    await client.mailboxDelete("Tickets");
    // UIDVALIDITY is a second of the clock.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await client.mailboxCreate("Tickets");
    await client.append("Tickets", raw);
    await client.append("Tickets", letter({ subject: "Two" }));
    client.close();
    await startIntake(house);
    expect((await settled(house, 2)).map(({ subject }) => subject)).toEqual(["One", "Two"]);
  });

  it("is watched by one of two nodes, and by the other one when that stops", async () => {
    const server = await openServer();
    const house = await openImapHouse(server);
    const first = await startIntake(house);
    await put(server, letter({ subject: "One" }));
    await settled(house, 1);
    const second = await startIntake(house);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await first.stop();
    second.lookAgain();
    await put(server, letter({ subject: "Two" }));
    expect(await settled(house, 2)).toHaveLength(2);
  });

  it("that does not let us in says so", async () => {
    const server = await openServer();
    await expect(probeImap({ settings: settingsOf(server), password: "wrong" })).rejects.toThrow();
    expect(await probeImap({ settings: settingsOf(server), password: server.password })).toEqual({ messages: 0, hasIdle: true });
    const house = await openMailHouse({ draft: { kind: "imap", settings: settingsOf(server), password: "wrong" } });
    const intake = await startIntake(house);
    await expect
      .poll(async () => (await listMailboxes(house.door))[0]?.state.problem, { timeout: 10_000 })
      .toMatch(/Authentication failed/i);
    expect(house.logged.join()).not.toContain("wrong");
    const { id, state: _, hasPassword: __, ...draft } = house.mailbox;
    await changeMailbox(house.door, house.parts.sealing, id, { ...draft, password: server.password }, "agent:carol");
    intake.lookAgain();
    await expect.poll(async () => (await listMailboxes(house.door))[0]?.state.isConnected, { timeout: 10_000 }).toBe(true);
  });
});

describe("the SMTP listener", () => {
  const sending = (intake: MailIntake) => {
    const transport = createTransport({ host: "127.0.0.1", port: intake.port!, secure: false, ignoreTLS: true, name: "mail.bank.example" });
    onTestFinished(() => transport.close());
    return transport;
  };
  const envelope = { from: "ana@bank.example", to: "support+tag@guardia.example" };

  it("takes mail for our mailboxes and for nobody else", async () => {
    const house = await openMailHouse();
    const transport = sending(await startIntake(house, true));
    const sent = await transport.sendMail({ envelope, raw: letter({ subject: "By SMTP" }) });
    expect(sent.response).toMatch(/^250 /);
    await expect(transport.sendMail({ envelope: { ...envelope, to: "somebody@elsewhere.example" }, raw: letter() })).rejects.toThrow(/550/);
    const [row] = await settled(house, 1);
    expect(row).toMatchObject({ subject: "By SMTP", state: "filed", mailbox_id: house.mailbox.id });
    expect(row?.envelope).toMatchObject({ from: "ana@bank.example", to: ["support+tag@guardia.example"], helo: "mail.bank.example" });
  });

  it("says 'kept' only when it is: while the database refuses, the sender is told to come again", async () => {
    const house = await openMailHouse();
    const transport = sending(await startIntake(house, true));
    const owner = new (await import("pg")).default.Client({ connectionString: house.database.ownerUrl });
    await owner.connect();
    await owner.query("alter table mail_sources rename to mail_sources_away");
    await expect(transport.sendMail({ envelope, raw: letter({ subject: "Again", id: "<again@bank.example>" }) })).rejects.toThrow(/451/);
    expect(await house.rows()).toEqual([]);
    await owner.query("alter table mail_sources_away rename to mail_sources");
    await owner.end();
    await transport.sendMail({ envelope, raw: letter({ subject: "Again", id: "<again@bank.example>" }) });
    expect(await settled(house, 1)).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { hours } from "#core/time/instant.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import { correspondentsOf, mailBehind, messageIdsOf } from "#server/mail/correspondence.ts";
import { fileMails } from "#server/mail/filing.ts";
import { letter } from "#server/mail/letter.fixture.ts";
import { type MailHouse, openMailHouse } from "#server/mail/mail.fixture.ts";
import { replySecretName, replyTokenOf } from "#server/mail/reply-token.ts";
import { keepMails, sourceOf, sweepSources } from "#server/mail/store.ts";
import type { MailTables } from "#server/mail/tables.ts";

/** The address to which an answer about a ticket is sent. */
const replyAddress = async ({ door }: MailHouse, ticketId: number): Promise<string> =>
  `support+${replyTokenOf(await sharedSecret(door, replySecretName), ticketId)}@guardia.example`;

describe("a letter of somebody whom a customer knows", () => {
  it("opens a ticket in their name, with their words and who they copied", async () => {
    const house = await openMailHouse();
    const row = await house.bring(
      letter({
        subject: "Re: *Urgent* printer",
        cc: "Ben <ben@bank.example>, support@guardia.example",
        text: "Line *1*\n\n-- \nAna, Finance",
      }),
    );
    expect(row).toMatchObject({ state: "filed", customer_id: "bank", kind: "person", is_answerable: true, ticket_seq: 1 });
    const ticket = await house.ticket(row.ticket_id!);
    expect(ticket).toMatchObject({ customerId: "bank", requester: "ana", channel: "email", subject: "*Urgent* printer" });
    expect(await house.said(ticket!.id)).toEqual([
      { actor: "contact:ana", by: "contact", visibility: "public", text: "Line \\*1\\*", files: [], seq: 1 },
    ]);
    expect(row.details).toMatchObject({ signature: "-- \nAna, Finance", quoted: null });
    const told = await house.door.read("*", async (db) => ({
      correspondents: await correspondentsOf(db, ticket!.id),
      behind: await mailBehind(db, ticket!.id, 1),
      ids: await messageIdsOf(db, ticket!.id),
    }));
    expect(told.correspondents).toEqual([
      { address: "ana@bank.example", name: "Ana", role: "requester" },
      { address: "ben@bank.example", name: "Ben", role: "cc" },
    ]);
    expect(told.behind).toMatchObject({ sender: "ana@bank.example", isAnswerable: true });
    expect(told.ids).toEqual([row.message_id]);
  });

  it("is recognised by its domain when nobody has the address", async () => {
    const house = await openMailHouse();
    const row = await house.bring(letter({ from: "Luz <luz@factory.example>" }));
    expect(await house.ticket(row.ticket_id!)).toMatchObject({ customerId: "factory", requester: "Luz" });
    // The log keeps no address that nobody gave it.
    expect((await house.said(row.ticket_id!))[0]?.actor).toMatch(/^contact:mail-[0-9a-f]{12}$/);
  });

  it("counts from when it arrived, and no further back than a day", async () => {
    const house = await openMailHouse();
    const before = house.door.clock();
    house.advance(hours(2));
    const envelope = { from: null, to: [], ip: null, helo: null };
    const old = (before - 40 * 3_600_000) as typeof before;
    await keepMails(house.door, house.mailbox.id, [
      { raw: letter({ subject: "Two hours" }), envelope, receivedAt: before },
      { raw: letter({ subject: "Days" }), envelope, receivedAt: old },
    ]);
    await fileMails({ door: house.door, hostName: "x", log: () => undefined }, 10);
    const [first, second] = await house.rows();
    expect((await house.ticket(first!.ticket_id!))?.openedAt).toBe(before);
    expect((await house.ticket(second!.ticket_id!))?.openedAt).toBe(house.door.clock() - 24 * 3_600_000);
  });
});

describe("an answer finds its ticket", () => {
  it("by our own word in the address, whoever sends it", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter());
    const to = await replyAddress(house, id!);
    const row = await house.bring(
      letter({ from: "Carla <carla@elsewhere.example>", to, text: "I saw it too.\n\nOn Monday, X <x@y.example> wrote:\n> It" }),
    );
    expect(row).toMatchObject({ state: "filed", ticket_id: id, reason: "token" });
    expect(row.details).toMatchObject({ quoted: "On Monday, X <x@y.example> wrote:\n> It" });
    expect((await house.said(id!)).at(-1)).toMatchObject({ by: "contact", visibility: "public", text: "I saw it too." });
    expect((await house.said(id!)).at(-1)?.seq).toBe(row.ticket_seq);
  });

  it("by our word in the Message-ID that it answers", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter());
    const token = replyTokenOf(await sharedSecret(house.door, replySecretName), id!);
    const row = await house.bring(letter({ from: "carla@elsewhere.example", references: `<a@b.example> <${token}.7@mx.guardia.example>` }));
    expect(row).toMatchObject({ ticket_id: id, reason: "token" });
  });

  it("by the letter of theirs that it answers, by number, then by subject", async () => {
    const house = await openMailHouse();
    const first = await house.bring(letter({ subject: "Scanner" }));
    const by = async (written: Parameters<typeof letter>[0]) => {
      const { ticket_id, reason } = await house.bring(letter(written));
      return [ticket_id, reason];
    };
    expect(await by({ subject: "other words", inReplyTo: first.message_id! })).toEqual([first.ticket_id, "reference"]);
    expect(await by({ subject: `AW: [#${first.ticket_id}] thanks`, from: "ben@bank.example" })).toEqual([first.ticket_id, "number"]);
    expect(await by({ subject: "RE: scanner " })).toEqual([first.ticket_id, "likeness"]);
    expect((await by({ subject: "scanner", from: "ben@bank.example" }))[0]).not.toBe(first.ticket_id);
  });

  it("never by what a stranger may have guessed", async () => {
    const house = await openMailHouse();
    const first = await house.bring(letter());
    const guessed = { from: "mallory@elsewhere.example", subject: `[#${first.ticket_id}] hello`, inReplyTo: first.message_id! };
    expect(await house.bring(letter(guessed))).toMatchObject({ state: "held", reason: "unknown-sender", ticket_id: null });
    // Somebody of another customer opens a ticket of their own.
    const other = await house.bring(letter({ ...guessed, from: "luz@factory.example" }));
    expect(await house.ticket(other.ticket_id!)).toMatchObject({ customerId: "factory" });
  });

  it("in time: one that comes before what it answers waits for it", async () => {
    const house = await openMailHouse();
    const first = letter({ id: "<first@bank.example>", subject: "One" });
    const answer = letter({ subject: "Two", inReplyTo: "<first@bank.example>" });
    const envelope = { from: null, to: [], ip: null, helo: null };
    const at = house.door.clock();
    await keepMails(
      house.door,
      house.mailbox.id,
      [first, answer].map((raw) => ({ raw, envelope, receivedAt: at })),
    );
    // Another node took the first one a moment ago.
    await house.door.write("*", ({ db }) =>
      db
        .withTables<MailTables>()
        .updateTable("mails")
        .set({ due_at: at + 1 })
        .where("subject", "=", "One")
        .execute(),
    );
    const tools = { door: house.door, hostName: "x", log: () => undefined };
    await fileMails(tools, 10);
    expect((await house.rows()).map(({ state }) => state)).toEqual(["received", "received"]);
    house.advance(hours(1));
    await fileMails(tools, 1);
    await fileMails(tools, 10);
    const rows = await house.rows();
    expect(rows.map(({ state }) => state)).toEqual(["filed", "filed"]);
    expect(rows[1]?.ticket_id).toBe(rows[0]?.ticket_id);
  });

  it("after the end: reopens it within the window, follows it later", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter());
    const agent = { actor: "agent:alice", ticketId: id! } as const;
    const resolve = () => house.door.perform({ scope: "*", commands: [{ type: "resolve-ticket", solution: "New toner.", ...agent }] });
    await resolve();
    const to = await replyAddress(house, id!);
    await house.bring(letter({ to, text: "Still broken." }));
    expect(await house.ticket(id!)).toMatchObject({ status: "open", reopenCount: 1 });
    await resolve();
    house.advance(hours(24 * 120));
    const late = await house.bring(letter({ to, text: "Broken again.", subject: "Printer again" }));
    expect(late.ticket_id).not.toBe(id);
    expect(await house.ticket(late.ticket_id!)).toMatchObject({ links: [{ type: "follows", ticketId: id }], subject: "Printer again" });
  });
});

describe("who is not known", () => {
  const stranger = { from: "Max <max@nowhere.example>" };
  it("waits for a human", async () => {
    const house = await openMailHouse();
    const row = await house.bring(letter(stranger));
    expect(row).toMatchObject({ state: "held", reason: "unknown-sender", sender_name: "Max", is_answerable: false, due_at: null });
    expect(row.details?.text).toBe("It does not print.\n");
  });
  it("or is given to a customer, or put away, as the mailbox says", async () => {
    const policy = { unknownSenders: "fallback", fallbackCustomer: "factory", service: null } as const;
    const house = await openMailHouse({ draft: { policy } });
    const row = await house.bring(letter(stranger));
    expect(await house.ticket(row.ticket_id!)).toMatchObject({ customerId: "factory", requester: "Max" });
    const other = await openMailHouse({ draft: { policy: { ...policy, unknownSenders: "drop" } } });
    const dropped = await other.bring(letter(stranger));
    expect(dropped).toMatchObject({ state: "dropped", reason: "unknown-sender" });
    // Its bytes wait for a while for somebody who wants it after all; those of a filed one stay.
    const kept = await other.bring(letter());
    const arrived = Number(dropped.received_at);
    expect(await sweepSources(other.door, arrived, 10)).toBe(0);
    expect(await sweepSources(other.door, arrived + 1, 10)).toBe(1);
    expect([await sourceOf(other.door, dropped.id), (await sourceOf(other.door, kept.id)) === null]).toEqual([null, false]);
  });
});

describe("machines are not talked with", () => {
  it("an automatic reply is a note in its ticket, and outside of one nothing", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter());
    const headers = { "Auto-Submitted": "auto-replied" };
    const row = await house.bring(letter({ to: await replyAddress(house, id!), text: "I am away.", headers }));
    expect(row).toMatchObject({ state: "filed", kind: "auto-reply", is_answerable: false });
    expect((await house.said(id!)).at(-1)).toMatchObject({ by: "machine", visibility: "internal", actor: "system", text: "I am away." });
    expect(await house.bring(letter({ from: "x@y.example", subject: "Out of office: hello" }))).toMatchObject({
      state: "dropped",
      reason: "auto-reply",
    });
  });

  it("a program's letter opens a ticket and is never answered", async () => {
    const house = await openMailHouse();
    const row = await house.bring(letter({ subject: "Disk full", headers: { "Auto-Submitted": "auto-generated" } }));
    expect(row).toMatchObject({ state: "filed", kind: "machine", is_answerable: false });
  });

  it("a delivery report says in the ticket which letter did not arrive", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter({ from: "luz@factory.example" }));
    const token = replyTokenOf(await sharedSecret(house.door, replySecretName), id!);
    const text = [
      ...["--b", "Content-Type: text/plain", "", "It did not work.", "--b", "Content-Type: message/delivery-status", ""],
      ...["Reporting-MTA: dns; mx.factory.example", "", "Final-Recipient: rfc822; luz@factory.example", "Action: failed", "Status: 5.1.1"],
      ...["Diagnostic-Code: smtp; 550 no such user <luz@factory.example>", "", "--b", "Content-Type: text/rfc822-headers", ""],
      ...[`Message-ID: <${token}.2@guardia.example>`, "Subject: yours", "", "--b--"],
    ].join("\n");
    const headers = { "Content-Type": 'multipart/report; report-type=delivery-status; boundary="b"', "Return-Path": "<>" };
    const row = await house.bring(letter({ from: "MAILER-DAEMON@mx.factory.example", subject: "Undelivered", text, headers }));
    expect(row).toMatchObject({ state: "filed", ticket_id: id, kind: "bounce", is_answerable: false });
    expect((await house.said(id!)).at(-1)?.text).toBe("Nuestro mensaje a luz@factory.example no fue entregado: 550 no such user …");
  });

  it("our own letter that comes back is put away, one that goes round waits", async () => {
    const house = await openMailHouse();
    const { ticket_id: id } = await house.bring(letter());
    const token = replyTokenOf(await sharedSecret(house.door, replySecretName), id!);
    const own = letter({ from: "Support <support@guardia.example>", id: `<${token}.3@guardia.example>` });
    expect(await house.bring(own)).toMatchObject({ state: "dropped", reason: "own-letter" });
    const round = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`Received${" ".repeat(n)}`, "from a by b"]));
    const text = Object.keys(round)
      .map(() => "Received: from a by b")
      .join("\r\n");
    const raw = Buffer.concat([Buffer.from(`${text}\r\n`), letter()]);
    expect(await house.bring(raw)).toMatchObject({ state: "held", reason: "loop" });
  });

  it("a storm of one sender waits for a human from its twenty-first letter on", async () => {
    const house = await openMailHouse();
    const states = [];
    for (let number = 1; number <= 22; number++) states.push((await house.bring(letter({ subject: `Alarm ${number}` }))).reason ?? "filed");
    expect(states.slice(0, 20)).not.toContain("storm");
    expect(states.slice(20)).toEqual(["storm", "storm"]);
    house.advance(hours(1));
    expect((await house.bring(letter({ subject: "Calm again" }))).state).toBe("filed");
  });

  it("what filters take for spam waits", async () => {
    const house = await openMailHouse();
    expect(await house.bring(letter({ headers: { "X-Spam-Flag": "YES" } }))).toMatchObject({ state: "held", reason: "spam" });
    expect(await house.bring(letter({ headers: { "X-Spam-Flag": "NO" } }))).toMatchObject({ state: "filed" });
  });
});

describe("nothing is lost, nothing comes twice", () => {
  it("the same Message-ID makes one entry", async () => {
    const house = await openMailHouse();
    const raw = letter();
    const first = await house.bring(raw);
    const again = await house.bring(Buffer.concat([Buffer.from("Received: by another way\r\n"), raw]));
    expect(again.id).toBe(first.id);
    expect(await house.rows()).toHaveLength(1);
    expect(await house.said(first.ticket_id!)).toHaveLength(1);
  });

  it("what cannot be read becomes a ticket with the raw file, or waits for a human", async () => {
    const policy = { unknownSenders: "hold", fallbackCustomer: "bank", service: null } as const;
    const house = await openMailHouse({ draft: { policy } });
    const row = await house.bring(Buffer.from("\x00\x01\x02 no letter at all"));
    expect(row).toMatchObject({ state: "filed", customer_id: "bank", is_answerable: false });
    expect((await house.said(row.ticket_id!))[0]?.files).toEqual(["message.eml"]);
    const cautious = await openMailHouse();
    expect(await cautious.bring(Buffer.from("nothing"))).toMatchObject({ state: "held", reason: "not-understood" });
  });

  it("two nodes that file the same message store it once", async () => {
    const house = await openMailHouse();
    const tools = { door: house.door, hostName: "x", log: (line: string) => void house.logged.push(line) };
    const envelope = { from: null, to: [], ip: null, helo: null };
    const mails = Array.from({ length: 6 }, (_, n) => ({ raw: letter({ subject: `S${n}` }), envelope, receivedAt: house.door.clock() }));
    await keepMails(house.door, house.mailbox.id, mails);
    await Promise.all([fileMails(tools, 10), fileMails(tools, 10), fileMails(tools, 10)]);
    const rows = await house.rows();
    expect(rows.map(({ state }) => state)).toEqual(Array(6).fill("filed"));
    expect(new Set(rows.map(({ ticket_id }) => ticket_id)).size).toBe(6);
  });

  it("a message whose filing is refused waits, with the reason", async () => {
    const policy = { unknownSenders: "fallback", fallbackCustomer: "bank", service: "core" } as const;
    const house = await openMailHouse({ draft: { policy: { ...policy, service: null } } });
    const gone = JSON.stringify({ ...policy, service: "a service that the model no longer has" });
    await house.door.write("*", ({ db }) => db.withTables<MailTables>().updateTable("mailboxes").set({ policy: gone }).execute());
    const row = await house.bring(letter());
    expect(row).toMatchObject({ state: "held", reason: "refused" });
    expect(row.details?.said).toMatch(/no service/);
  });
});

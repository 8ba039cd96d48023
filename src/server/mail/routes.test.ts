import { generateKeyPairSync } from "node:crypto";
import { createTransport } from "nodemailer";
import { describe, expect, it } from "vitest";
import { sharedSecret } from "#server/access/shared-secret.ts";
import { codeOf, type House } from "#server/http/app.fixture.ts";
import { fileMails } from "#server/mail/filing.ts";
import { letter, noNames } from "#server/mail/letter.fixture.ts";
import { openMailHouse } from "#server/mail/mail.fixture.ts";
import { replySecretName, replyTokenOf } from "#server/mail/reply-token.ts";

const policy = { unknownSenders: "hold", fallbackCustomer: null, service: null };
const imap = {
  ...{ name: "Help", address: "Help@Guardia.example", aliases: [], kind: "imap", policy, isEnabled: true, password: "the password" },
  settings: {
    ...{
      host: "imap.example.com",
      port: 993,
      security: "tls",
      user: "help",
      folder: "INBOX",
      after: "seen",
      moveTo: null,
      trustedServer: null,
    },
  },
};

/** Brings a message as a program does. */
async function bring({ app }: House, token: string, raw: Buffer, query = "") {
  const headers = { authorization: `Bearer ${token}`, "content-type": "message/rfc822" };
  const response = await app.request(`/api/v1/mail/messages${query}`, { method: "POST", headers, body: new Uint8Array(raw) });
  return { status: response.status, body: await response.json() };
}

describe("mailboxes over the API", () => {
  it("are added, changed and removed by administrators, and never tell their password", async () => {
    const house = await openMailHouse();
    const admin = await house.token(["admin"]);
    const added = await house.ask("POST", "/api/v1/mail/mailboxes", admin, imap);
    expect(added).toMatchObject({ status: 201, body: { address: "help@guardia.example", hasPassword: true } });
    expect(JSON.stringify(added.body)).not.toContain("the password");
    const path = `/api/v1/mail/mailboxes/${added.body.id}`;
    const { password: _, ...kept } = imap;
    expect((await house.ask("PUT", path, admin, { ...kept, name: "Changed" })).body).toMatchObject({ name: "Changed", hasPassword: true });
    expect(codeOf(await house.ask("POST", "/api/v1/mail/mailboxes", admin, { ...imap, aliases: ["support@guardia.example"] }))).toBe(
      "address-taken",
    );
    const fallback = { ...policy, unknownSenders: "fallback" };
    expect(codeOf(await house.ask("PUT", path, admin, { ...kept, policy: fallback }))).toBe("fallback-missing");
    expect(codeOf(await house.ask("PUT", path, admin, { ...kept, policy: { ...policy, fallbackCustomer: "nobody" } }))).toBe(
      "unknown-customer",
    );
    expect((await house.ask("DELETE", path, admin)).status).toBe(204);
    expect((await house.ask("GET", "/api/v1/mail/mailboxes", admin)).body.items).toHaveLength(1);
    const { rows } = await house.door.read("*", (db) =>
      import("kysely").then(({ sql }) => sql<{ all: string }>`select string_agg(facts::text, '') as all from events`.execute(db)),
    );
    expect(rows[0]?.all).not.toContain("the password");
  });

  it("are nobody else's", async () => {
    const house = await openMailHouse();
    for (const token of [await house.token(["tickets:write", "tickets:read"]), await house.token(["tickets:write"], "bank")])
      expect((await house.ask("GET", "/api/v1/mail/mailboxes", token)).status).toBe(403);
  });
});

describe("messages over the API", () => {
  it("are brought as they are, kept before the answer, and given back as they were", async () => {
    const house = await openMailHouse();
    const token = await house.token(["tickets:write", "tickets:read"]);
    const raw = letter({ subject: "By API" });
    const brought = await bring(house, token, raw);
    expect(brought).toMatchObject({ status: 202, body: { isNew: true } });
    expect((await bring(house, token, raw)).body).toEqual({ id: brought.body.id, isNew: false });
    await fileMails({ door: house.door, hostName: "x", resolver: noNames, log: () => undefined }, 10);
    const read = await house.ask("GET", `/api/v1/mail/messages/${brought.body.id}`, token);
    expect(read.body).toMatchObject({ state: "filed", customerId: "bank", mailboxId: null });
    const source = await house.app.request(`/api/v1/mail/messages/${brought.body.id}/source`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await source.arrayBuffer())).toEqual(raw);
    expect(source.headers.get("content-disposition")).toContain("attachment");
    expect((await bring(house, token, Buffer.alloc(0))).body.type).toContain("mail-empty");
    expect((await bring(house, token, Buffer.alloc(26 * 1_048_576))).status).toBe(413);
  });

  it("that wait are given to a customer, put into a ticket, or put away", async () => {
    const house = await openMailHouse();
    const token = await house.token(["tickets:write", "tickets:read"]);
    const [first, second, third] = [
      await house.bring(letter({ from: "max@nowhere.example", subject: "One" })),
      await house.bring(letter({ from: "max@nowhere.example", subject: "Two" })),
      await house.bring(letter({ from: "max@nowhere.example", subject: "Three" })),
    ];
    const list = await house.ask("GET", "/api/v1/mail/messages", token);
    expect(list.body.items.map(({ subject }: { subject: string }) => subject)).toEqual(["Three", "Two", "One"]);
    const path = (id: number, what: string) => `/api/v1/mail/messages/${id}/${what}`;
    const given = await house.ask("POST", path(first.id, "filing"), token, { customerId: "factory" });
    expect(given.body).toMatchObject({ state: "filed", customerId: "factory" });
    const { ticketId } = given.body;
    expect((await house.ask("POST", path(second.id, "filing"), token, { ticketId })).body).toMatchObject({ ticketId });
    expect(await house.said(ticketId)).toHaveLength(2);
    expect(codeOf(await house.ask("POST", path(first.id, "filing"), token, { customerId: "bank" }))).toBe("mail-filed");
    expect(codeOf(await house.ask("POST", path(third.id, "filing"), token, { ticketId: 99_999 }))).toBe("unknown-ticket");
    expect((await house.ask("POST", path(third.id, "dropping"), token)).body).toMatchObject({ state: "dropped", reason: "by-hand" });
    // What was put away by mistake is still there.
    expect((await house.ask("POST", path(third.id, "filing"), token, { customerId: "bank" })).body).toMatchObject({ state: "filed" });
    const beside = await house.ask("GET", `/api/v1/tickets/${ticketId}/mails`, token);
    expect(beside.body.items.map(({ from }: { from: { address: string } }) => from.address)).toEqual([
      "max@nowhere.example",
      "max@nowhere.example",
    ]);
  });

  it("are the provider's alone, also those of a customer's own ticket", async () => {
    const house = await openMailHouse();
    const row = await house.bring(letter());
    const bank = await house.token(["tickets:read", "tickets:write"], "bank");
    for (const path of ["/mail/messages", `/mail/messages/${row.id}`, `/mail/messages/${row.id}/source`, `/tickets/${row.ticket_id}/mails`])
      expect((await house.ask("GET", `/api/v1${path}`, bank)).status, path).toBe(403);
    expect((await bring(house, bank, letter())).status).toBe(403);
  });
});

describe("one of our own people who answers by mail", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
  /** A DNS in which the provider has published the key of its signatures. */
  const resolver = async (name: string, type: string) => {
    if (name === "s1._domainkey.provider.example" && type === "TXT") return [[`v=DKIM1; k=rsa; p=${key}`]];
    return noNames();
  };
  const signed = async (raw: Buffer): Promise<Buffer> => {
    const dkim = {
      domainName: "provider.example",
      keySelector: "s1",
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
    const sent = await createTransport({ streamTransport: true, buffer: true, newline: "windows", dkim }).sendMail({
      envelope: { from: "a@provider.example", to: "x@y.example" },
      raw,
    });
    return sent.message as Buffer;
  };

  it("speaks to the customer when a signature proves them, and waits for a human otherwise", async () => {
    const house = await openMailHouse({ resolver });
    const { ticket_id: id } = await house.bring(letter());
    const to = `support+${replyTokenOf(await sharedSecret(house.door, replySecretName), id!)}@guardia.example`;
    const from = "Alice <alice@provider.example>";
    const unproven = await house.bring(letter({ from, to, text: "Pay me." }));
    expect(unproven).toMatchObject({ state: "held", reason: "unproven-person" });
    expect(unproven.details).toMatchObject({ suggestedTicketId: id });
    const proven = await house.bring(await signed(letter({ from, to, text: "New toner is on its way." })));
    expect(proven.details?.authentication).toMatchObject({ dkim: { result: "pass", domain: "provider.example" }, checkedBy: "us" });
    expect(proven).toMatchObject({ state: "filed", ticket_id: id });
    expect((await house.said(id!)).at(-1)).toMatchObject({ actor: "agent:alice", by: "agent", visibility: "public" });
    // A signature that holds for other words proves nothing.
    const forged = Buffer.from((await signed(letter({ from, to, text: "Yours truly" }))).toString().replace("truly", "madly"));
    expect(await house.bring(forged)).toMatchObject({ state: "held", reason: "unproven-person" });
  });
});

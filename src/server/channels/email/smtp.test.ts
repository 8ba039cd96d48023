/** The driver against real SMTP servers: what is sent is read back by another reader and its signature verified by another verifier. */
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:net";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import PostalMime from "postal-mime";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { instant } from "#core/time/instant.ts";
import type { Message, SendOutcome } from "#server/channels/driver.ts";
import type { MailContent } from "#server/channels/email/mail-content.ts";
import { smtp } from "#server/channels/email/smtp.ts";
import { outcomeOf, saidOf } from "#server/channels/email/smtp-outcome.ts";
import { closePools } from "#server/channels/email/smtp-pool.ts";
import { settingsOfUrl, smtpSettings } from "#server/channels/email/smtp-settings.ts";
import { type MailServer, openMailServer } from "../../../../test/mail-server.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2_048,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const signing = { domain: "meridian.example", selector: "g1", key: privateKey };
const sender = "Meridian support <support@meridian.example>";

const letter: MailContent = {
  ...{
    from: null,
    toName: "Ana López",
    replyTo: "support+7-abc@meridian.example",
    subject: "[#7] Señal perdida 📡",
    text: "Hola\n",
    html: "<p>Hola</p>",
  },
  ...{
    messageId: "<7-abc.3.9@meridian.example>",
    inReplyTo: "<first@bank.example>",
    references: ["<root@meridian.example>", "<first@bank.example>"],
  },
  headers: { "Auto-Submitted": "auto-generated" },
  attachments: [
    { name: "año.txt", type: "text/plain", contentId: null, open: () => Buffer.from("línea\n") },
    { name: "logo.png", type: "image/png", contentId: "logo@guardia", open: () => Buffer.from([0x89, 0x50]) },
  ],
};
const message: Message = {
  ...{ purpose: "page", urgency: "high", language: "en", subject: "P1 Payments: it fails", text: "Banco Sur, since 09:00.", spoken: "" },
  ...{ short: "P1", link: "https://g.example/p/abc", pageId: 7 },
};

let server: MailServer;
beforeEach(async () => {
  server = await openMailServer();
});
afterEach(async () => {
  closePools();
  await server.close();
});

function send(
  url: string,
  change: { message?: Partial<Message>; timeoutMs?: number; signing?: typeof signing } = {},
): Promise<SendOutcome> {
  return smtp.send({
    settings: settingsOfUrl(url, sender, change.signing ?? null),
    ...{ address: "ana@bank.example", message: { ...message, ...change.message }, key: "d-41-1", hookUrl: "" },
    outside: { request: () => Promise.reject(new Error("mail asks nobody else")) },
    ...{ signal: AbortSignal.timeout(change.timeoutMs ?? 10_000), now: instant("2026-03-02T09:00:00Z") },
  });
}

/** The signature of what came over the wire, checked against the key as the domain would publish it. */
async function signatureOf(raw: Buffer): Promise<{ result: string; domain: string; headers: string }> {
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    if (name === "g1._domainkey.meridian.example" && type === "TXT") return [[`v=DKIM1; k=rsa; p=${publicKey.toString("base64")}`]];
    throw Object.assign(new Error("nothing"), { code: "ENOTFOUND" });
  };
  const { results } = await dkimVerify(raw, { resolver });
  const [first] = results as unknown as { status: { result: string }; signingDomain: string; signingHeaders: { keys: string } }[];
  return { result: first?.status.result ?? "none", domain: first?.signingDomain ?? "", headers: first?.signingHeaders?.keys ?? "" };
}

describe("a letter", () => {
  it("arrives as it was composed, and its signature holds", async () => {
    const inOneLine = { ...signing, key: privateKey.replaceAll("\n", " ") };
    const outcome = await send(server.url, { message: { mail: letter }, signing: inOneLine });
    expect(outcome).toEqual({ outcome: "sent", providerId: letter.messageId, expectsReceipt: false });
    const [{ raw, from, to } = expect.fail("nothing came")] = server.received;
    expect([from, to]).toEqual(["support@meridian.example", ["ana@bank.example"]]);
    const read = await PostalMime.parse(raw);
    expect(read).toMatchObject({
      ...{ subject: letter.subject, messageId: letter.messageId, inReplyTo: "<first@bank.example>" },
      ...{
        from: { name: "Meridian support", address: "support@meridian.example" },
        to: [{ name: "Ana López", address: "ana@bank.example" }],
      },
      ...{ replyTo: [{ address: "support+7-abc@meridian.example" }], references: "<root@meridian.example> <first@bank.example>" },
    });
    expect([read.text?.trim(), read.html?.trim()]).toEqual(["Hola", "<p>Hola</p>"]);
    expect(read.attachments.map(({ filename, mimeType, contentId }) => [filename, mimeType, contentId])).toEqual([
      ["logo.png", "image/png", "<logo@guardia>"],
      ["año.txt", "text/plain", undefined],
    ]);
    const verdict = await signatureOf(raw);
    expect(verdict).toMatchObject({ result: "pass", domain: "meridian.example" });
    for (const name of ["from", "to", "subject", "message-id", "in-reply-to", "references", "reply-to"]) {
      expect(verdict.headers.toLowerCase().replaceAll(" ", "").split(":"), name).toContain(name);
    }
    const forged = Buffer.from(raw.toString("latin1").replace("Hola", "Hole"), "latin1");
    expect((await signatureOf(forged)).result).not.toBe("pass");
  });

  it("is made of a page's words where nobody composed one", async () => {
    await send(server.url);
    const [{ subject, text, html, headers } = expect.fail("nothing came")] = server.received;
    expect(subject).toBe("P1 Payments: it fails");
    expect(text.replaceAll("\r\n", "\n").trim()).toBe("Banco Sur, since 09:00.\n\nhttps://g.example/p/abc");
    expect(html).toContain('<a href="https://g.example/p/abc"');
    expect(headers).toMatchObject({ "auto-submitted": "auto-generated", importance: "high", "message-id": "<d-41-1@meridian.example>" });
  });

  it("cannot be given a second header by what people wrote", async () => {
    const subject = "Hello\r\nBcc: eve@example.com";
    await send(server.url, { message: { mail: { ...letter, subject, toName: 'Ana" <eve@example.com>, "' } } });
    const [{ to, headers } = expect.fail("nothing came")] = server.received;
    expect(to).toEqual(["ana@bank.example"]);
    expect(headers.bcc).toBeUndefined();
    expect((await PostalMime.parse(server.received[0]!.raw)).to).toHaveLength(1);
  });
});

describe("what a server says", () => {
  it.each([
    [450, "4.2.0 greylisted, come back later", { outcome: "failed-for-now", mayHaveArrived: false }],
    [550, "5.1.1 no such user", { outcome: "failed-for-good", blames: "address" }],
    [550, "5.7.1 relaying denied for", { outcome: "failed-for-good", blames: "gateway" }],
    [554, "your network is listed", { outcome: "failed-for-good", blames: "gateway" }],
  ])("%i %s", async (code, words, expected) => {
    server.refuseWith(code, words);
    const outcome = await send(server.url);
    expect(outcome).toMatchObject(expected);
    expect("said" in outcome && outcome.said).toContain(String(code));
    expect(JSON.stringify(outcome), "addresses are not repeated").not.toContain("@");
    server.refuseWith(null);
    expect(await send(server.url), "the connection goes on").toMatchObject({ outcome: "sent" });
  });

  it("the sender's own fault is the gateway's, whatever the code", () => {
    const error = { code: "EENVELOPE", responseCode: 550, response: "550 5.1.8 bad sender", command: "MAIL FROM" };
    expect(outcomeOf(error, false)).toMatchObject({ outcome: "failed-for-good", blames: "gateway" });
    expect(outcomeOf({ ...error, command: "RCPT TO" }, false)).toMatchObject({ blames: "gateway" });
    expect(outcomeOf({ ...error, response: "550 5.2.1 full", command: "RCPT TO" }, false)).toMatchObject({ blames: "address" });
    expect(saidOf({ response: "550 see https://x.example/?u=ana@b.example or <ana@b.example>" })).toBe("550 see … or …");
  });

  it("nobody listens: failed for now, and nothing can have arrived", async () => {
    const { url } = server;
    await server.close();
    expect(await send(url)).toMatchObject({
      outcome: "failed-for-now",
      mayHaveArrived: false,
      said: expect.stringContaining("ECONNREFUSED"),
    });
    server = await openMailServer();
  });

  it("no greeting comes: failed for now when the time is over, and nothing can have arrived", async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void mute.close());
    const { port } = mute.address() as { port: number };
    expect(await send(`smtp://127.0.0.1:${port}`, { timeoutMs: 300 })).toMatchObject({ outcome: "failed-for-now", mayHaveArrived: false });
  });

  it("the letter left and no answer came: it may have arrived", async () => {
    server.hang(true);
    expect(await send(server.url, { timeoutMs: 500 })).toMatchObject({ outcome: "failed-for-now", mayHaveArrived: true });
    expect(server.received).toHaveLength(1);
  });
});

describe("the account", () => {
  it("is looked at without a letter", async () => {
    const guarded = await openMailServer({ user: "guardia", password: "right" });
    onTestFinished(() => guarded.close());
    const { host } = new URL(guarded.url);
    const context = { hookUrl: "", outside: { request: () => Promise.reject(new Error("no")) }, signal: AbortSignal.timeout(5_000) };
    const probe = (password: string) => smtp.probe!({ ...context, settings: settingsOfUrl(`smtp://guardia:${password}@${host}`, sender) });
    expect(await probe("right")).toEqual({ isWell: true, said: "the server lets us in" });
    expect(await probe("wrong")).toMatchObject({ isWell: false, said: expect.stringContaining("535") });
    const outcome = await send(`smtp://guardia:wrong@${host}`);
    expect(outcome, "whoever mends the password mends what waits").toMatchObject({ outcome: "failed-for-now" });
    expect(guarded.received).toEqual([]);
  });

  it("is read from an address, and refused when half of DKIM is missing", () => {
    expect(settingsOfUrl("smtps://a%40b:p%3Aw@[::1]", sender)).toEqual({
      ...{ host: "::1", port: 465, security: "tls", certificate: "verified", from: sender, user: "a@b", password: "p:w" },
    });
    const kinds = ["", "?requireTLS=true", "?ignoreTLS=true"].map(
      (each) => settingsOfUrl(`smtp://mail.example.com${each}`, sender).security,
    );
    expect(kinds).toEqual(["opportunistic", "starttls", "none"]);
    const plain = { host: "mail.example.com", from: "support@example.com" };
    expect(smtpSettings.parse(plain)).toMatchObject({ port: 587, security: "starttls" });
    const wrong = [{ dkimDomain: "example.com" }, { from: "support" }, { dkimDomain: "example.com", dkimSelector: "g", dkimKey: "no key" }];
    for (const each of wrong) expect(smtpSettings.safeParse({ ...plain, ...each }).success, JSON.stringify(each)).toBe(false);
    expect(
      smtpSettings.safeParse({ ...plain, dkimDomain: "example.com", dkimSelector: "g", dkimKey: privateKey.replaceAll("\n", " ") }).success,
    ).toBe(true);
  });
});

/** Letters about tickets, from the event to the wire and read back by another reader. */
import { generateKeyPairSync } from "node:crypto";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { describe, expect, it } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { AttachmentTables } from "#server/attachment/tables.ts";
import { addMail, addMailbox, addUser, inbox } from "#server/channels/email/mail-past.fixture.ts";
import { mailModel, openMailing } from "#server/channels/email/ticket-mail.fixture.ts";
import { readReplyToken, replySecretName } from "#server/mail/reply-token.ts";
import { changed } from "../../../../test/journeys/model.ts";

const reply = { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "Lo miramos." } as const;

describe("a ticket that was opened", () => {
  it("is confirmed once, to its requester, in their language, by their customer's sender", async () => {
    const house = await openMailing();
    const ticketId = await house.open();
    await house.settle();
    await house.settle();
    const [letter, ...more] = await house.lettersTo("ana@bancosur.example");
    expect([more, house.servers[0]!.received.length]).toEqual([[], 1]);
    expect(letter).toMatchObject({
      ...{ subject: `[#${ticketId}] No llega nada`, from: { name: "Banco Sur · Atalaya", address: "bancosur@atalaya.example" } },
      ...{ to: [{ name: "Ana López", address: "ana@bancosur.example" }] },
    });
    expect(letter!.received.headers).toMatchObject({ "auto-submitted": "auto-replied", "content-language": "es" });
    expect(letter!.text).toContain("Hola, Ana López:");
    expect(letter!.text).toContain(`Es el ticket n.º ${ticketId}`);
    expect(letter!.text, "what was promised, in the customer's zone").toMatch(/a más tardar el 2 de marzo de 2026 a las 14:00 CET/);
    expect(letter!.text).toContain("> Desde las nueve.");
    expect(letter!.text, "nobody reads answers here").toContain("no llegan a nadie");
    expect(letter!.html).toContain("Atalaya");
    for (const written of [letter!.text, letter!.html, letter!.subject]) expect(written).not.toMatch(/undefined|null|Invalid|\{[a-z]+\}/);
  });

  it.each([
    ["an alert", { channel: "alert", requester: null }],
    ["a program's", { channel: "api" }],
    [
      "a history's",
      { channel: "portal", isHistory: true, external: { source: "old", id: "1", watermark: "w", verdict: null, promisedAt: null } },
    ],
    ["somebody's without an address", { requester: "nobody-we-know" }],
  ] as const)("is not confirmed when it is %s", async (_, change) => {
    const house = await openMailing();
    await house.open({ ...change, actor: "token:monitoring" } as never);
    await house.settle();
    expect([house.servers[0]!.received, await house.deliveries()]).toEqual([[], []]);
  });

  it("is not confirmed to machines, nor by channels that the model leaves out", async () => {
    const document = changed((model) => {
      model.mail = { receipts: ["email"] };
      model.customers.bank!.contacts.ben!.email = "no-reply@bancosur.example";
    }, mailModel);
    const house = await openMailing({ document });
    await house.open({ channel: "portal" });
    await house.open({ channel: "email", requester: "ben" });
    const mailed = await house.open({ channel: "email", requester: null });
    await addMail(house.door, mailed, 1, { sender: "robot@elsewhere.example", messageId: "<r@x>", isAnswerable: false });
    await house.settle();
    expect(await house.deliveries()).toEqual([]);
  });

  it("and excluded gets the clause alone", async () => {
    const house = await openMailing();
    const change = { customerId: "factory", service: "gate", component: "turnstile", requester: "eva", actor: "contact:eva" };
    await house.open(change);
    await house.settle();
    const letters = await house.lettersTo("eva@usine.example");
    expect(letters.map(({ text }) => text?.includes("§7.2"))).toEqual([true]);
    expect(letters[0]!.from?.address).toBe("support@atalaya.example");
    expect(letters[0]!.text).toContain("Cette réponse a été rédigée automatiquement.");
    expect(letters[0]!.received.headers["auto-submitted"]).toBe("auto-generated");
  });

  it("tells what is charged for", async () => {
    const house = await openMailing();
    await house.open({
      customerId: "factory",
      service: "gate",
      component: "software",
      class: "additive",
      requester: "eva",
      actor: "contact:eva",
    });
    await house.settle();
    const [letter] = await house.lettersTo("eva@usine.example");
    expect(letter!.text).toContain("n’est pas comprise dans votre contrat (§4)");
  });
});

describe("an answer", () => {
  it("goes to the requester and whom they copied, threads, and brings answers back by its word", async () => {
    const house = await openMailing();
    await addMailbox(house.door, "support@atalaya.example", ["bancosur@atalaya.example"]);
    const ticketId = await house.open({ channel: "email" });
    await addMail(house.door, ticketId, 1, {
      sender: "ana@bancosur.example",
      messageId: "<first@bancosur.example>",
      cc: ["paul@bancosur.example"],
    });
    await house.settle();
    await house.perform(ticketId, {
      ...reply,
      text: "Hemos **reiniciado** el servicio:\n\n- uno\n- <b>dos</b>\n\n![x](https://evil.example/p.png)",
    });
    await house.settle();
    const [receipt, letter] = await house.lettersTo("ana@bancosur.example");
    const [copied, ...none] = await house.lettersTo("paul@bancosur.example");
    expect([none, copied!.text]).toEqual([[], letter!.text]);
    expect(letter!.text).toContain("Hemos reiniciado el servicio:");
    expect(letter!.text).toContain("Alice\nAtalaya");
    expect(letter!.text).toMatch(/El 2 de marzo de 2026 a las 10:00 CET, Ana L\. escribió:\n\n> Desde las nueve\./);
    expect(letter!.text).toContain("Responda simplemente a este mensaje");
    expect(letter!.html).toContain("<strong>reiniciado</strong>");
    expect(letter!.html, "what people write is no markup, and no picture is fetched").not.toMatch(/<b>dos|<img[^>]+evil/);
    expect(letter!.received.headers["auto-submitted"], "a person wrote it").toBeUndefined();
    const secret = await sharedSecret(house.door, replySecretName);
    const [answer] = letter!.replyTo!;
    expect(answer!.address).toMatch(/^bancosur\+.+@atalaya\.example$/);
    for (const trace of [answer!.address!, letter!.messageId!, letter!.references!]) expect(readReplyToken(secret, trace)).toBe(ticketId);
    expect(letter).toMatchObject({ inReplyTo: "<first@bancosur.example>" });
    expect(letter!.references!.split(" ")[0], "all letters of a ticket hang together").toBe(receipt!.references!.split(" ")[0]);
    expect(new Set([receipt!.messageId, letter!.messageId, copied!.messageId]).size).toBe(3);
    expect(receipt!.inReplyTo).toBe("<first@bancosur.example>");
  });

  it("comes back to the mailbox itself where it takes no plus", async () => {
    const house = await openMailing({ document: changed((model) => Object.assign(model.mail!, { plusAddresses: false }), mailModel) });
    await addMailbox(house.door, "other@atalaya.example");
    const ticketId = await house.open();
    await house.settle();
    const [letter] = await house.lettersTo("ana@bancosur.example");
    expect(letter!.replyTo).toEqual([{ name: "", address: "other@atalaya.example" }]);
    expect(readReplyToken(await sharedSecret(house.door, replySecretName), letter!.messageId!)).toBe(ticketId);
  });

  it("is not told to whoever wrote it, nor to those who had it from them, nor when it is internal", async () => {
    const house = await openMailing();
    const ticketId = await house.open({ requester: "ben", actor: "agent:alice", channel: "phone" });
    await house.settle();
    expect((await house.lettersTo("ben@bancosur.example")).map(({ text }) => text?.includes("Hello Ben,"))).toEqual([true]);
    await house.perform(ticketId, { ...reply, visibility: "internal", text: "Ojo." });
    await house.perform(ticketId, { type: "complain", words: "Nothing happens" }, "contact:ben");
    await house.perform(ticketId, { ...reply, text: "By mail." });
    const { seq } = await house.door.read("*", (db) =>
      db.selectFrom("tickets").select("seq").where("id", "=", ticketId).executeTakeFirstOrThrow(),
    );
    await addMail(house.door, ticketId, seq, { sender: "alice@atalaya.example", messageId: "<a@x>", cc: ["ben@bancosur.example"] });
    await house.settle();
    expect(await house.lettersTo("ben@bancosur.example")).toHaveLength(1);
  });

  it("brings its files along, pictures where the text shows them, and names those that are too large", async () => {
    const house = await openMailing();
    const ticketId = await house.open();
    const file = (id: string, name: string, type: string, bytes: number, isInline = false) => ({ id, name, type, bytes, isInline });
    const files = [
      file("a1", "informe.txt", "text/plain", 6),
      file("b2", "foto.png", "image/png", 4, true),
      file("c3", "todo.zip", "application/zip", 15 * 1_048_576),
    ];
    await house.door.write("*", async ({ db }) => {
      const tables = db.withTables<AttachmentTables>();
      for (const { id, name, type, bytes } of files) {
        const row = {
          customer_id: "bank",
          id,
          owner: "user:x",
          ticket_id: ticketId,
          name,
          type,
          bytes,
          sha256: "",
          is_complete: true,
          created_at: 1,
        };
        await tables.insertInto("attachments").values(row).execute();
        await tables
          .insertInto("attachment_parts")
          .values({ customer_id: "bank", attachment_id: id, number: 0, bytes: Buffer.from(`${id}…`) })
          .execute();
      }
    });
    await house.perform(ticketId, { ...reply, text: "Mire:\n\n![foto](/api/v1/attachments/b2)", attachments: files });
    await house.settle();
    const letter = (await house.lettersTo("ana@bancosur.example"))[1]!;
    expect(letter.attachments.map(({ filename, contentId }) => [filename, contentId])).toEqual([
      ["foto.png", "<b2@guardia>"],
      ["informe.txt", undefined],
    ]);
    expect(Buffer.from(letter.attachments[1]!.content as ArrayBuffer).toString()).toBe("a1…");
    expect(letter.html).toContain('src="cid:b2@guardia"');
    expect(letter.text).toContain("[imagen: foto]");
    expect(letter.text).toContain("Demasiado grande para el correo: todo.zip. Encontrará el archivo en el portal.");
  });

  it("leads those who sign in to their ticket, and nobody else", async () => {
    const house = await openMailing();
    await addUser(house.door, "ana@bancosur.example", "bank");
    await addUser(house.door, "ben@bancosur.example", "factory");
    const [own, other] = [await house.open(), await house.open({ requester: "ben" })];
    await house.settle();
    const [toAna] = await house.lettersTo("ana@bancosur.example");
    const [toBen] = await house.lettersTo("ben@bancosur.example");
    expect(toAna!.html).toContain(`href="https://g.example/portal/tickets/${own}"`);
    expect(toBen!.text).not.toContain(`/portal/tickets/${other}`);
  });
});

describe("a ticket that waits, costs or ends", () => {
  it("asks the customer, unless an answer has just asked them", async () => {
    const house = await openMailing();
    const ticketId = await house.open();
    await house.perform(ticketId, { ...reply, text: "¿Qué versión?" });
    await house.perform(ticketId, { type: "pause-ticket", reason: "customer" });
    await house.settle();
    expect((await house.deliveries()).map(({ kind, state }) => [kind, state])).toEqual([
      ["receipt", "sent"],
      ["reply", "sent"],
      ["question", "cancelled"],
    ]);
    await house.perform(ticketId, { type: "resume-ticket" });
    house.advance(hours(1));
    await house.perform(ticketId, { type: "pause-ticket", reason: "customer", note: "La factura de marzo" });
    await house.settle();
    const letter = (await house.lettersTo("ana@bancosur.example")).at(-1)!;
    expect(letter.text).toContain(`Para continuar con el ticket n.º ${ticketId} necesitamos algo de usted:\n\nLa factura de marzo`);
  });

  it("asks for nothing that is no longer awaited when the letter leaves", async () => {
    const house = await openMailing();
    const ticketId = await house.open();
    await house.perform(ticketId, { type: "pause-ticket", reason: "customer", note: "La factura" });
    await house.perform(ticketId, { type: "resume-ticket" });
    await house.perform(ticketId, { type: "resolve-ticket", solution: "Hecho." });
    await house.perform(ticketId, { type: "reopen-ticket", reason: "No.", newTicketId: 0 }, "contact:ana");
    await house.settle();
    expect((await house.deliveries()).map(({ kind, state }) => [kind, state])).toEqual([
      ["receipt", "sent"],
      ["question", "cancelled"],
      ["resolution", "cancelled"],
    ]);
  });

  it("offers the quote to those who decide, with its price", async () => {
    const house = await openMailing();
    await addUser(house.door, "eva@usine.example", "factory");
    const ticketId = await house.open({
      customerId: "factory",
      service: "gate",
      component: "software",
      class: "additive",
      requester: "eva",
      actor: "contact:eva",
    });
    await house.perform(ticketId, {
      type: "quote-ticket",
      amount: { amount: 123_450, currency: "EUR" },
      hours: 12,
      text: "Un *export* mensuel.",
    });
    await house.settle();
    const letter = (await house.lettersTo("eva@usine.example"))[1]!;
    expect(letter.text!.replaceAll(/[\u00a0\u202f]/g, " ")).toContain("pour 1 234,50 €, soit environ 12 heures :\n\nUn export mensuel.");
    expect(letter.html).toContain("Décider sur le portail");
  });

  it("tells what was done and how to open it again, and says nothing at its close", async () => {
    const house = await openMailing();
    await addMailbox(house.door, "support@atalaya.example");
    const ticketId = await house.open({ requester: "ben", actor: "contact:ben" });
    await house.perform(ticketId, { type: "resolve-ticket", solution: "Restarted `ledger`." });
    await house.settle();
    await house.perform(ticketId, { type: "close-ticket" }, "contact:ben");
    await house.settle();
    const letters = await house.lettersTo("ben@bancosur.example");
    expect(letters).toHaveLength(2);
    expect(letters[1]!.text).toContain("Restarted ledger.");
    expect(letters[1]!.text).toContain("answer this letter before 4 March 2026 at 10:00 CET");
  });
});

describe("our own people", () => {
  it("hear of a customer's message: whoever has the ticket, else its team; never of our own", async () => {
    const house = await openMailing();
    const ticketId = await house.open();
    const said = { ...reply, by: "contact", text: "¿Y bien?" } as const;
    await house.perform(ticketId, said, "contact:ana");
    await house.settle();
    expect(await inbox(house)).toEqual([
      ["person:alice", "message"],
      ["person:bob", "message"],
    ]);
    await house.perform(ticketId, { type: "assign-ticket", assignee: "bob" });
    await house.perform(ticketId, reply, "agent:bob");
    await house.perform(ticketId, said, "contact:ana");
    await house.settle();
    expect((await inbox(house)).slice(2)).toEqual([["person:bob", "message"]]);
    expect(await house.lettersTo("ana@bancosur.example"), "nobody is told what they wrote").toHaveLength(2);
  });
});

describe("gateways", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });

  it("are asked in order: greylisted, then down, the letter still arrives once, signed", async () => {
    const house = await openMailing({ gateways: 2, signing: { domain: "atalaya.example", selector: "s1", key: privateKey } });
    const [first, second] = house.servers;
    first!.refuseWith(450, "4.2.0 greylisted, come back later");
    await house.open();
    const patience = setInterval(() => house.advance(minutes(2)), 200);
    await house.settle().finally(() => clearInterval(patience));
    expect([first!.received.length, second!.received.length]).toEqual([0, 1]);
    const resolver = async (name: string): Promise<string[][]> => {
      if (name === "s1._domainkey.atalaya.example") return [[`v=DKIM1; p=${publicKey.toString("base64")}`]];
      throw Object.assign(new Error("nothing"), { code: "ENOTFOUND" });
    };
    const { results } = await dkimVerify(second!.received[0]!.raw, { resolver });
    expect(results.map(({ status, signingDomain }) => [status.result, signingDomain])).toEqual([["pass", "atalaya.example"]]);
    await first!.close();
    await house.open();
    const patience2 = setInterval(() => house.advance(minutes(2)), 200);
    await house.settle().finally(() => clearInterval(patience2));
    expect(second!.received).toHaveLength(2);
  });

  it("none: nothing is sent, and nothing waits for one", async () => {
    const house = await openMailing({ gateways: 0 });
    const ticketId = await house.open();
    await house.perform(ticketId, { ...reply, by: "contact" }, "contact:ana");
    await house.settle();
    expect((await house.deliveries()).filter(({ kind }) => kind !== "notice")).toEqual([]);
    expect(await inbox(house)).toHaveLength(2);
  });
});

import { describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours, minutes } from "#core/time/instant.ts";
import { fileMessages, sweepTexts, takeMessage } from "#server/conversation/file-message.ts";
import { composeTicketMessage, sendAnswers } from "#server/conversation/outgoing.ts";
import { openHouse } from "#server/http/app.fixture.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const document = structuredClone(storyModel) as Document;
const [customerId, customer] = Object.entries(document.customers)[0]!;
const [contact] = Object.keys(customer.contacts);
customer.contacts[contact!]!.phone = "+34 600 123 456";

let keys = 0;
const sms = (text: string, more: object = {}) => ({
  gateway: "g1",
  channel: "sms" as const,
  address: "+34600123456",
  text,
  key: `m${++keys}`,
  ...more,
});

describe("a short message", () => {
  it("opens a ticket of whose number it is, goes on in it, and opens another one when the talk is over", async () => {
    const { door, advance } = await openHouse({ document });
    const first = await takeMessage(door, sms("The gate is stuck\nsince nine"));
    const rows = await door.read("*", (db) => db.selectFrom("tickets").selectAll().execute());
    expect(rows).toMatchObject([{ customer_id: customerId, channel: "sms", requester: contact, subject: "The gate is stuck" }]);
    expect(first).toEqual({ state: "filed", ticketId: rows[0]!.id });
    advance(hours(30));
    expect(await takeMessage(door, sms("It opens again now"))).toEqual(first);
    advance(hours(80));
    const later = await takeMessage(door, sms("Now the other one"));
    expect(later).not.toEqual(first);
    expect(await takeMessage(door, sms(`#${rows[0]!.id} is stuck too`))).toEqual(first);
    const replies = await door.read("*", (db) =>
      db.selectFrom("events").select("ticket_id").where("type", "=", "ticket.replied").execute(),
    );
    expect(replies).toHaveLength(2);
  });

  it("makes one entry when its provider brings it twice, also at the same time", async () => {
    const { door } = await openHouse({ document });
    const message = sms("Once");
    const taken = await Promise.all([takeMessage(door, message), takeMessage(door, message), takeMessage(door, message)]);
    expect(new Set(taken.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(await door.read("*", (db) => db.selectFrom("tickets").select("id").execute())).toHaveLength(1);
  });

  it("reopens a ticket that was resolved", async () => {
    const { door } = await openHouse({ document });
    const filed = await takeMessage(door, sms("It is dark"));
    const ticketId = filed.state === "filed" ? filed.ticketId : 0;
    await door.perform({ scope: "*", commands: [{ type: "resolve-ticket", ticketId, solution: "A new lamp.", actor: "agent:alice" }] });
    expect(await takeMessage(door, sms("Dark again"))).toEqual(filed);
    const [ticket] = await door.read("*", (db) => db.selectFrom("tickets").select("status").where("id", "=", ticketId).execute());
    expect(ticket).toEqual({ status: "open" });
  });

  it("is filed by the outbox when its node died before it was", async () => {
    const { door } = await openHouse({ document });
    const { id } = await door.write("*", ({ db }) =>
      db
        .withTables<import("#server/conversation/tables.ts").ConversationTables>()
        .insertInto("messages")
        .values({
          gateway: "g1",
          channel: "sms",
          address: "+34600123456",
          message_key: "x",
          text: "Left behind",
          received_at: door.clock(),
          reason: null,
          ticket_id: null,
        })
        .returning("id")
        .executeTakeFirstOrThrow(),
    );
    const row = { id: 1, customerId: "", topic: "message", payload: { messageId: id }, createdAt: 0, attempts: 1 };
    await fileMessages(door)([row, row], undefined as never);
    expect(await door.read("*", (db) => db.selectFrom("tickets").select("subject").execute())).toEqual([{ subject: "Left behind" }]);
  });
});

describe("a message of nobody whom we know", () => {
  it("waits for a human, who says once whose address it is", async () => {
    const { door, ask, token } = await openHouse({ document });
    const from = { channel: "telegram" as const, address: "99" };
    expect(await takeMessage(door, sms("Hello?", from))).toEqual({ state: "held", reason: "unknown-sender" });
    await takeMessage(door, sms("Anybody?", from));
    const agent = await token(["tickets:read", "tickets:write"]);
    const held = (await ask("GET", "/api/v1/messages", agent)).body.items;
    expect(held.map(({ text }: { text: string }) => text)).toEqual(["Anybody?", "Hello?"]);
    const named = await ask("POST", `/api/v1/messages/${held[1].id}/sender`, agent, { customerId, contact });
    expect(named.body.tickets).toHaveLength(2);
    expect(new Set(named.body.tickets).size).toBe(1);
    expect(await takeMessage(door, sms("Thank you", from))).toEqual({ state: "filed", ticketId: named.body.tickets[0] });
    expect((await ask("GET", "/api/v1/messages", agent)).body.items).toEqual([]);
    const again = await ask("POST", `/api/v1/messages/${held[1].id}/drop`, agent);
    expect(again.body.type).toBe("urn:guardia:problem:message-filed");
  });

  it("is dropped for good, and its sender is refused where the customer or contact does not exist", async () => {
    const { door, ask, token } = await openHouse({ document });
    await takeMessage(door, sms("Buy now", { address: "+10000000000" }));
    const agent = await token(["tickets:read", "tickets:write"]);
    const [{ id }] = (await ask("GET", "/api/v1/messages", agent)).body.items;
    expect((await ask("POST", `/api/v1/messages/${id}/sender`, agent, { customerId: "nobody" })).body.type).toContain("unknown-customer");
    expect((await ask("POST", `/api/v1/messages/${id}/sender`, agent, { customerId, contact: "nobody" })).body.type).toContain(
      "unknown-contact",
    );
    expect((await ask("POST", `/api/v1/messages/${id}/drop`, agent)).status).toBe(204);
    expect((await ask("POST", `/api/v1/messages/${id}/drop`, agent)).status).toBe(204);
    expect((await ask("GET", "/api/v1/messages?state=dropped", agent)).body.items).toHaveLength(1);
    const said = async () => (await ask("GET", "/api/v1/messages?state=dropped", agent)).body.items[0].text;
    await sweepTexts(door, door.clock());
    expect(await said()).not.toBe("");
    await sweepTexts(door, door.clock() + 1);
    expect(await said()).toBe("");
    expect((await ask("POST", "/api/v1/messages/999/drop", agent)).body.type).toContain("unknown-message");
  });

  it("that comes too often waits too, though we know them", async () => {
    const { door, advance } = await openHouse({ document });
    for (let i = 0; i < 20; i++) expect(await takeMessage(door, sms(`line ${i}`))).toMatchObject({ state: "filed" });
    expect(await takeMessage(door, sms("one too many"))).toEqual({ state: "held", reason: "storm" });
    advance(minutes(11));
    expect(await takeMessage(door, sms("a quarter later"))).toMatchObject({ state: "filed" });
  });
});

describe("an answer", () => {
  it("goes back the way the customer spoke last, worded when it is sent", async () => {
    const { door } = await openHouse({ document });
    const filed = await takeMessage(door, sms("The till is down"));
    const ticketId = filed.state === "filed" ? filed.ticketId : 0;
    const text = "We are on it.";
    const { tickets } = await door.perform({
      scope: "*",
      commands: [{ type: "reply-to-ticket", ticketId, visibility: "public", by: "agent", channel: "portal", text, actor: "agent:alice" }],
    });
    const answered = { customerId, ticketId, seq: tickets[0]!.seq, at: door.clock() };
    expect(await door.write("*", ({ db }) => sendAnswers(db, [answered, { ...answered, ticketId: ticketId + 1 }]))).toBe(1);
    const [delivery] = await door.read("*", (db) =>
      db
        .withTables<import("#server/notification/tables.ts").ReachTables>()
        .selectFrom("deliveries")
        .selectAll()
        .where("purpose", "=", "mail")
        .execute(),
    );
    expect(delivery).toMatchObject({
      recipient: "address:sms:+34600123456",
      ticket_id: ticketId,
      lines: [{ channel: "sms", address: "+34600123456" }],
    });
    const tools = { door, publicUrl: "https://guardia.test", now: door.clock(), language: "en", line: null, page: null } as never;
    const message = await composeTicketMessage({ customerId, content: delivery!.content, urgency: "low", purpose: "mail" } as never, tools);
    expect(message).toMatchObject({ short: `#${ticketId} We are on it.`, text });
  });
});

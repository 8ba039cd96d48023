import { describe, expect, it } from "vitest";
import { assigneeOf } from "#server/access/actor.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

/** Puts notifications for somebody into the inbox, as the outbox's worker does. */
async function tell(house: House, recipient: string, customerId: string, count: number): Promise<void> {
  const cause = { kind: "threshold", objective: "response", party: "sla", percent: 75, dueAt: house.door.clock() };
  const row = { customer_id: customerId, recipient, ticket_id: 7, cause: JSON.stringify(cause), at: house.door.clock(), read_at: null };
  await house.door.write("*", ({ db }) =>
    db
      .insertInto("notifications")
      .values(Array.from({ length: count }, () => row))
      .execute(),
  );
}

describe("the inbox", () => {
  it("has what one was told, the newest first, by pages, until it is read", async () => {
    const house = await openHouse();
    const token = await house.token(["tickets:read"]);
    const { id } = (await house.ask("GET", "/api/v1/me", token)).body;
    await tell(house, `person:${id}`, "bank", 60);
    await tell(house, "person:alice", "bank", 1);
    const first = (await house.ask("GET", "/api/v1/notifications", token)).body;
    expect(first.items).toHaveLength(50);
    expect(first.items[0]).toMatchObject({
      ticketId: 7,
      customerId: "bank",
      readAt: null,
      cause: { kind: "threshold", percent: 75, dueAt: "2026-03-02T09:00:00.000Z" },
    });
    const rest = (await house.ask("GET", `/api/v1/notifications?cursor=${first.next}`, token)).body;
    expect(rest.items).toHaveLength(10);
    expect(rest.next).toBeNull();
    const ids = [...first.items, ...rest.items].map((item: Json) => item.id);
    expect(new Set(ids).size).toBe(60);
    const foreign = await house.door.read("*", (db) =>
      db.selectFrom("notifications").select("id").where("recipient", "=", "person:alice").executeTakeFirstOrThrow(),
    );
    const read = await house.ask("POST", "/api/v1/notifications/read", token, { ids: [ids[0], ids[1], foreign.id] });
    expect(read.body).toEqual({ marked: 2 });
    expect((await house.ask("POST", "/api/v1/notifications/read", token, { ids: [ids[0], ids[1]] })).body).toEqual({ marked: 0 });
    expect((await house.ask("GET", "/api/v1/notifications", token)).body.items[0].readAt).toBe("2026-03-02T09:00:00.000Z");
  });

  it("refuses a cursor that it did not give", async () => {
    const house = await openHouse();
    const answer = await house.ask("GET", "/api/v1/notifications?cursor=x", await house.token(["tickets:read"]));
    expect([answer.status, codeOf(answer)]).toEqual([400, "bad-request"]);
  });
});

describe("the key by which tickets name somebody", () => {
  const people = { alice: { name: "Alice", email: "Alice@example.com" } };
  it.each([
    ["alice@example.com", "alice"],
    ["bob@example.com", "7f3"],
    [null, "7f3"],
  ])("of %s is %s", (email, expected) => {
    expect(assigneeOf({ id: "7f3", email }, { people } as never)).toBe(expected);
  });
});

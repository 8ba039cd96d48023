import { describe, expect, it } from "vitest";
import { type Duration, instant } from "#core/time/instant.ts";
import { type House, openHouse } from "#server/http/app.fixture.ts";
import { changesSince } from "#server/http/replay.ts";

const seconds = (count: number) => (count * 1_000) as Duration;

/** What a stream that begins behind `after` tells before it goes live: the changed tickets by type, and where it then stands. */
async function told(house: House, token: string, after: string | number, header = false) {
  const abort = new AbortController();
  const path = header ? "/api/v1/live" : `/api/v1/live?after=${after}`;
  const headers = { authorization: `Bearer ${token}`, ...(header ? { "last-event-id": String(after) } : {}) };
  const response = await house.app.request(path, { headers, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/event: beat\ndata: \{\}\nid: \d+\n\n/.test(text)) text += (await reader.read()).value ?? "";
  abort.abort();
  const blocks = text.split("\n\n").filter((block) => block !== "");
  const fields = blocks.map((block) => Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string])));
  const changes = fields.filter(({ event }) => event === "change");
  const caughtUp = fields.find(({ event, id }) => event === "beat" && id !== undefined);
  return {
    isLost: fields.some(({ event }) => event === "lost"),
    ids: changes.map(({ id }) => Number(id)),
    types: changes.map(({ data }) => (JSON.parse(data!) as { type: string }).type),
    beat: Number(caughtUp?.id),
  };
}

const opening = (customerId: "bank" | "factory") => ({
  ...{ customerId, subject: "x" },
  ...(customerId === "bank" ? { service: "payments", component: "ledger" } : { service: "gate", component: "software" }),
});

describe("a stream that was cut", () => {
  it("goes on where it stood: what was committed meanwhile comes first, then it is live", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    const { beat: before } = await told(house, staff, 0);
    house.advance(seconds(60));
    const { id } = (await house.ask("POST", "/api/v1/tickets", staff, opening("bank"))).body;
    await house.ask("POST", `/api/v1/tickets/${id}/assignment`, staff, { assignee: "bob" });
    for (const byHeader of [false, true]) {
      const { types, ids, beat, isLost } = await told(house, staff, before, byHeader);
      expect(isLost).toBe(false);
      expect(types).toEqual(expect.arrayContaining(["ticket.opened", "ticket.assigned"]));
      expect(beat).toBe(Math.max(...ids));
    }
  });

  it("is told again what came just before, since a lower position may have been committed later", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    await house.ask("POST", "/api/v1/tickets", staff, opening("bank"));
    const { latest } = await changesSince(house.door, null);
    const { changes } = await changesSince(house.door, latest);
    expect(changes?.map(({ type }) => type)).toContain("ticket.opened");
    house.advance(seconds(11));
    await house.ask("POST", "/api/v1/tickets", staff, opening("bank"));
    const later = await changesSince(house.door, (await changesSince(house.door, null)).latest);
    expect(later.changes!.filter(({ type }) => type === "ticket.opened")).toHaveLength(1);
  });

  it("tells a customer of their own tickets alone", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    const customer = await house.token(["tickets:read"], "bank");
    const { latest } = await changesSince(house.door, null);
    await house.ask("POST", "/api/v1/tickets", staff, opening("factory"));
    await house.ask("POST", "/api/v1/tickets", staff, opening("bank"));
    const { types } = await told(house, customer, latest);
    expect(types.length).toBeGreaterThan(0);
    expect(new Set(types)).toEqual(new Set(["ticket.changed"]));
    const seen = await told(house, staff, latest);
    expect(types.length).toBeLessThan(seen.types.length);
  });

  it("is told to read everything again when it was away too long, or comes from elsewhere", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    expect((await told(house, staff, 999_999_999)).isLost).toBe(true);
    const { latest } = await changesSince(house.door, null);
    await house.door.write("*", async ({ append }) => {
      const at = instant("2026-03-02T10:00:00Z");
      await append(Array.from({ length: 2_001 }, () => ({ type: "user.invited", actor: "agent:carol", at, facts: {} })));
    });
    expect((await told(house, staff, latest)).isLost).toBe(true);
  });
});

import { describe, expect, it, onTestFinished } from "vitest";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

type Told = { event: string; data: Json };

/** Listens as a browser does; `next` gives the next event that is no beat. */
async function listen(house: House, token: string): Promise<{ next(): Promise<Told>; status: number; type: string | null }> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await house.app.request("/api/v1/live", { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const event = async (): Promise<Told> => {
    while (!text.includes("\n\n")) text += (await reader.read()).value ?? "";
    const [block = ""] = text.split("\n\n", 1);
    text = text.slice(block.length + 2);
    const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s, 2) as [string, string]));
    return { event: fields.event ?? "", data: JSON.parse(fields.data ?? "null") };
  };
  const next = async (): Promise<Told> => {
    for (;;) {
      const told = await event();
      if (told.event !== "beat") return told;
    }
  };
  expect((await event()).event).toBe("beat");
  return { next, status: response.status, type: response.headers.get("content-type") };
}

const opening = (customerId: string) => ({
  customerId,
  service: customerId === "bank" ? "payments" : "gate",
  component: customerId === "bank" ? "ledger" : "software",
  subject: "x",
});

describe("live changes", () => {
  it("reach staff as they are committed", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    const { next, status, type } = await listen(house, staff);
    expect([status, type]).toEqual([200, "text/event-stream"]);
    const { id } = (await house.ask("POST", "/api/v1/tickets", staff, opening("bank"))).body;
    expect(await next()).toEqual({
      event: "change",
      data: { position: expect.any(Number), customerId: "bank", ticketId: id, type: "ticket.opened" },
    });
  });

  it("of others do not reach a customer, nor what is done internally", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:read", "tickets:write"]);
    const { next } = await listen(house, await house.token(["tickets:read"], "bank"));
    const foreign = (await house.ask("POST", "/api/v1/tickets", staff, opening("factory"))).body.id;
    const own = (await house.ask("POST", "/api/v1/tickets", staff, opening("bank"))).body.id;
    await house.ask("POST", `/api/v1/tickets/${own}/collaborators`, staff, { person: "bob" });
    await house.ask("POST", `/api/v1/tickets/${foreign}/rank`, staff, { rank: 1 });
    await house.ask("POST", `/api/v1/tickets/${own}/rank`, staff, { rank: 1 });
    const told = [await next(), await next()];
    expect(told.map(({ data }) => [data.ticketId, data.customerId, data.type])).toEqual([
      [own, "bank", "ticket.changed"],
      [own, "bank", "ticket.changed"],
    ]);
    const ranked = await house.door.read("*", (db) =>
      db.selectFrom("events").select("position").where("ticket_id", "=", own).where("type", "=", "ticket.ranked").executeTakeFirstOrThrow(),
    );
    expect(told[1]!.data.position).toBe(ranked.position);
  });

  it("need somebody who is known", async () => {
    const house = await openHouse();
    expect(codeOf(await house.ask("GET", "/api/v1/live", {}))).toBe("unauthenticated");
  });

  it("end when the node stops", async () => {
    const house = await openHouse();
    const stopping = new AbortController();
    const { createApp } = await import("#server/http/app.ts");
    const app = createApp({ ...house.parts, stopping: stopping.signal });
    const response = await app.request("/api/v1/live", { headers: { authorization: `Bearer ${await house.token(["tickets:read"])}` } });
    setTimeout(() => stopping.abort(), 20);
    expect(await response.text()).toContain("event: beat");
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { type Answer, codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

let house: House;
let staff: string;
beforeEach(async () => {
  house = await openHouse();
  staff = await house.token(["tickets:read", "tickets:write"]);
});

const opening = { customerId: "bank", service: "payments", component: "ledger", subject: "Nothing is booked", priority: "P1" };
const open = (fields: Record<string, unknown> = {}, as: string | Record<string, string> = staff): Promise<Answer> =>
  house.ask("POST", "/api/v1/tickets", as, { ...opening, ...fields });
const post = (id: number, noun: string, body: unknown = {}, as: string | Record<string, string> = staff): Promise<Answer> =>
  house.ask("POST", `/api/v1/tickets/${id}/${noun}`, as, body);
const get = (path: string, as: string | Record<string, string> = staff): Promise<Answer> => house.ask("GET", `/api/v1/tickets${path}`, as);

describe("reading", () => {
  it("pages through the queue, what breaks next first", async () => {
    for (const priority of ["P3", "P1", "P2", "P4", "P1"]) await open({ priority, subject: priority });
    const seen: string[] = [];
    let cursor = "";
    for (let pages = 0; pages < 5; pages++) {
      const { body } = await get(`?limit=2${cursor}`);
      seen.push(...body.items.map(({ subject }: Json) => subject));
      if (body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    expect(seen).toEqual(["P1", "P1", "P2", "P3", "P4"]);
  });

  it("shows what one needs to choose: names, and how much of each promise is used", async () => {
    const { body: ticket } = await open({ assignee: undefined });
    await post(ticket.id, "assignment", { assignee: "alice" });
    house.advance(minutes(3));
    const { body } = await get("?status=open&customer=bank&team=desk&assignee=alice&priority=P1&service=payments&order=newest");
    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      customerName: "Banco Sur",
      teamName: "Service desk",
      assigneeName: "Alice",
      coverage: "covered",
      pause: null,
    });
    expect(body.items[0].clocks[0]).toMatchObject({
      objective: "response",
      dueAt: "2026-03-02T09:15:00.000Z",
      consumedPercent: 20,
      isPaused: false,
    });
    expect((await get("?assignee=nobody")).body.items).toHaveLength(0);
    expect((await get("?customer=factory")).body.items).toHaveLength(0);
  });

  it.each([
    ["?cursor=nonsense", 400, "bad-cursor"],
    ["?limit=0", 400, "bad-request"],
    ["?limit=1000", 400, "bad-request"],
    ["?status=sleeping", 400, "bad-request"],
    ["?colour=red", 400, "bad-request"],
    ["/0", 400, "bad-request"],
    ["/one", 400, "bad-request"],
    ["/99999999999999999999", 400, "bad-request"],
    ["/99", 404, "unknown-ticket"],
    ["/99/clocks", 404, "unknown-ticket"],
    ["/99/events", 404, "unknown-ticket"],
    ["/99/ball", 404, "unknown-ticket"],
  ])("%s is refused", async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it("refuses a cursor that another order gave", async () => {
    await open();
    await open();
    const { body } = await get("?limit=1&order=newest");
    expect(codeOf(await get(`?limit=1&order=rank&cursor=${body.next}`))).toBe("bad-cursor");
  });

  it("explains each clock, adding up, in three zones", async () => {
    const { body: ticket } = await open();
    house.advance(minutes(5));
    await post(ticket.id, "pause", { reason: "customer" });
    house.advance(minutes(10));
    await post(ticket.id, "resumption");
    const { body } = await get(`/${ticket.id}/clocks?zone=Asia/Kolkata`);
    const resolution = body.items.find(({ clock }: Json) => clock.objective === "resolution");
    expect(resolution.explanation).toMatchObject({
      limit: 14_400_000,
      countedUntilDue: 14_400_000,
      consumed: 300_000,
      dueAt: "2026-03-02T13:10:00.000Z",
    });
    const sum = resolution.explanation.stretches.reduce((total: number, { counted }: Json) => total + counted, 0);
    expect(sum).toBe(14_400_000);
    expect(resolution.due).toEqual({
      reader: { zone: "Asia/Kolkata", at: "2026-03-02T18:40:00.000+05:30" },
      customer: { zone: "Europe/Madrid", at: "2026-03-02T14:10:00.000+01:00" },
      resolver: { zone: "Europe/Madrid", at: "2026-03-02T14:10:00.000+01:00" },
    });
    expect(codeOf(await get(`/${ticket.id}/clocks?zone=Moon/Base`))).toBe("bad-zone");
  });

  it("gives the log by pages, with names", async () => {
    const { body: ticket } = await open();
    for (const text of ["one", "two", "three"]) await post(ticket.id, "replies", { visibility: "public", text });
    const first = (await get(`/${ticket.id}/events?limit=2`)).body;
    expect(first.items.map(({ type }: Json) => type)).toEqual(["ticket.opened", "ticket.replied"]);
    expect(first.items[1]).toMatchObject({
      text: "one",
      actor: "token:token-1",
      actorName: "token-1",
      seq: 2,
      by: "agent",
      channel: "api",
    });
    const rest = (await get(`/${ticket.id}/events?after=${first.next}`)).body;
    expect(rest.items.map(({ text }: Json) => text)).toEqual(["two", "three"]);
    expect(rest.next).toBeNull();
    expect(codeOf(await get(`/${ticket.id}/events?after=77x`))).toBe("bad-cursor");
  });

  it("tells a customer what was said, and not whom of the provider's people it called", async () => {
    const { body: ticket } = await open();
    await post(ticket.id, "replies", { visibility: "public", text: "We look at it, @Bob too.", mentions: ["bob"] });
    const said = async (as: string) =>
      (await get(`/${ticket.id}/events`, as)).body.items.find(({ type }: Json) => type === "ticket.replied");
    expect(await said(staff)).toMatchObject({ mentions: ["bob"] });
    const theirs = await said(await house.token(["tickets:read"], "bank"));
    expect([theirs.text, "mentions" in theirs]).toEqual(["We look at it, @Bob too.", false]);
  });

  it("tells who held the ball, and whose share of the promise it was", async () => {
    const { body: ticket } = await open();
    house.advance(minutes(10));
    await post(ticket.id, "assignment", { assignee: "alice" });
    house.advance(minutes(20));
    const { body } = await get(`/${ticket.id}/ball`);
    expect(body.stretches.map(({ holder, from, to }: Json) => [holder, from, to])).toEqual([
      ["nobody", "2026-03-02T09:00:00.000Z", "2026-03-02T09:10:00.000Z"],
      ["tier", "2026-03-02T09:10:00.000Z", "2026-03-02T09:30:00.000Z"],
    ]);
    expect(body.shares).toEqual({ nobody: 600_000, L1: 1_200_000 });
  });
});

describe("the customer's own order", () => {
  const rank = (customer: string, order: number[], as: string | Record<string, string> = staff) =>
    house.ask("POST", `/api/v1/customers/${customer}/ranking`, as, { order });
  const queue = async () => (await get("?order=rank")).body.items.map(({ id, rank: place }: Json) => [id, place]);

  it("ranks those named and takes the place of the others", async () => {
    const ids: number[] = [];
    for (let i = 0; i < 3; i++) ids.push((await open()).body.id);
    const [a, b, c] = ids as [number, number, number];
    expect((await rank("bank", [c, a])).body).toEqual({ order: [c, a] });
    expect(await queue()).toEqual([
      [c, 1],
      [a, 2],
      [b, null],
    ]);
    await rank("bank", [b]);
    expect(await queue()).toEqual([
      [b, 1],
      [a, null],
      [c, null],
    ]);
  });

  it("is all or nothing", async () => {
    const { id } = (await open()).body;
    const foreign = (await open({ customerId: "factory", service: "gate", component: "software" })).body.id;
    const answer = await rank("bank", [id, foreign]);
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-ticket"]);
    expect((await queue()).every(([, place]: [number, number | null]) => place === null)).toBe(true);
    expect(codeOf(await rank("bank", [id, id]))).toBe("ticket-ranked-twice");
  });

  it("belongs to the customer alone", async () => {
    const { id } = (await open()).body;
    const own = await house.token(["tickets:write", "tickets:decide"], "bank");
    const other = await house.token(["tickets:write", "tickets:decide"], "factory");
    expect((await rank("bank", [id], own)).status).toBe(200);
    expect(codeOf(await rank("bank", [id], other))).toBe("unknown-customer");
    expect(codeOf(await rank("bank", [id], await house.token(["tickets:read"])))).toBe("forbidden");
  });
});

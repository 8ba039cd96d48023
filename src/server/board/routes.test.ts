import { describe, expect, it } from "vitest";
import { type Duration, hours, instant, minutes } from "#core/time/instant.ts";
import type { Board } from "#server/board/schema.ts";
import { codeOf, type House, openHouse } from "#server/http/app.fixture.ts";

const opening = (more: object = {}) => ({
  customerId: "bank",
  service: "payments",
  component: "ledger",
  subject: "x",
  priority: "P2",
  ...more,
});

/** A desk with something in hand and something behind it. */
async function busyHouse() {
  const house = await openHouse();
  const staff = await house.token(["tickets:read", "tickets:write", "board:read"]);
  const say = async (path: string, body: object) => {
    const answer = await house.ask("POST", `/api/v1${path}`, staff, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const open = async (more: object = {}): Promise<number> => (await say("/tickets", opening(more))).id;
  return { house, staff, say, open };
}

const board = async (house: House, staff: string, query = ""): Promise<Board> =>
  (await house.ask("GET", `/api/v1/board?zone=UTC${query}`, staff)).body as Board;
const step = (house: House, span: Duration) => house.advance(span);

describe("the board", () => {
  it("counts who has what, and what breaks within a day", async () => {
    const { house, staff, say, open } = await busyHouse();
    const held = await open();
    await say(`/tickets/${held}/assignment`, { assignee: "alice" });
    await open({ priority: "P1" });
    await open({ customerId: "factory", service: "gate", component: "software", priority: "P4" });
    const all = await board(house, staff);
    expect(all.open).toMatchObject({ open: 3, unassigned: 2, urgent: 2, late: 0 });
    expect(all.people).toEqual([{ assignee: "alice", name: "Alice", open: 1, late: 0, soon: 1, paused: 0, urgent: 1 }]);
    expect(all.tiers.map(({ team, teamName, open: count, unassigned }) => [team, teamName, count, unassigned])).toEqual([
      ["desk", "Service desk", 3, 2],
    ]);
    expect(all.ageing[0]!.counts).toEqual({ P1: 1, P2: 1, P3: 0, P4: 1 });
    expect((await board(house, staff, "&customer=factory")).open.open).toBe(1);
    expect((await board(house, staff, "&team=development")).open.open).toBe(0);
  });

  it("says why a promise is about to break", async () => {
    const { house, staff, say, open } = await busyHouse();
    const id = await open();
    await say(`/tickets/${id}/assignment`, { assignee: "alice" });
    await say(`/tickets/${id}/replies`, { visibility: "public", text: "We look." });
    step(house, hours(1));
    await say(`/tickets/${id}/pause`, { reason: "customer" });
    step(house, minutes(30));
    await say(`/tickets/${id}/resumption`, {});
    step(house, hours(2));
    const { breaching, open: figures } = await board(house, staff);
    expect(breaching.map(({ ticketId }) => ticketId)).toEqual([id]);
    expect(figures.soon).toBe(1);
    expect(breaching[0]!.reason).toMatchObject({
      objective: "restoration",
      dueAt: "2026-03-02T13:30:00.000Z",
      consumedPercent: 75,
      leftMs: 3_600_000,
      holder: { party: "l1", name: "Alice" },
      isUnanswered: false,
      paused: [{ reason: "customer", ms: 1_800_000 }],
      closedAhead: [],
      longest: { party: "l1" },
    });
  });

  it("names the night that lies between", async () => {
    const { house, staff, open } = await busyHouse();
    await open({ customerId: "factory", service: "gate", component: "software", priority: "P1" });
    step(house, hours(7));
    await open({ customerId: "factory", service: "gate", component: "software", priority: "P1" });
    const { breaching } = await board(house, staff);
    const overnight = breaching.find(({ reason }) => reason.closedAhead.length > 0);
    expect(overnight?.reason.closedAhead[0]).toMatchObject({ kind: "night", ms: 16 * 3_600_000 });
  });

  it("sums the window: first line, kept promises, reopened, ratings, who held the ball", async () => {
    const { house, staff, say, open } = await busyHouse();
    const [first, second, withdrawn] = [await open(), await open(), await open()];
    await say(`/tickets/${first}/assignment`, { assignee: "alice" });
    step(house, minutes(10));
    await say(`/tickets/${first}/resolution`, { solution: "Restarted." });
    await say(`/tickets/${first}/rating`, { score: 5, words: "" });
    await say(`/tickets/${second}/escalation`, { reason: "deeper" });
    await say(`/tickets/${second}/assignment`, { assignee: "carol" });
    step(house, hours(20));
    await say(`/tickets/${second}/resolution`, { solution: "Patched." });
    await say(`/tickets/${second}/reopening`, { reason: "again" });
    await say(`/tickets/${second}/resolution`, { solution: "Patched again." });
    await say(`/tickets/${withdrawn}/closing`, { reason: "withdrawn" });
    const { window, held, buckets } = await board(house, staff, "&days=7");
    expect(buckets.map(({ from }) => from)).toEqual(
      [24, 25, 26, 27, 28]
        .map((day) => `2026-02-${day}`)
        .concat(["2026-03-01", "2026-03-02", "2026-03-03"])
        .slice(-7),
    );
    expect(window).toMatchObject({ opened: 3, resolved: 2, otherwiseEnded: 1, reopened: 1 });
    expect(window.firstLine).toEqual({ of: 2, count: 1 });
    expect(window.kept).toEqual({ of: 2, count: 1 });
    expect(window.ratings).toEqual({ count: 1, sum: 5, byScore: [0, 0, 0, 0, 1] });
    expect(window.trend.slice(-2).map(({ opened, resolved }) => [opened, resolved])).toEqual([
      [3, 1],
      [0, 1],
    ]);
    const seconds = Object.fromEntries(held.shares.map(({ party, seconds: each }) => [party, each]));
    expect(held).toMatchObject({ tickets: 3, isSampled: false });
    // Its two hours at the second tier over, it went on to the third by itself, where nobody took it.
    expect(seconds).toMatchObject({ l1: 600, l2: 7_200 });
    expect((await board(house, staff, "&days=1")).window.opened).toBe(0);
  });

  it("opens what it counts: the query of a figure finds as many", async () => {
    const { house, staff, say, open } = await busyHouse();
    const id = await open();
    await say(`/tickets/${id}/resolution`, { solution: "Restarted." });
    await say(`/tickets/${id}/reopening`, { reason: "again" });
    await say(`/tickets/${id}/resolution`, { solution: "Restarted." });
    const { body } = await house.ask(
      "GET",
      `/api/v1/tickets/count?zone=UTC&query=${encodeURIComponent("resolved>2026-03-02 reopened:yes")}`,
      staff,
    );
    expect(body).toEqual({ count: 1, isMore: false });
  });

  it("is for those who may read it", async () => {
    const { house } = await busyHouse();
    expect(codeOf(await house.ask("GET", "/api/v1/board", await house.token(["tickets:read"])))).toBe("forbidden");
    expect(codeOf(await house.ask("GET", "/api/v1/board?zone=Nowhere", await house.token(["board:read"])))).toBe("bad-zone");
    expect(instant("2026-03-02T09:00:00Z")).toBe(house.door.clock());
  });
});

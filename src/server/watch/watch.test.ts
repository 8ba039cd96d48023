import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { hours, minutes, seconds } from "#core/time/instant.ts";
import { codeOf, type Json, publicUrl } from "#server/http/app.fixture.ts";
import { auditOnce, isWell } from "#server/watch/audit.ts";
import { pingDue } from "#server/watch/ping.ts";
import { gateway, gatewaysOf, openSite, type Site, well } from "#server/watch/site.fixture.ts";
import { endTests, openTests } from "#server/watch/test-page.ts";

/** A server outside that counts who called it. */
async function openOuter(): Promise<{ url: string; calls: string[]; status: number }> {
  const outer = { url: "", calls: [] as string[], status: 200 };
  const server = createServer((request, response) => {
    outer.calls.push(`${request.method} ${request.url}`);
    response.writeHead(outer.status).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  outer.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping`;
  return outer;
}

const openPage = async ({ house }: Site, targets = ["person:alice"]): Promise<number> => {
  const command = {
    type: "open-page",
    pageId: 0,
    customerId: "bank",
    ticketId: null,
    cause: "manual",
    targets,
    urgency: "high",
    summary: "Look",
    actor: "agent:carol",
  } as const;
  const { events } = await house.door.perform({ scope: "*", commands: [command] });
  return (events[0] as Json).pageId;
};

describe("the auditor", () => {
  it("says that all is well, at most every ten seconds", async () => {
    const site = await openSite();
    const { house, ask } = site;
    expect(await isWell(house.door)).toBe(false);
    expect(await auditOnce(house.door, well)).toBe(true);
    expect(await auditOnce(house.door, well)).toBe(false);
    expect(await ask("GET", "/watch")).toMatchObject({
      isWell: true,
      auditedAt: "2026-03-02T09:00:00.000Z",
      findings: [],
      figures: { openPages: 0 },
    });
    house.advance(seconds(61));
    expect((await ask("GET", "/watch")).isWell).toBe(false);
  });

  it("finds an open page that nothing will wake, alarms the last resort once, and says when it is over", async () => {
    const site = await openSite();
    const { house, ask, owner } = site;
    const page = await openPage(site);
    await site.audit();
    expect((await ask("GET", "/watch")).findings).toEqual([]);
    // No command can bring this about: the row is damaged behind the curtain.
    await owner("update pages set due_at = null where id = $1", [page]);
    house.advance(seconds(10));
    await site.audit();
    const { findings, isWell: isFine } = await ask("GET", "/watch");
    expect(isFine).toBe(false);
    expect(findings).toMatchObject([
      {
        kind: "page-without-next",
        subject: String(page),
        isFatal: true,
        beganAt: "2026-03-02T09:00:10.000Z",
        alarmedAt: "2026-03-02T09:00:10.000Z",
      },
    ]);
    house.advance(seconds(10));
    await site.audit();
    const alarms = () =>
      owner(
        "select recipient, urgency, content from deliveries where purpose = 'alarm' and content->'subject'->>'en' like 'page %' order by id",
      );
    expect(await alarms()).toMatchObject([
      {
        recipient: "role:administrator",
        urgency: "high",
        content: { kind: "alarm", path: "/watch", subject: { en: `page ${page} waits for an answer, and nothing comes next` } },
      },
    ]);
    house.advance(hours(1));
    await site.audit();
    expect(await alarms()).toHaveLength(2);
    await house.door.perform({ scope: "*", commands: [{ type: "resolve-page", pageId: page, reason: "answered", actor: "agent:carol" }] });
    house.advance(seconds(10));
    await site.audit();
    const after = await ask("GET", "/watch");
    expect(after.findings.map(({ kind }: Json) => kind)).not.toContain("page-without-next");
    expect(after.past).toMatchObject([{ kind: "page-without-next", endedAt: "2026-03-02T10:00:30.000Z" }]);
  });

  it("finds what is overdue: nobody runs the loops here", async () => {
    const site = await openSite();
    const { house, ask } = site;
    await openPage(site);
    house.advance(minutes(10));
    await auditOnce(house.door, well);
    const kinds = (await ask("GET", "/watch")).findings.map(({ kind }: Json) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["page-overdue", "delivery-overdue", "log-unsealed"]));
  });

  it("tells a channel that is down from a gateway whose neighbour does the work", async () => {
    const site = await openSite();
    const { house, ask, owner } = site;
    await site.audit(gatewaysOf(gateway("unhealthy"), gateway("healthy", "sms-b")));
    expect((await ask("GET", "/watch")).findings).toMatchObject([{ kind: "gateway-unwell", subject: "sms-a", isFatal: false }]);
    house.advance(minutes(2));
    await site.audit(gatewaysOf(gateway("unhealthy")));
    expect((await ask("GET", "/watch")).findings.map(({ kind, isFatal }: Json) => [kind, isFatal])).toContainEqual(["channel-down", true]);
    expect(await owner("select 1 from deliveries where content->'subject'->>'en' like 'sms-a is%'")).toEqual([]);
  });
});

describe("a dead man's ping", () => {
  it("goes out while the audit is satisfied, and stops when it is not", async () => {
    const site = await openSite();
    const { house, ask, owner } = site;
    const outer = await openOuter();
    const ping = await ask("POST", "/watch/pings", { name: "Outer", url: outer.url, everyMs: 60_000 });
    expect(ping).toMatchObject({ sentAt: null, takenAt: null });
    await pingDue(house.door, house.parts.outside);
    expect(outer.calls).toEqual([]);
    expect((await ask("GET", "/watch/settings")).pings[0].said).toContain("held back");
    house.advance(minutes(1));
    await site.audit();
    await pingDue(house.door, house.parts.outside);
    await pingDue(house.door, house.parts.outside);
    expect(outer.calls).toEqual(["GET /ping"]);
    expect((await ask("GET", "/watch/settings")).pings[0]).toMatchObject({ said: null, takenAt: "2026-03-02T09:01:00.000Z" });
    const page = await openPage(site);
    await owner("update pages set due_at = null where id = $1", [page]);
    house.advance(minutes(1));
    await site.audit();
    await pingDue(house.door, house.parts.outside);
    expect(outer.calls).toHaveLength(1);
    await ask("DELETE", `/watch/pings/${ping.id}`);
    expect((await ask("GET", "/watch/settings")).pings).toEqual([]);
  });

  it("that is refused says so", async () => {
    const site = await openSite();
    const { house, ask } = site;
    const outer = await openOuter();
    outer.status = 404;
    await ask("POST", "/watch/pings", { name: "Outer", url: outer.url, method: "POST" });
    await site.audit();
    await pingDue(house.door, house.parts.outside);
    expect(outer.calls).toEqual(["POST /ping"]);
    expect((await ask("GET", "/watch/settings")).pings[0]).toMatchObject({ said: "answered 404", takenAt: null });
  });
});

describe("two installations", () => {
  it("hear each other, and miss each other", async () => {
    const [paris, madrid] = [await openSite(), await openSite()];
    const bridge = createServer((request, response) => {
      void Promise.resolve(paris.house.app.request(request.url!, { method: request.method! })).then((answer) =>
        response.writeHead(answer.status).end(),
      );
    });
    await new Promise<void>((resolve) => bridge.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => {
      bridge.closeAllConnections();
      bridge.close();
    });
    const seen = await paris.ask("POST", "/watch/witnesses", { name: "Madrid", missingAfterMs: 300_000 });
    expect(seen.ownUrl).toMatch(new RegExp(`^${publicUrl}/witness/[\\w-]{43}$`));
    const url = seen.ownUrl.replace(publicUrl, `http://127.0.0.1:${(bridge.address() as AddressInfo).port}`);
    const told = await madrid.ask("POST", "/watch/witnesses", { name: "Paris" });
    await madrid.ask("PATCH", `/watch/witnesses/${told.id}`, { url });
    await madrid.audit();
    paris.house.advance(minutes(4));
    await pingDue(madrid.house.door, madrid.house.parts.outside);
    expect((await paris.ask("GET", "/watch/settings")).witnesses[0].heardAt).toBe("2026-03-02T09:04:00.000Z");
    paris.house.advance(minutes(5));
    await paris.audit();
    expect((await paris.ask("GET", "/watch")).findings).toEqual([]);
    paris.house.advance(minutes(1));
    await paris.audit();
    const standing = await paris.ask("GET", "/watch");
    expect(standing.findings).toMatchObject([{ kind: "witness-missing", facts: { witness: "Madrid", minutes: 6 }, isFatal: false }]);
    expect(standing.isWell).toBe(true);
    expect(await paris.owner("select 1 from deliveries where purpose = 'alarm'")).toHaveLength(1);
  });

  it("do not take anybody for the other", async () => {
    const { house } = await openSite();
    for (const token of ["x", "A".repeat(43)]) expect((await house.app.request(`/witness/${token}`, { method: "POST" })).status).toBe(404);
  });
});

describe("a test page", () => {
  it("goes out at its hour, is answered, and what came of it is kept", async () => {
    const site = await openSite("2026-03-02T08:30:00Z");
    const { house, ask, owner } = site;
    const test = await ask("POST", "/watch/tests", { target: "person:alice", wallTime: "10:00", days: [1, 3], zone: "Europe/Madrid" });
    expect(test).toMatchObject({ nextAt: "2026-03-02T09:00:00.000Z", withinMs: 300_000 });
    expect(await openTests(house.door)).toBe(0);
    house.advance(minutes(30));
    expect(await openTests(house.door)).toBe(1);
    expect(await openTests(house.door)).toBe(0);
    const [run] = (await ask("GET", "/watch")).runs;
    expect(run).toMatchObject({ target: "person:alice", at: "2026-03-02T09:00:00.000Z", answeredAt: null, endedAt: null });
    expect(await owner("select purpose, recipient from deliveries where page_id = $1", [run.pageId])).toEqual([
      { purpose: "page", recipient: "person:alice" },
    ]);
    house.advance(minutes(2));
    expect(await endTests(house.door)).toBe(0);
    await house.door.perform({
      scope: "*",
      commands: [{ type: "acknowledge-page", pageId: run.pageId, via: "link", actor: "agent:alice" }],
    });
    expect(await endTests(house.door)).toBe(1);
    const after = await ask("GET", "/watch");
    expect(after.runs[0]).toMatchObject({
      answeredAt: "2026-03-02T09:02:00.000Z",
      answeredBy: "agent:alice",
      endedAt: "2026-03-02T09:02:00.000Z",
    });
    expect(await owner("select state, due_at from pages where id = $1", [run.pageId])).toEqual([{ state: "resolved", due_at: null }]);
    expect((await ask("GET", "/watch/settings")).tests[0].nextAt).toBe("2026-03-04T09:00:00.000Z");
  });

  it("that nobody answers ends, and is an alarm", async () => {
    const site = await openSite();
    const { house, ask, owner } = site;
    const { pageId } = await ask("POST", "/watch/test-pages", { target: "person:alice", withinMs: 120_000 });
    house.advance(minutes(2));
    expect(await endTests(house.door)).toBe(1);
    expect(await owner("select state from pages where id = $1", [pageId])).toEqual([{ state: "resolved" }]);
    await site.audit();
    expect((await ask("GET", "/watch")).findings.map(({ kind, facts }: Json) => [kind, facts.page])).toContainEqual([
      "test-unanswered",
      pageId,
    ]);
    // A later one that is answered says more.
    const again = await ask("POST", "/watch/test-pages", { target: "person:alice" });
    await house.door.perform({
      scope: "*",
      commands: [{ type: "acknowledge-page", pageId: again.pageId, via: "sms", actor: "agent:alice" }],
    });
    await endTests(house.door);
    house.advance(seconds(10));
    await site.audit();
    expect((await ask("GET", "/watch")).findings.map(({ kind }: Json) => kind)).not.toContain("test-unanswered");
  });

  it("is sent once by two nodes, and not at all for an hour long gone", async () => {
    const site = await openSite("2026-03-02T08:30:00Z");
    const { house, ask, owner } = site;
    await ask("POST", "/watch/tests", { target: "person:alice", wallTime: "10:00", days: [1, 2, 3, 4, 5, 6, 7], zone: "Europe/Madrid" });
    house.advance(minutes(31));
    await Promise.all([openTests(house.door), openTests(house.door)]);
    expect(await owner("select 1 from watch_test_runs")).toHaveLength(1);
    house.advance(hours(26));
    await openTests(house.door);
    expect(await owner("select 1 from watch_test_runs")).toHaveLength(1);
    expect((await ask("GET", "/watch/settings")).tests[0].nextAt).toBe("2026-03-04T09:00:00.000Z");
  });
});

describe("what is refused", () => {
  it("to whoever may not, and what cannot be", async () => {
    const { house, admin } = await openSite();
    const reader = await house.token(["board:read"]);
    expect((await house.ask("GET", "/api/v1/watch", reader)).status).toBe(200);
    expect((await house.ask("GET", "/api/v1/watch/settings", reader)).status).toBe(403);
    expect((await house.ask("GET", "/api/v1/watch", await house.token(["tickets:read"]))).status).toBe(403);
    const refused = async (path: string, body: unknown) => codeOf(await house.ask("POST", `/api/v1/watch${path}`, admin, body));
    expect(await refused("/pings", { name: "x", url: "ftp://x" })).toBe("bad-watch-address");
    expect(await refused("/tests", { target: "alice", wallTime: "10:00", days: [1] })).toBe("invalid-request");
    expect(await refused("/tests", { target: "person:alice", wallTime: "25:00", days: [1] })).toBe("invalid-request");
    expect(await refused("/tests", { target: "person:alice", wallTime: "10:00", days: [1], zone: "Madrid" })).toBe("bad-zone");
    expect(codeOf(await house.ask("DELETE", "/api/v1/watch/pings/none", admin))).toBe("unknown-watch");
  });
});

import { describe, expect, it } from "vitest";
import { hours } from "#core/time/instant.ts";
import { measureLatency } from "#server/watch/latency.ts";
import { openSite, type Site } from "#server/watch/site.fixture.ts";

/** Somebody told of a page, and a provider that took it after so many milliseconds, at the second try if `failed`. */
async function deliver({ house, owner }: Site, tookMs: number, failed = false): Promise<void> {
  const at = house.door.clock();
  const lines = JSON.stringify([{ channel: "sms", address: "+34600", at }]);
  const [{ id }] = await owner(
    "insert into deliveries (customer_id, purpose, recipient, urgency, wanted_at, content, lines, state) values ('bank', 'page', 'person:alice', 'high', $1, '{}', $2, 'sent') returning id",
    [at, lines],
  );
  const add = (number: number, outcome: string, endedAt: number) =>
    owner(
      "insert into attempts (customer_id, delivery_id, number, line, channel, gateway, began_at, ended_at, outcome) values ('bank', $1, $2, 0, 'sms', 'a', $3, $4, $5)",
      [id, number, at, endedAt, outcome],
    );
  if (failed) await add(1, "failed-for-now", at + 5);
  await add(failed ? 2 : 1, "sent", at + tookMs);
  await add(3, "sent", at + tookMs + 60_000);
}

describe("the measured latency", () => {
  it("counts from the cause to the first provider that took it, failures before included", async () => {
    const site = await openSite("2026-03-02T09:10:00Z");
    for (const ms of [40, 80, 120]) await deliver(site, ms);
    await deliver(site, 9_000, true);
    await measureLatency(site.house.door);
    await measureLatency(site.house.door);
    expect((await site.ask("GET", "/watch")).latency).toEqual([
      { hourAt: "2026-03-02T09:00:00.000Z", deliveries: 4, p50Ms: 80, p95Ms: 9_000, p99Ms: 9_000, slowestMs: 9_000 },
    ]);
  });
});

describe("metrics", () => {
  it("are Prometheus's text, with the latency as a histogram that only grows", async () => {
    const site = await openSite("2026-03-02T09:10:00Z");
    await deliver(site, 40);
    await measureLatency(site.house.door);
    site.house.advance(hours(5));
    await deliver(site, 400);
    await measureLatency(site.house.door);
    await site.audit();
    const { status, headers, body } = await site.house.ask("GET", "/metrics", site.admin);
    expect([status, headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    for (const line of [
      'guardia_build_info{version="0.0.0-test"} 1',
      "guardia_well 1",
      'guardia_page_latency_seconds_bucket{le="0.025"} 0',
      'guardia_page_latency_seconds_bucket{le="0.05"} 1',
      'guardia_page_latency_seconds_bucket{le="0.25"} 1',
      'guardia_page_latency_seconds_bucket{le="0.5"} 2',
      'guardia_page_latency_seconds_bucket{le="+Inf"} 2',
      "guardia_page_latency_seconds_sum 0.44",
      "guardia_page_latency_seconds_count 2",
      "# TYPE guardia_page_latency_seconds histogram",
    ])
      expect(body.split("\n")).toContain(line);
    // Each line is a comment or a sample, as the format's grammar has it.
    for (const line of body.trimEnd().split("\n"))
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? [\d.e+-]+)$/);
  });

  it("are for a token that may, and for nobody else behind a public address", async () => {
    const { house } = await openSite();
    expect((await house.ask("GET", "/metrics", {})).status).toBe(401);
    const weak = { authorization: `Bearer ${await house.token(["tickets:read"])}` };
    expect((await house.app.request("/metrics", { headers: weak })).status).toBe(403);
    expect((await house.ask("GET", "/metrics", await house.token(["board:read"]))).status).toBe(200);
  });
});

import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours, minutes, seconds } from "#core/time/instant.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { pageLinkLifeMs, pageLinkSecret, signPageLink } from "#server/oncall/page-link.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const layer = { name: "weeks", participants: ["bob", "carol"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };

const document: Document = {
  ...storyModel,
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
  schedules: { nights: { zone: "UTC", layers: [layer] }, empty: { zone: "UTC", layers: [{ ...layer, participants: [] }] } },
  escalationPolicies: {
    payments: {
      steps: [
        { after: "0s", notify: ["schedule:nights"] },
        { after: "5m", notify: ["person:dan"] },
      ],
    },
  },
  lastResort: ["person:dan"],
};

const opening = { customerId: "bank", service: "payments", component: "ledger", subject: "Payments stand still", priority: "P1" };

async function pagedHouse() {
  const house = await openHouse({ document });
  const staff = await house.token(["tickets:read", "tickets:write"]);
  const say = async (path: string, body: object = {}): Promise<Json> => {
    const answer = await house.ask("POST", `/api/v1${path}`, staff, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const see = async (path: string): Promise<Json> => (await house.ask("GET", `/api/v1${path}`, staff)).body;
  return { house, staff, say, see };
}

/** As the deliveries worker writes it: an attempt that was accepted, and its receipt. */
async function attempted(house: House, pageId: number, sentAfterMs: number): Promise<number> {
  return house.door.write("*", async ({ db }) => {
    const reach = db.withTables<ReachTables>();
    const { id, customer_id, wanted_at } = await reach
      .selectFrom("deliveries")
      .selectAll()
      .where("page_id", "=", pageId)
      .orderBy("id")
      .limit(1)
      .executeTakeFirstOrThrow();
    const at = wanted_at + sentAfterMs;
    const line = {
      channel: "sms",
      address: "+34600000000",
      at: wanted_at,
      state: "delivered",
      refusedBy: [],
      failures: {},
      notBefore: null,
    };
    await reach
      .updateTable("deliveries")
      .set({ state: "delivered", lines: JSON.stringify([line]) })
      .where("id", "=", id)
      .execute();
    const shared = { customer_id, delivery_id: id, line: 0, channel: "sms" as const, gateway: "first", expects_receipt: true };
    await reach
      .insertInto("attempts")
      .values([
        {
          ...shared,
          number: 1,
          began_at: wanted_at + 10,
          ended_at: wanted_at + 20,
          outcome: "failed-for-now",
          said: "503",
          provider_id: null,
          receipt: null,
          receipt_at: null,
        },
        {
          ...shared,
          number: 2,
          began_at: at - 30,
          ended_at: at,
          outcome: "sent",
          said: null,
          provider_id: "SM1",
          receipt: "delivered",
          receipt_at: at + 900,
        },
      ])
      .execute();
    return id;
  });
}

test("a page tells its whole ledger, and in one line what became of it", async () => {
  const { house, say, see } = await pagedHouse();
  const { id } = await say("/tickets", opening);
  await attempted(house, id, 220);
  house.advance(minutes(1));
  expect(await say(`/pages/${id}/acknowledgement`)).toMatchObject({ state: "acknowledged", acknowledgedVia: "api" });
  const ledger = await see(`/pages/${id}`);
  expect(ledger).toMatchObject({ id, ticketId: id, customerName: "Banco Sur", policy: "payments", summary: "Payments stand still" });
  expect(ledger.lastLine).toEqual({
    openedAt: "2026-03-02T09:00:00.000Z",
    sent: { afterMs: 220, recipient: "person:bob", channel: "sms", gateway: "first", gatewayName: "first" },
    delivered: { afterMs: 1_120, recipient: "person:bob", channel: "sms" },
    acknowledged: { afterMs: 60_000, by: "token:token-1", byName: "token-1", via: "api" },
  });
  expect(ledger.facts.map(({ type }: Json) => type)).toEqual(["page.opened", "page.step-fired", "page.acknowledged"]);
  expect(ledger.deliveries).toMatchObject([
    {
      recipient: "person:bob",
      step: 0,
      round: 0,
      state: "delivered",
      lines: [
        {
          channel: "sms",
          attempts: [
            { outcome: "failed-for-now", said: "503" },
            { outcome: "sent", receipt: "delivered" },
          ],
        },
      ],
    },
  ]);
  expect(JSON.stringify(ledger)).not.toContain("+34600000000");
});

test("pages that are not over come first, page by page; by ticket; and those that were to reach me", async () => {
  const { house, say, see } = await pagedHouse();
  const ids: number[] = [];
  for (let i = 0; i < 5; i++) {
    ids.push((await say("/tickets", { ...opening, subject: `Ticket ${i}` })).id);
    house.advance(seconds(1));
  }
  await say(`/pages/${ids[4]}/resolution`);
  await say(`/pages/${ids[1]}/resolution`);
  const walked: number[] = [];
  for (let next = ""; ; ) {
    const page = await see(`/pages?state=all&limit=2${next}`);
    walked.push(...page.items.map(({ id }: Json) => id));
    if (page.next === null) break;
    next = `&cursor=${page.next}`;
  }
  expect(walked).toEqual([ids[3], ids[2], ids[0], ids[4], ids[1]]);
  expect((await see("/pages")).items.map(({ id }: Json) => id)).toEqual([ids[3], ids[2], ids[0]]);
  expect((await see(`/pages?state=all&ticket=${ids[4]}`)).items).toMatchObject([{ id: ids[4], state: "resolved" }]);
  expect((await see("/pages?mine=yes")).items).toEqual([]);
  await say(`/pages/${ids[2]}/acknowledgement`);
  expect((await see("/pages?mine=yes")).items).toMatchObject([{ id: ids[2] }]);
  expect(codeOf(await house.ask("GET", "/api/v1/pages?cursor=x", (await house.token(["tickets:read"])) as string))).toBe("bad-cursor");
});

test("somebody is paged by hand, once for each key, and only whom the model knows", async () => {
  const { house, staff, say } = await pagedHouse();
  const asked = { customerId: "bank", targets: ["person:dan"], urgency: "low", summary: "Come, please" };
  const headers = { authorization: `Bearer ${staff}`, "idempotency-key": "k-1" };
  const first = await house.ask("POST", "/api/v1/pages", headers, asked);
  expect(first).toMatchObject({ status: 201, body: { cause: "manual", told: ["person:dan"], ticketId: null, policy: null } });
  expect((await house.ask("POST", "/api/v1/pages", headers, asked)).body.id).toBe(first.body.id);
  const refused = async (body: object): Promise<string> => codeOf(await house.ask("POST", "/api/v1/pages", staff, { ...asked, ...body }));
  expect(await refused({ targets: ["person:nobody"] })).toBe("unknown-person");
  expect(await refused({ targets: ["team:nobody"] })).toBe("unknown-target");
  expect(await refused({ targets: undefined })).toBe("page-for-nobody");
  expect(await refused({ targets: undefined, policy: "gone" })).toBe("unknown-policy");
  expect(await refused({ customerId: "nobody" })).toBe("unknown-customer");
  expect(await refused({ ticketId: 4_711 })).toBe("unknown-ticket");
  expect(await refused({ summary: " " })).toBe("text-missing");
  expect(await say(`/pages/${first.body.id}/escalation`, { note: "Nobody comes" })).toMatchObject({ state: "exhausted" });
  await say(`/pages/${first.body.id}/resolution`);
  expect(codeOf(await house.ask("POST", `/api/v1/pages/${first.body.id}/acknowledgement`, staff, {}))).toBe("page-resolved");
  expect(codeOf(await house.ask("GET", "/api/v1/pages/987654", staff))).toBe("unknown-page");
});

test("who is on call now, by which layer and until when", async () => {
  const { see } = await pagedHouse();
  expect((await see("/oncall/now")).items).toEqual([
    { schedule: "nights", person: "bob", personName: "Bob", layer: "weeks", until: "2026-03-09T09:00:00.000Z" },
    { schedule: "empty", person: null, personName: null, layer: null, until: null },
  ]);
});

test("a customer sees no page, not even their own tickets'", async () => {
  const { house, say } = await pagedHouse();
  const { id } = await say("/tickets", opening);
  const customers = await house.token(["tickets:read", "tickets:write"], "bank");
  for (const path of ["/pages", `/pages/${id}`, "/oncall/now"]) {
    expect((await house.ask("GET", `/api/v1${path}`, customers)).status).toBe(403);
  }
  for (const noun of ["acknowledgement", "escalation", "resolution"]) {
    expect((await house.ask("POST", `/api/v1/pages/${id}/${noun}`, customers, {})).status).toBe(403);
  }
});

test("what a customer does pages too: they open, resolve and reopen within their own scope", async () => {
  const { house, say, see } = await pagedHouse();
  const customers = await house.token(["tickets:read", "tickets:write"], "bank");
  const { priority: _, ...asked } = opening;
  const facts = { affected: "everybody", atStake: "money", hasWorkaround: false };
  const opened = await house.ask("POST", "/api/v1/tickets", customers, { ...asked, facts });
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const { id } = opened.body;
  expect(await see(`/pages/${id}`)).toMatchObject({
    state: "open",
    urgency: "high",
    deliveries: [{ recipient: "person:bob", state: "waiting" }],
  });
  await say(`/tickets/${id}/resolution`, { solution: "Restarted." });
  expect((await house.ask("POST", `/api/v1/tickets/${id}/reopening`, customers, { reason: "Down again" })).status).toBe(200);
  expect(await see(`/pages/${id}`)).toMatchObject({ state: "open", deliveries: [{ state: "cancelled" }, { state: "waiting" }] });
});

test("a link shows what it is about without acting, answers without a session, and ends", async () => {
  const { house, say, see } = await pagedHouse();
  const { id } = await say("/tickets", opening);
  const deliveryId = await attempted(house, id, 100);
  const expiresAt = (house.door.clock() + pageLinkLifeMs) as never;
  const secret = await sharedSecret(house.door, pageLinkSecret);
  const token = signPageLink(secret, { pageId: id, customerId: "bank", deliveryId, person: "bob", expiresAt });
  const path = `/api/v1/page-links/${token}`;
  const shown = await house.ask("GET", path, {});
  expect(shown).toMatchObject({
    status: 200,
    body: {
      pageId: id,
      summary: "Payments stand still",
      customerName: "Banco Sur",
      state: "open",
      personName: "Bob",
      others: [],
      mayAnswer: true,
      isMine: false,
    },
  });
  expect(shown.headers.get("cache-control")).toBe("no-store");
  expect(await see(`/pages/${id}`)).toMatchObject({ state: "open" });
  expect((await house.ask("POST", `${path}/acknowledgement`, {}, {})).body).toMatchObject({
    state: "acknowledged",
    acknowledgedByName: "Bob",
    isMine: true,
  });
  expect(await see(`/tickets/${id}`)).toMatchObject({ assignee: "bob" });
  expect((await house.ask("POST", `${path}/escalation`, {}, {})).body).toMatchObject({ state: "open", others: ["Dan"] });
  await say(`/pages/${id}/resolution`);
  expect((await house.ask("POST", `${path}/acknowledgement`, {}, {})).body).toMatchObject({ state: "resolved", mayAnswer: false });
  expect(codeOf(await house.ask("GET", `/api/v1/page-links/${token}x`, {}))).toBe("bad-page-link");
  const elsewhere = signPageLink(secret, { pageId: id, customerId: "factory", deliveryId, person: "bob", expiresAt });
  expect(codeOf(await house.ask("GET", `/api/v1/page-links/${elsewhere}`, {}))).toBe("unknown-page");
  house.advance(hours(24));
  expect(await house.ask("POST", `${path}/acknowledgement`, {}, {})).toMatchObject({ status: 410 });
});

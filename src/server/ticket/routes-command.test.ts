import { beforeEach, describe, expect, it } from "vitest";
import { hours } from "#core/time/instant.ts";
import { type Answer, codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

let house: House;
let staff: string;
beforeEach(async () => {
  house = await openHouse();
  staff = await house.token(["tickets:read", "tickets:write", "tickets:override"]);
});

const opening = { customerId: "bank", service: "payments", component: "ledger", subject: "Nothing is booked", priority: "P1" };
const open = (fields: Record<string, unknown> = {}, as: string | Record<string, string> = staff): Promise<Answer> =>
  house.ask("POST", "/api/v1/tickets", as, { ...opening, ...fields });
const post = (id: number, noun: string, body: unknown = {}, as: string | Record<string, string> = staff): Promise<Answer> =>
  house.ask("POST", `/api/v1/tickets/${id}/${noun}`, as, body);
const get = (path: string, as: string | Record<string, string> = staff): Promise<Answer> => house.ask("GET", `/api/v1/tickets${path}`, as);

describe("opening", () => {
  it("decides coverage, place and clocks, and says where the ticket is", async () => {
    const { status, headers, body } = await open();
    expect(status).toBe(201);
    expect(headers.get("location")).toBe(`/api/v1/tickets/${body.id}`);
    expect(headers.get("etag")).toBe('"1"');
    expect(body).toMatchObject({
      ...{ customerId: "bank", priority: "P1", tier: 1, team: "desk", channel: "api", openedAt: "2026-03-02T09:00:00.000Z" },
      coverage: { decision: "covered", clause: "§2", text: "Everything about payments is covered." },
    });
    const due = Object.fromEntries(body.clocks.map((clock: Json) => [`${clock.party} ${clock.objective}`, clock.dueAt]));
    expect(due).toEqual({
      "sla response": "2026-03-02T09:15:00.000Z",
      "sla restoration": "2026-03-02T11:00:00.000Z",
      "sla resolution": "2026-03-02T13:00:00.000Z",
      "ola escalation": "2026-03-02T09:30:00.000Z",
    });
  });

  it("proposes the priority from facts", async () => {
    const { body } = await open({ priority: undefined, facts: { affected: "some", hasWorkaround: true, atStake: "money" } });
    expect(body).toMatchObject({ impact: 2, urgency: 2, priority: "P3" });
  });

  it("answers the exclusion with the clause and the redirection, in the reader's language", async () => {
    const asked = { customerId: "factory", service: "gate", component: "turnstile", subject: "An arm is bent" };
    const { body } = await house.ask("POST", "/api/v1/tickets", staff, asked);
    expect(body.coverage).toMatchObject({ decision: "excluded", clause: "§7.2", redirect: { to: "Torno S.A., spare parts" } });
    const none = { customerId: "factory", service: "payments", subject: "A question" };
    const french = await house.ask(
      "POST",
      "/api/v1/tickets",
      { authorization: `Bearer ${staff}`, "accept-language": "fr-CA, en;q=0.5" },
      none,
    );
    expect(french.body.coverage.text).toContain("Aucun contrat en vigueur");
  });

  it.each([
    [{ customerId: "nobody" }, 404, "unknown-customer"],
    [{ service: "coffee" }, 404, "unknown-service"],
    [{ component: "wheel" }, 404, "unknown-component"],
    [{ subject: "   " }, 422, "text-missing"],
    [{ customerId: undefined }, 422, "invalid-request"],
  ])("refuses %o", async (fields, status, code) => {
    const answer = await open(fields);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it("refuses when there is no model, and says how to get one", async () => {
    const empty = await openHouse({ document: null });
    const answer = await empty.ask("POST", "/api/v1/tickets", await empty.token(["tickets:write"]), opening);
    expect([answer.status, codeOf(answer)]).toEqual([409, "no-model"]);
    expect(answer.body.detail).toContain("guardia model apply");
  });
});

describe("each verb", () => {
  type Step = readonly [noun: string, body: Record<string, unknown>, shows: Record<string, unknown>];
  const life: readonly Step[] = [
    ["acknowledgement", {}, { respondedAt: "2026-03-02T09:00:00.000Z" }],
    ["triage", { facts: { affected: "everybody", hasWorkaround: false, atStake: "money" } }, { priority: "P1", impact: 1 }],
    ["priority", { priority: "P2", reason: "The bank has a way around it." }, { priority: "P2" }],
    ["assignment", { assignee: "alice" }, { assignee: "alice" }],
    ["collaborators", { person: "bob" }, { collaborators: ["bob"] }],
    ["departures", { person: "bob" }, { collaborators: [] }],
    ["replies", { visibility: "public", text: "We look into it." }, { status: "open" }],
    ["pause", { reason: "vendor", vendor: "torno", reference: "T-1" }, { pause: { reason: "vendor", vendor: "torno" } }],
    ["resumption", { note: "Torno answered." }, { pause: null }],
    ["escalation", { reason: "Needs the application team." }, { tier: 2, team: "applications", assignee: null }],
    ["hand-back", { reason: "It was the network." }, { tier: 1, team: "desk" }],
    ["hand-over", { team: "development", reason: "A defect." }, { tier: 3, team: "development" }],
    ["classification", { kind: "problem" }, { kind: "problem" }],
    [
      "quote",
      { amount: { amount: 120_00, currency: "EUR" }, hours: 1.5, text: "A patch." },
      { quote: { state: "offered" }, pause: { reason: "quote" } },
    ],
    ["quote-decision", { state: "approved" }, { quote: { state: "approved" }, pause: null }],
    [
      "coverage",
      { decision: "billable", reason: "Agreed by telephone." },
      { coverage: { decision: "billable", overridden: "Agreed by telephone." } },
    ],
    ["contest", { reason: "We never agreed." }, { contestedAt: "2026-03-02T09:00:00.000Z" }],
    ["rank", { rank: 3 }, { rank: 3 }],
    ["restoration", { how: "workaround", note: "Restarted." }, { restoredAt: "2026-03-02T09:00:00.000Z" }],
    ["failure", {}, { restoredAt: null }],
    ["resolution", { solution: "Patched." }, { status: "resolved" }],
    ["reopening", { reason: "It fails again." }, { status: "open", reopenCount: 1 }],
    ["closing", { reason: "withdrawn" }, { status: "closed" }],
  ];

  it("does what it says, from opening to closing", async () => {
    const { body } = await open();
    let seq = body.seq;
    for (const [noun, given, shows] of life) {
      const answer = await post(body.id, noun, given);
      expect(answer.status, `${noun}: ${JSON.stringify(answer.body)}`).toBe(200);
      expect(answer.body, noun).toMatchObject(shows);
      expect(answer.body.seq, noun).toBeGreaterThan(seq);
      expect(answer.headers.get("etag")).toBe(`"${answer.body.seq}"`);
      seq = answer.body.seq;
    }
  });

  it("links and merges", async () => {
    const [one, two] = [(await open()).body, (await open()).body];
    expect((await post(one.id, "links", { link: "relates-to", otherId: two.id })).body.links).toEqual([
      { type: "relates-to", ticketId: two.id },
    ]);
    expect((await post(one.id, "merge", { into: two.id })).body).toMatchObject({ status: "closed", mergedInto: two.id });
  });

  it("opens a new ticket when the window to reopen has passed", async () => {
    const { body } = await open();
    await post(body.id, "resolution", { solution: "Patched." });
    house.advance(hours(24 * 30));
    const again = await post(body.id, "reopening", { reason: "It came back." });
    expect(again.status).toBe(201);
    expect(again.body.id).not.toBe(body.id);
    expect(again.headers.get("location")).toBe(`/api/v1/tickets/${again.body.id}`);
    expect(again.body.links).toEqual([{ type: "follows", ticketId: body.id }]);
  });

  it("answers with the ticket as it is when there was nothing to do", async () => {
    const { body } = await open();
    const first = await post(body.id, "acknowledgement");
    const second = await post(body.id, "acknowledgement");
    expect(second.status).toBe(200);
    expect(second.body).toEqual(first.body);
  });

  it.each<[string, Record<string, unknown>, number, string]>([
    ["priority", { priority: "P1", urgency: 3, impact: 2, reason: "x" }, 409, "priority-unchanged"],
    ["priority", { priority: "P2", reason: " " }, 422, "text-missing"],
    ["coverage", { decision: "covered", reason: "x" }, 409, "coverage-unchanged"],
    ["contest", { reason: "x" }, 409, "coverage-not-contestable"],
    ["quote-decision", { state: "approved" }, 409, "no-quote-offered"],
    ["assignment", { assignee: "mallory" }, 404, "unknown-person"],
    ["collaborators", { person: "mallory" }, 404, "unknown-person"],
    ["pause", { reason: "vendor", vendor: "acme" }, 404, "unknown-vendor"],
    ["resumption", {}, 409, "not-paused"],
    ["escalation", { toTier: 4 }, 409, "no-higher-tier"],
    ["hand-back", { reason: "x" }, 409, "no-lower-tier"],
    ["hand-over", { team: "marketing", reason: "x" }, 404, "unknown-team"],
    ["hand-over", { team: "desk", reason: "x" }, 409, "same-team"],
    ["failure", {}, 409, "not-restored"],
    ["reopening", { reason: "x" }, 409, "ticket-still-open"],
    ["closing", {}, 409, "ticket-not-resolved"],
    ["merge", { into: 4_711 }, 404, "unknown-ticket"],
    ["links", { link: "blocks", otherId: 4_711 }, 404, "unknown-ticket"],
    ["classification", { service: "coffee" }, 404, "unknown-service"],
    ["replies", { visibility: "secret", text: "x" }, 422, "invalid-request"],
    ["rank", { rank: 0 }, 422, "invalid-request"],
  ])("%s %o is refused", async (noun, given, status, code) => {
    const { body } = await open();
    const answer = await post(body.id, noun, given);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect((await get(`/${body.id}`)).body).toEqual(body);
  });

  it("names what is possible instead", async () => {
    const { body } = await open();
    await post(body.id, "resolution", { solution: "Patched." });
    const answer = await post(body.id, "pause", { reason: "customer" });
    expect([answer.status, codeOf(answer)]).toEqual([409, "ticket-already-resolved"]);
    expect(answer.body.detail).toContain("reopen it first");
  });

  it.each(["pause", "replies", "resolution"])("%s on a ticket that does not exist is 404", async (noun) => {
    const given = { pause: { reason: "customer" }, replies: { visibility: "public", text: "x" }, resolution: { solution: "x" } }[noun];
    expect(codeOf(await post(99, noun, given))).toBe("unknown-ticket");
  });
});

describe("versions and repetitions", () => {
  const with_ = (headers: Record<string, string>) => ({ authorization: `Bearer ${staff}`, ...headers });

  it("refuses a change that was made without having seen the last one", async () => {
    const { body } = await open();
    expect((await post(body.id, "rank", { rank: 1 }, with_({ "if-match": '"1"' }))).status).toBe(200);
    const stale = await post(body.id, "rank", { rank: 2 }, with_({ "if-match": '"1"' }));
    expect([stale.status, codeOf(stale), stale.body.seq]).toEqual([412, "ticket-changed", 2]);
    expect((await post(body.id, "rank", { rank: 2 }, with_({ "if-match": "*" }))).status).toBe(200);
    expect(codeOf(await post(body.id, "rank", { rank: 3 }, with_({ "if-match": "yesterday" })))).toBe("bad-if-match");
  });

  it("lets one of two that change at once win", async () => {
    const { body } = await open();
    const answers = await Promise.all([1, 2, 3].map((rank) => post(body.id, "rank", { rank }, with_({ "if-match": '"1"' }))));
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 412, 412]);
  });

  it("knows a ticket that the reader has already", async () => {
    const { body } = await open();
    expect((await get(`/${body.id}`, with_({ "if-none-match": '"1"' }))).status).toBe(304);
    expect((await get(`/${body.id}`, with_({ "if-none-match": '"0"' }))).status).toBe(200);
  });

  it("gives the first answer again for the same key and body, and does it once", async () => {
    const first = await open({}, with_({ "idempotency-key": "order-1" }));
    const again = await open({}, with_({ "idempotency-key": "order-1" }));
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect((await get("")).body.items).toHaveLength(1);
    const verb = () => post(first.body.id, "replies", { visibility: "public", text: "Once." }, with_({ "idempotency-key": "order-2" }));
    expect((await verb()).body).toEqual((await verb()).body);
    expect((await get(`/${first.body.id}/events`)).body.items.filter(({ type }: Json) => type === "ticket.replied")).toHaveLength(1);
  });

  it("refuses the same key with another body, or for another route", async () => {
    const first = await open({}, with_({ "idempotency-key": "order-1" }));
    const other = await open({ subject: "Something else" }, with_({ "idempotency-key": "order-1" }));
    expect([other.status, codeOf(other)]).toEqual([422, "idempotency-key-reused"]);
    expect(codeOf(await post(first.body.id, "rank", { rank: 1 }, with_({ "idempotency-key": "order-1" })))).toBe("idempotency-key-reused");
    expect(codeOf(await open({}, with_({ "idempotency-key": "a key with spaces" })))).toBe("bad-idempotency-key");
  });

  it("keeps the keys of two callers apart", async () => {
    const other = await house.token(["tickets:write"]);
    const first = await open({}, with_({ "idempotency-key": "1" }));
    const second = await open({}, { authorization: `Bearer ${other}`, "idempotency-key": "1" });
    expect(second.body.id).not.toBe(first.body.id);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { type Permission, permissions } from "#core/access/access.ts";
import { hours, minutes, seconds } from "#core/time/instant.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

let house: House;
let admin: string;
beforeEach(async () => {
  house = await openHouse();
  admin = await house.token(["admin"]);
});

const create = (body: Record<string, unknown>, as: string | Record<string, string> = admin) =>
  house.ask("POST", "/api/v1/tokens", as, body);
const opening = { customerId: "bank", service: "payments", component: "ledger", subject: "Nothing is booked", priority: "P1" };

describe("a token", () => {
  it("is shown once, works, is listed without its secret, and is in the log", async () => {
    const { status, body } = await create({ name: "monitoring", scopes: ["tickets:write"] });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^guardia_[\w-]{43}$/);
    expect((await house.ask("GET", "/api/v1/me", body.secret)).body).toMatchObject({
      kind: "token",
      name: "monitoring",
      permissions: ["tickets:write"],
    });
    const listed = await house.ask("GET", "/api/v1/tokens", admin);
    expect(listed.body.items.map(({ name }: Json) => name).sort()).toEqual(["monitoring", "token-1"]);
    expect(JSON.stringify(listed.body)).not.toContain(body.secret);
    const rows = await house.door.read("*", (db) =>
      db.selectFrom("events").select(["type", "facts", "actor"]).where("type", "=", "token.created").execute(),
    );
    expect(rows.at(-1)).toMatchObject({ actor: "token:token-1", facts: { name: "monitoring", scopes: ["tickets:write"] } });
    expect(JSON.stringify(rows)).not.toContain(body.secret);
  });

  it("is kept as a hash alone", async () => {
    const { secret } = (await create({ name: "monitoring", scopes: ["admin"] })).body;
    const rows = await house.door.read("*", (db) => db.selectFrom("tokens").selectAll().execute());
    expect(JSON.stringify(rows)).not.toContain(secret.slice(10));
  });

  it("notes its last use to the minute", async () => {
    const { secret, token } = (await create({ name: "monitoring", scopes: ["tickets:read"] })).body;
    await house.ask("GET", "/api/v1/tickets", secret);
    await expect
      .poll(async () => (await house.ask("GET", "/api/v1/tokens", admin)).body.items.find(({ id }: Json) => id === token.id).lastUsedAt)
      .toBe("2026-03-02T09:00:00.000Z");
  });

  it("ends at its instant, and when it is revoked at once", async () => {
    const short = (await create({ name: "short", scopes: ["tickets:read"], expiresAt: "2026-03-02T10:00:00Z" })).body;
    expect((await house.ask("GET", "/api/v1/tickets", short.secret)).status).toBe(200);
    house.advance(hours(1));
    expect(codeOf(await house.ask("GET", "/api/v1/tickets", short.secret))).toBe("unauthenticated");
    const long = (await create({ name: "long", scopes: ["tickets:read"] })).body;
    expect((await house.ask("GET", "/api/v1/tickets", long.secret)).status).toBe(200);
    expect((await house.ask("DELETE", `/api/v1/tokens/${long.token.id}`, admin)).status).toBe(204);
    expect(codeOf(await house.ask("GET", "/api/v1/tickets", long.secret))).toBe("unauthenticated");
    expect((await house.ask("DELETE", `/api/v1/tokens/${long.token.id}`, admin)).status).toBe(204);
  });

  it("revoked by another process is refused within two seconds", async () => {
    const { secret, token } = (await create({ name: "far", scopes: ["tickets:read"] })).body;
    expect((await house.ask("GET", "/api/v1/tickets", secret)).status).toBe(200);
    await house.door.write("*", ({ db }) =>
      db.updateTable("tokens").set({ revoked_at: house.door.clock() }).where("id", "=", token.id).execute(),
    );
    house.advance(seconds(2));
    expect(codeOf(await house.ask("GET", "/api/v1/tickets", secret))).toBe("unauthenticated");
  });

  it("is the first answer again under the same key, without the secret", async () => {
    const headers = { authorization: `Bearer ${admin}`, "idempotency-key": "k" };
    const first = await create({ name: "monitoring", scopes: ["admin"] }, headers);
    const again = await create({ name: "monitoring", scopes: ["admin"] }, headers);
    expect([again.status, again.body]).toEqual([201, { token: first.body.token, secret: null }]);
    expect(codeOf(await create({ name: "other", scopes: ["admin"] }, headers))).toBe("idempotency-key-reused");
  });

  it.each<[Record<string, unknown>, number, string]>([
    [{ name: "token-1", scopes: ["admin"] }, 409, "token-name-taken"],
    [{ name: "two words", scopes: ["admin"] }, 400, "bad-token-name"],
    [{ name: "x", scopes: [] }, 422, "invalid-request"],
    [{ name: "x", scopes: ["everything"] }, 422, "invalid-request"],
    [{ name: "x", scopes: ["admin"], customerId: "bank" }, 400, "bad-scopes"],
    [{ name: "x", scopes: ["model:read"], customerId: "bank" }, 400, "bad-scopes"],
    [{ name: "x", scopes: ["audit:read"], customerId: "bank" }, 400, "bad-scopes"],
    [{ name: "x", scopes: ["tickets:read"], customerId: "nobody" }, 404, "unknown-customer"],
    [{ name: "x", scopes: ["tickets:read"], expiresAt: "2026-03-02T09:00:00Z" }, 400, "bad-expiry"],
    [{ name: "x", scopes: ["tickets:read"], expiresAt: "2026-02-30T09:00:00Z" }, 422, "invalid-request"],
  ])("%o is refused", async (body, status, code) => {
    const answer = await create(body);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it.each([
    ["no header", {}],
    ["another scheme", { authorization: "Basic YTpi" }],
    ["an unknown secret", { authorization: "Bearer guardia_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
    ["an empty one", { authorization: "Bearer " }],
  ])("with %s nobody is known", async (_, headers) => {
    const answer = await house.ask("GET", "/api/v1/tickets", headers);
    expect([answer.status, codeOf(answer)]).toEqual([401, "unauthenticated"]);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
  });
});

describe("scopes", () => {
  type Row = readonly [method: string, path: string, body: unknown, needs: Permission];
  const rows: readonly Row[] = [
    ["GET", "/tickets", undefined, "tickets:read"],
    ["GET", "/tickets/1", undefined, "tickets:read"],
    ["GET", "/tickets/1/clocks", undefined, "tickets:read"],
    ["GET", "/tickets/1/events", undefined, "tickets:read"],
    ["GET", "/tickets/1/ball", undefined, "tickets:read"],
    ["GET", "/notifications", undefined, "tickets:read"],
    ["POST", "/notifications/read", { ids: [] }, "tickets:read"],
    ["GET", "/live", undefined, "tickets:read"],
    ["POST", "/tickets", opening, "tickets:write"],
    ["POST", "/tickets/1/rank", { rank: 1 }, "tickets:write"],
    ["POST", "/customers/bank/ranking", { order: [] }, "tickets:write"],
    ["GET", "/model", undefined, "model:read"],
    ["GET", "/model/versions", undefined, "model:read"],
    ["POST", "/model/preview", { source: "x" }, "model:read"],
    ["POST", "/model", { source: "x" }, "model:write"],
    ["GET", "/customers/bank/log", undefined, "audit:read"],
    ["GET", "/tokens", undefined, "admin"],
    ["POST", "/tokens", { name: "y", scopes: ["admin"] }, "admin"],
    ["DELETE", "/tokens/1", undefined, "admin"],
    ["GET", "/people", undefined, "people:read"],
    ["POST", "/people", { name: "Eve", email: "eve@example.com", role: "contact" }, "people:write"],
    ["PATCH", "/people/1", {}, "people:write"],
    ["DELETE", "/people/1", undefined, "people:write"],
    ["POST", "/people/1/link", undefined, "people:write"],
    ["GET", "/roles", undefined, "people:read"],
    ["POST", "/roles", { id: "owl", name: "Owl", isForCustomers: false, permissions: ["tickets:read"] }, "admin"],
    ["PATCH", "/roles/1", {}, "admin"],
    ["DELETE", "/roles/1", undefined, "admin"],
  ];
  const all: readonly Permission[] = permissions.filter((each) => each !== "admin");

  it.each(rows)("%s %s needs its own, and no other will do", async (method, path, body, needs) => {
    const without = await house.token(all.filter((each) => each !== needs));
    const refused = await house.ask(method, `/api/v1${path}`, without, body);
    expect([refused.status, codeOf(refused), refused.body.permission]).toEqual([403, "forbidden", needs]);
    expect(refused.body.detail).toContain(needs);
    if (path === "/live") return;
    const allowed = await house.ask(method, `/api/v1${path}`, await house.token([needs]), body);
    expect(allowed.status).not.toBe(403);
  });
});

describe("the demonstration", () => {
  it("needs both what it brings: a model and a history", async () => {
    for (const [has, misses] of [
      ["model:write", "import"],
      ["import", "model:write"],
    ] as const) {
      const answer = await house.ask("POST", "/api/v1/demo", await house.token([has]));
      expect([answer.status, answer.body.permission]).toEqual([403, misses]);
    }
    const full = await house.ask("POST", "/api/v1/demo", await house.token(["import", "model:write"]));
    expect([full.status, codeOf(full)]).toEqual([409, "installation-not-empty"]);
  });
});

describe("a token of one customer", () => {
  let bank: string;
  let own: number;
  let foreign: number;
  beforeEach(async () => {
    bank = await house.token(["tickets:read", "tickets:write", "tickets:decide"], "bank");
    own = (await house.ask("POST", "/api/v1/tickets", admin, opening)).body.id;
    const other = { customerId: "factory", service: "gate", component: "software", subject: "The gate stays shut" };
    foreign = (await house.ask("POST", "/api/v1/tickets", admin, other)).body.id;
  });

  it.each(["", "/clocks", "/events", "/ball"])("does not learn that another's ticket exists (%s)", async (rest) => {
    const [theirs, none] = [
      await house.ask("GET", `/api/v1/tickets/${foreign}${rest}`, bank),
      await house.ask("GET", `/api/v1/tickets/4711${rest}`, bank),
    ];
    expect([theirs.status, codeOf(theirs)]).toEqual([404, "unknown-ticket"]);
    expect(theirs.body.detail.replace(String(foreign), "N")).toBe(none.body.detail.replace("4711", "N"));
    expect((await house.ask("GET", `/api/v1/tickets/${own}${rest}`, bank)).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ["replies", { visibility: "public", text: "Hello" }],
    ["rank", { rank: 1 }],
    ["closing", { reason: "withdrawn" }],
  ])("cannot touch another's ticket (%s)", async (noun, body) => {
    const answer = await house.ask("POST", `/api/v1/tickets/${foreign}/${noun}`, bank, body);
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-ticket"]);
  });

  it("does not link or merge across customers", async () => {
    const answer = await house.ask("POST", `/api/v1/tickets/${own}/links`, bank, { link: "relates-to", otherId: foreign });
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-ticket"]);
  });

  it("lists its own alone, also when it asks for another's", async () => {
    expect((await house.ask("GET", "/api/v1/tickets", bank)).body.items.map(({ id }: Json) => id)).toEqual([own]);
    expect((await house.ask("GET", "/api/v1/tickets?customer=factory", bank)).body.items).toEqual([]);
  });

  it("opens for itself, needing not to say so, and for nobody else", async () => {
    const mine = await house.ask("POST", "/api/v1/tickets", bank, { subject: "A question", service: "payments" });
    expect([mine.status, mine.body.customerId]).toEqual([201, "bank"]);
    const other = await house.ask("POST", "/api/v1/tickets", bank, { customerId: "factory", subject: "A question" });
    expect([other.status, codeOf(other)]).toEqual([404, "unknown-customer"]);
    expect(JSON.stringify(other.body)).not.toContain("Norte");
    const service = await house.ask("POST", "/api/v1/tickets", bank, { subject: "A question", service: "gates" });
    expect(codeOf(service)).toBe("unknown-service");
    expect(service.body.possible).toEqual(["payments"]);
  });

  it.each<[string, unknown]>([
    ["assignment", { assignee: "alice" }],
    ["resolution", { solution: "Solved." }],
    ["replies", { visibility: "internal", text: "x" }],
    ["replies", { visibility: "public", text: "x", by: "agent" }],
    ["priority", { priority: "P4", reason: "x" }],
    ["coverage", { decision: "billable", reason: "x" }],
    ["closing", { reason: "excluded" }],
    ["escalation", {}],
  ])("does not do the provider's work: %s %o", async (noun, body) => {
    const answer = await house.ask("POST", `/api/v1/tickets/${own}/${noun}`, bank, body);
    expect([answer.status, codeOf(answer)]).toEqual([403, "forbidden"]);
  });

  it("answers as the customer, and what waited for them goes on", async () => {
    await house.ask("POST", `/api/v1/tickets/${own}/pause`, admin, { reason: "customer" });
    house.advance(minutes(5));
    const answer = await house.ask("POST", `/api/v1/tickets/${own}/replies`, bank, { visibility: "public", text: "It is the ledger." });
    expect(answer.body).toMatchObject({ pause: null, assignee: null });
  });

  it("sees neither what is said internally nor clocks that are not promised to it", async () => {
    await house.ask("POST", `/api/v1/tickets/${own}/replies`, admin, { visibility: "internal", text: "They never pay." });
    await house.ask("POST", `/api/v1/tickets/${own}/collaborators`, admin, { person: "bob" });
    const log = (await house.ask("GET", `/api/v1/tickets/${own}/events`, bank)).body;
    expect(JSON.stringify(log)).not.toContain("They never pay.");
    expect(log.items.map(({ type }: Json) => type)).toEqual(["ticket.opened"]);
    const { body } = await house.ask("GET", `/api/v1/tickets/${own}`, bank);
    expect(body.clocks.map(({ party }: Json) => party)).toEqual(["sla", "sla", "sla"]);
    expect(body.collaborators).toEqual([]);
    expect((await house.ask("GET", `/api/v1/tickets/${own}/clocks`, bank)).body.items).toHaveLength(3);
    expect((await house.ask("GET", `/api/v1/tickets/${own}/clocks`, admin)).body.items).toHaveLength(4);
  });

  it.each(["/model", "/model/versions", "/tokens", "/people", "/roles", "/customers/bank/log"])(
    "does not see %s, which is the provider's",
    async (path) => {
      expect(codeOf(await house.ask("GET", `/api/v1${path}`, bank))).toBe("forbidden");
    },
  );
});

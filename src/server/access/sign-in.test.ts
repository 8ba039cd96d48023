import { beforeEach, describe, expect, it } from "vitest";
import { builtInRole } from "#core/access/role.ts";
import { hours } from "#core/time/instant.ts";
import { administratorLink } from "#server/access/person.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { type Answer, codeOf, type House, type Json, openHouse, publicUrl } from "#server/http/app.fixture.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
});

const password = "seven old lighthouses";
const page = { origin: publicUrl, host: "guardia.test" };

const secretOf = (link: string): string => new URL(link).searchParams.get("token")!;
const firstLink = async (): Promise<string> => (await administratorLink(house.door, null, "system")).secret;
const arrive = (token: string, fields: Record<string, unknown> = {}): Promise<Answer> =>
  house.ask("POST", "/api/v1/welcome", page, { token, name: "Ada Lovelace", email: "Ada@Example.com", password, ...fields });

/** The cookie to send along after an answer that set one. */
const cookieOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");

async function administrator(): Promise<Record<string, string>> {
  return { ...page, cookie: cookieOf(await arrive(await firstLink())) };
}
const signIn = (email: string, given = password, more: Record<string, string> = {}): Promise<Answer> =>
  house.ask("POST", "/api/v1/session", { ...page, ...more }, { email, password: given });

const logged = async (): Promise<Json[]> =>
  house.door.read("*", (db) =>
    db
      .selectFrom("events")
      .select(["type", "actor", "facts", "personal", "customer_id"])
      .where("type", "like", "user.%")
      .orderBy("position")
      .execute(),
  );

describe("the first administrator", () => {
  it("comes in by the one-time link, and is signed in", async () => {
    const link = await firstLink();
    expect((await house.ask("GET", `/api/v1/welcome?token=${link}`, {})).body).toEqual({
      ...{ name: null, email: null, role: "administrator" },
      purpose: "invitation",
    });
    expect((await house.ask("GET", "/api/v1/status", {})).body.hasAdministrator).toBe(false);
    const answer = await arrive(link);
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^guardia\.session_token=.*HttpOnly; SameSite=Lax$/);
    const me = await house.ask("GET", "/api/v1/me", { cookie: cookieOf(answer) });
    expect(me.body).toMatchObject({
      kind: "user",
      name: "Ada Lovelace",
      email: "ada@example.com",
      role: "administrator",
      customerId: null,
    });
    expect(me.body.permissions).toContain("admin");
    expect((await house.ask("GET", "/api/v1/status", {})).body.hasAdministrator).toBe(true);
  });

  it("leaves what happened in the log, names and secrets not", async () => {
    const link = await firstLink();
    await arrive(link);
    const events = await logged();
    expect(events.map(({ type }) => type)).toEqual(["user.link-issued", "user.created", "user.password-set", "user.signed-in"]);
    expect(events.every(({ customer_id }) => customer_id === "")).toBe(true);
    expect(events[1]).toMatchObject({
      facts: { role: "administrator" },
      personal: { values: { name: "Ada Lovelace", email: "ada@example.com" } },
    });
    expect(JSON.stringify(events.map(({ facts }) => facts))).not.toMatch(/Ada|lighthouses|welcome_/);
    const stored = await house.door.read("*", (db) => db.withTables<AccessTables>().selectFrom("access_links").selectAll().execute());
    expect(JSON.stringify(stored)).not.toContain(link.slice(10));
  });

  it("uses the link once, also when two try at the same moment", async () => {
    const link = await firstLink();
    const answers = await Promise.all([arrive(link), arrive(link, { email: "eve@example.com" })]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 410]);
    expect(codeOf(await arrive(link, { email: "mal@example.com" }))).toBe("link-used");
    expect(codeOf(await house.ask("GET", `/api/v1/welcome?token=${link}`, {}))).toBe("link-used");
  });

  it("finds a link ended after a day, and one replaced by a newer one unknown", async () => {
    const [old, link] = [await firstLink(), await firstLink()];
    expect(codeOf(await arrive(old))).toBe("unknown-link");
    house.advance(hours(24));
    const late = await arrive(link);
    expect([late.status, codeOf(late)]).toEqual([410, "link-expired"]);
    expect(codeOf(await arrive("welcome_guessed"))).toBe("unknown-link");
  });

  it.each<[Record<string, unknown>, string]>([
    [{ password: "tiny ship" }, "weak-password"],
    [{ password: "aaaaaaaaaaaaaaaa" }, "weak-password"],
    [{ password: "ada@example.com" }, "weak-password"],
    [{ password: "x".repeat(129) }, "weak-password"],
    [{ email: "ada" }, "invalid-request"],
    [{ name: "  " }, "invalid-request"],
    [{ role: "administrator" }, "invalid-request"],
  ])("is told what is wrong with %o, and the link still works", async (fields, code) => {
    const link = await firstLink();
    const answer = await arrive(link, fields);
    expect([answer.status, codeOf(answer)]).toEqual([422, code]);
    expect(JSON.stringify(answer.body)).not.toContain(String(fields.password ?? "\0"));
    expect((await arrive(link)).status).toBe(201);
  });
});

describe("a session", () => {
  it("begins with the password and ends with signing out", async () => {
    await administrator();
    const entered = await signIn("ada@example.com");
    expect(entered.status).toBe(204);
    const cookie = cookieOf(entered);
    expect((await house.ask("GET", "/api/v1/me", { cookie })).status).toBe(200);
    const left = await house.ask("DELETE", "/api/v1/session", { ...page, cookie });
    expect(left.status).toBe(204);
    expect(left.headers.getSetCookie()[0]).toContain("Max-Age=0");
    expect(codeOf(await house.ask("GET", "/api/v1/me", { cookie }))).toBe("unauthenticated");
    expect((await logged()).map(({ type }) => type).slice(-2)).toEqual(["user.signed-in", "user.signed-out"]);
  });

  it.each([
    ["ada@example.com", "seven new lighthouses"],
    ["nobody@example.com", password],
  ])("is refused to %s with %s in the same words", async (email, given) => {
    await administrator();
    const answer = await signIn(email, given);
    expect([answer.status, codeOf(answer)]).toEqual([401, "sign-in-failed"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(answer.body.detail).toBe("E-mail address and password do not belong together: try again, or ask an administrator for a link.");
  });

  it("is not found by trying: after ten attempts in a minute the address waits", async () => {
    await administrator();
    const codes: string[] = [];
    for (let i = 0; i < 11; i++) codes.push(codeOf(await signIn("ada@example.com", `guess number ${i}`)));
    expect(codes.slice(0, 8)).toEqual(Array(8).fill("sign-in-failed"));
    expect(codes.at(-1)).toBe("rate-limited");
    const right = await signIn("ada@example.com");
    expect([right.status, codeOf(right)]).toEqual([429, "rate-limited"]);
    expect(Number(right.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it.each([
    ["another site", { origin: "https://evil.example" }],
    ["no origin at all", { origin: "" }],
    ["a sandboxed page", { origin: "null" }],
    ["a site that looks alike", { origin: "http://guardia.test.evil.example" }],
  ])("does nothing for %s", async (_, forged) => {
    const { cookie } = await administrator();
    const headers: Record<string, string> = { host: "guardia.test", cookie: cookie!, ...(forged.origin === "" ? {} : forged) };
    for (const [method, path, body] of [
      ["POST", "/tickets", { customerId: "bank", subject: "x" }],
      ["DELETE", "/tokens/1", undefined],
      ["PATCH", "/people/1", {}],
    ] as const) {
      const answer = await house.ask(method, `/api/v1${path}`, headers, body);
      expect([answer.status, codeOf(answer)]).toEqual([403, "cross-site-request"]);
    }
    expect((await house.ask("GET", "/api/v1/me", headers)).status).toBe(200);
  });

  it("is never shown to a script, and ends elsewhere when the password changes", async () => {
    const { cookie } = await administrator();
    const other = cookieOf(await signIn("ada@example.com"));
    const change = { password, newPassword: "eight new lighthouses" };
    const answer = await house.ask("PUT", "/api/v1/account/password", { ...page, cookie: cookie! }, change);
    expect([answer.status, answer.body]).toEqual([204, ""]);
    expect(codeOf(await house.ask("GET", "/api/v1/me", { cookie: other }))).toBe("unauthenticated");
    expect((await signIn("ada@example.com", "eight new lighthouses")).status).toBe(204);
    for (const path of ["get-session", "list-sessions"])
      expect(codeOf(await house.ask("GET", `/api/auth/${path}`, { cookie: cookie! }))).toBe("unknown-route");
  });

  it("acts under the name that the model has for that address", async () => {
    const cookie = await administrator();
    const document = { ...(await house.door.book()).documentAt(house.door.clock())! };
    const model = { ...document, people: { ...document.people, ada: { name: "Ada L.", email: "ADA@example.com" } } };
    await house.door.applyModel({ source: "", document: model, actor: "agent:carol" });
    const { body } = await house.ask("POST", "/api/v1/tickets", cookie, { customerId: "bank", subject: "x", service: "payments" });
    expect((await house.ask("GET", "/api/v1/me", cookie)).body.assignee).toBe("ada");
    const answered = await house.ask("POST", `/api/v1/tickets/${body.id}/replies`, cookie, { visibility: "public", text: "Hello" });
    expect(answered.body).toMatchObject({ assignee: "ada", channel: "portal" });
    const [opened] = (await house.ask("GET", `/api/v1/tickets/${body.id}/events`, cookie)).body.items;
    expect([opened.actor, opened.actorName]).toEqual(["agent:ada", "Ada L."]);
  });
});

describe("people", () => {
  const invite = (headers: Record<string, string>, fields: Record<string, unknown> = {}) =>
    house.ask("POST", "/api/v1/people", headers, { name: "Grace", email: "Grace@example.com", role: "agent", ...fields });

  it("are invited, come in by their link, and may do what their role may", async () => {
    const admin = await administrator();
    const { status, body } = await invite(admin);
    expect([status, body.person.state]).toEqual([201, "invited"]);
    const token = secretOf(body.link);
    expect(body.link).toMatch(/^http:\/\/guardia\.test\/welcome\?token=welcome_/);
    expect((await house.ask("GET", `/api/v1/welcome?token=${token}`, {})).body).toEqual({
      name: "Grace",
      email: "grace@example.com",
      role: "agent",
      purpose: "invitation",
    });
    // The address is the invited one, whatever the page sends.
    const cookie = cookieOf(await arrive(token, { name: "Grace H.", email: "other@example.com" }));
    const me = (await house.ask("GET", "/api/v1/me", { cookie })).body;
    expect(me).toMatchObject({
      name: "Grace H.",
      email: "grace@example.com",
      role: "agent",
      permissions: builtInRole("agent")!.permissions,
    });
    expect(codeOf(await house.ask("PATCH", `/api/v1/people/${body.person.id}`, { ...page, cookie }, { role: "agent" }))).toBe("forbidden");
    const listed = (await house.ask("GET", "/api/v1/people", admin)).body.items;
    expect(listed.filter(({ state }: Json) => state !== "listed").map(({ name, state }: Json) => [name, state])).toEqual([
      ["Ada Lovelace", "active"],
      ["Grace H.", "active"],
    ]);
  });

  it("change their role, are deactivated at once, and come back", async () => {
    const admin = await administrator();
    const { body } = await invite(admin);
    const cookie = cookieOf(await arrive(secretOf(body.link), { password: "other old lighthouses" }));
    const change = (fields: unknown) => house.ask("PATCH", `/api/v1/people/${body.person.id}`, admin, fields);
    expect((await change({ role: "administrator" })).body.role).toBe("administrator");
    expect((await house.ask("GET", "/api/v1/people", { cookie })).status).toBe(200);
    expect((await change({ isDeactivated: true })).body.state).toBe("deactivated");
    expect(codeOf(await house.ask("GET", "/api/v1/me", { cookie }))).toBe("unauthenticated");
    const refused = await signIn("grace@example.com", "other old lighthouses");
    expect([refused.status, codeOf(refused)]).toEqual([403, "forbidden"]);
    expect((await change({ isDeactivated: false })).body.state).toBe("active");
    expect((await signIn("grace@example.com", "other old lighthouses")).status).toBe(204);
    expect((await logged()).map(({ type }) => type)).toEqual(
      expect.arrayContaining(["user.role-changed", "user.deactivated", "user.activated"]),
    );
  });

  it("get a new link for a lost password, which ends their sessions", async () => {
    const admin = await administrator();
    const { body } = await invite(admin);
    const cookie = cookieOf(await arrive(secretOf(body.link)));
    const again = await house.ask("POST", `/api/v1/people/${body.person.id}/link`, admin);
    expect(again.status).toBe(201);
    expect((await arrive(secretOf(again.body.link), { name: "Grace", password: "nine young lighthouses" })).status).toBe(201);
    expect(codeOf(await house.ask("GET", "/api/v1/me", { cookie }))).toBe("unauthenticated");
    expect((await signIn("grace@example.com")).status).toBe(401);
    expect((await signIn("grace@example.com", "nine young lighthouses")).status).toBe(204);
  });

  it("never leave the installation without an administrator", async () => {
    const admin = await administrator();
    const { id } = (await house.ask("GET", "/api/v1/me", admin)).body;
    for (const fields of [{ role: "agent" }, { isDeactivated: true }]) {
      expect(codeOf(await house.ask("PATCH", `/api/v1/people/${id}`, admin, fields))).toBe("last-administrator");
    }
    await invite(admin, { role: "administrator" });
    expect(
      codeOf(await house.ask("PATCH", `/api/v1/people/${id}`, admin, { role: "agent" })),
      "one who has not come in yet does not count",
    ).toBe("last-administrator");
  });

  it.each<[Record<string, unknown>, number, string]>([
    [{ email: "ada@example.com" }, 409, "email-taken"],
    [{ email: "nowhere" }, 422, "invalid-request"],
    [{ role: "king" }, 404, "unknown-role"],
    [{ name: "" }, 422, "invalid-request"],
  ])("are not invited with %o", async (fields, status, code) => {
    const answer = await invite(await administrator(), fields);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it("that do not exist cannot be changed", async () => {
    const admin = await administrator();
    expect(codeOf(await house.ask("PATCH", "/api/v1/people/nobody", admin, { role: "agent" }))).toBe("unknown-user");
    expect(codeOf(await house.ask("POST", "/api/v1/people/nobody/link", admin))).toBe("unknown-user");
  });
});

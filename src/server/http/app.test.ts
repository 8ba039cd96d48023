import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { createApp } from "#server/http/app.ts";
import { clientAddress } from "#server/http/client-address.ts";
import { languageOf, largeBodyBytes, ordinaryBodyBytes } from "#server/http/guard.ts";

let house: House;
let staff: string;
beforeEach(async () => {
  house = await openHouse();
  staff = await house.token(["tickets:read", "tickets:write"]);
});

const headers = () => ({ authorization: `Bearer ${staff}` });

describe("bad input", () => {
  const send = (body: string, more: Record<string, string> = {}) =>
    house.ask("POST", "/api/v1/tickets", { ...headers(), "content-type": "application/json", ...more }, body);

  it.each<[string, string, Record<string, string>, number, string]>([
    ["broken JSON", '{"subject": "x"', {}, 400, "bad-json"],
    ["no JSON at all", "subject=x", {}, 400, "bad-json"],
    ["an empty body", "", {}, 400, "bad-json"],
    ["a form", "subject=x", { "content-type": "application/x-www-form-urlencoded" }, 415, "not-json"],
    ["plain text", "{}", { "content-type": "text/plain" }, 415, "not-json"],
    ["a list", "[]", {}, 422, "invalid-request"],
    ["a number", "7", {}, 422, "invalid-request"],
    ["null", "null", {}, 422, "invalid-request"],
    ["an unknown field", '{"customerId":"bank","subject":"x","colour":"red"}', {}, 422, "invalid-request"],
    ["a prototype", '{"customerId":"bank","subject":"x","__proto__":{"priority":"P1"}}', {}, 422, "invalid-request"],
    ["a wrong type", '{"customerId":"bank","subject":7}', {}, 422, "invalid-request"],
    ["a subject too long", JSON.stringify({ customerId: "bank", subject: "x".repeat(501) }), {}, 422, "invalid-request"],
    ["a body that says it is too large", "{}", { "content-length": String(ordinaryBodyBytes + 1) }, 413, "body-too-large"],
  ])("%s", async (_, body, more, status, code) => {
    const answer = await send(body, more);
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expect((await house.ask("GET", "/api/v1/tickets", staff)).body.items).toEqual([]);
  });

  it("says of each field what to write", async () => {
    const { body } = await send(
      '{"customerId":7,"priority":"P9","facts":{"affected":"many","hasWorkaround":"no"},"colour":"red","channel":"pigeon"}',
    );
    const said = Object.fromEntries(body.errors.map(({ pointer, detail }: Json) => [pointer, detail]));
    expect(said).toMatchObject({
      "/customerId": "Write a text.",
      "/subject": "Write a text; it is missing.",
      "/priority": 'Write one of "P1", "P2", "P3", "P4".',
      "/facts/affected": 'Write one of "one", "some", "everybody".',
      "/facts/hasWorkaround": "Write true or false.",
      "/facts/atStake": 'Write one of "nothing", "money", "safety".',
      "/colour": "There is no such field here: leave it out, or look at its spelling.",
    });
    expect(said["/channel"]).toContain('"phone"');
    expect(body.detail).toMatch(/^In the body, \/customerId: Write a text\. \(and 7 more, see errors\)$/);
  });

  it("takes 10 MB for a model, not more, and less for everything else", async () => {
    const writer = await house.token(["model:read", "model:write"]);
    const big = await house.ask("POST", "/api/v1/model", writer, JSON.stringify({ source: "x".repeat(largeBodyBytes) }));
    expect([big.status, codeOf(big), big.body.limitBytes]).toEqual([413, "body-too-large", largeBodyBytes]);
    const long = await house.ask("POST", "/api/v1/model/preview", writer, { source: `guardia: 1\n${"# x\n".repeat(1_000_000)}` });
    expect(long.status).toBe(200);
    const text = await house.ask("POST", "/api/v1/tickets", staff, {
      customerId: "bank",
      subject: "x",
      description: "x".repeat(ordinaryBodyBytes),
    });
    expect([text.status, codeOf(text)]).toEqual([413, "body-too-large"]);
  });
});

describe("over a port", () => {
  /** Sends as it is written, and gives the status and the body. */
  async function send(
    options: { method: string; path: string; headers: Record<string, string> },
    write: (body: NodeJS.WritableStream) => void,
  ): Promise<{ status: number; body: Json; headers: Json }> {
    const server = serve({ fetch: house.app.fetch, port: 0, hostname: "127.0.0.1" });
    onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    return new Promise((resolve, refuse) => {
      const sent = request({ host: "127.0.0.1", port, agent: false, ...options }, (answer) => {
        let text = "";
        answer.on("data", (piece) => (text += piece));
        answer.on("end", () => resolve({ status: answer.statusCode!, body: JSON.parse(text), headers: answer.headers }));
      });
      sent.on("error", refuse);
      write(sent);
    });
  }
  const json = () => ({ ...headers(), "content-type": "application/json" });

  it("counts a body that does not say how long it is", async () => {
    const answer = await send({ method: "POST", path: "/api/v1/tickets", headers: json() }, (body) => {
      body.write(`{"subject":"${"x".repeat(ordinaryBodyBytes)}`);
      body.end('"}');
    });
    expect(answer.status).toBe(413);
    expect(answer.body.type).toBe("urn:guardia:problem:body-too-large");
  });

  it("answers a whole 10 MB body with a problem, and goes on", async () => {
    const body = JSON.stringify({ subject: "x".repeat(10_000_000) });
    const answer = await send(
      { method: "POST", path: "/api/v1/tickets", headers: { ...json(), "content-length": String(body.length) } },
      (sent) => void sent.end(body),
    );
    expect(answer.status).toBe(413);
    expect((await house.ask("GET", "/api/v1/tickets", staff)).status).toBe(200);
  });

  it("has the careful headers on every answer", async () => {
    const { headers: given } = await send(
      { method: "GET", path: "/api/v1/status", headers: { "x-request-id": "req-12345678" } },
      (sent) => void sent.end(),
    );
    expect(given).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-request-id": "req-12345678",
    });
  });
});

describe("what is not there", () => {
  it.each([
    ["GET", "/api/v1/nothing", 404, "unknown-route"],
    ["GET", "/api/v2/tickets", 404, "unknown-route"],
    ["POST", "/api/v1/tickets/1/dance", 404, "unknown-route"],
    ["PUT", "/api/v1/tickets/1", 405, "method-not-allowed"],
    ["DELETE", "/api/v1/tickets", 405, "method-not-allowed"],
    ["POST", "/api/v1/status", 405, "method-not-allowed"],
    ["POST", "/api/auth/sign-up/email", 404, "unknown-route"],
    ["GET", "/somewhere", 404, "unknown-route"],
  ])("%s %s", async (method, path, status, code) => {
    const answer = await house.ask(method, path, headers(), method === "GET" ? undefined : {});
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  });

  it("names the methods that a path takes", async () => {
    const answer = await house.ask("DELETE", "/api/v1/tickets", headers());
    expect(answer.headers.get("allow")).toBe("GET, POST");
  });

  it("is told to somebody who is not signed in, too", async () => {
    expect(codeOf(await house.ask("GET", "/api/v1/nothing", {}))).toBe("unknown-route");
    expect(codeOf(await house.ask("GET", "/api/v1/tickets", {}))).toBe("unauthenticated");
  });
});

describe("the document", () => {
  it("describes every route, its security and its problems, and refers to nothing that is missing", async () => {
    const { status, body } = await house.ask("GET", "/api/v1/openapi.json", {});
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
    const text = JSON.stringify(body);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/(\w+)"/g)) expect(body.components.schemas).toHaveProperty(name!);
    expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(["Ticket", "TicketSummary", "Problem", "Event", "Model"]));
    const operations = Object.entries<Json>(body.paths).flatMap(([path, item]) =>
      Object.entries<Json>(item).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(operations.length).toBeGreaterThan(45);
    for (const { path, operation } of operations) {
      expect(operation.summary, path).toBeTruthy();
      if (path.endsWith("openapi.json")) continue;
      expect(operation.responses["4XX"].content["application/problem+json"].schema.$ref, path).toBe("#/components/schemas/Problem");
    }
    const open = operations
      .filter(({ operation }) => operation.security?.length === 0)
      .map(({ path, method }) => `${method} ${path.replace("/api/v1", "")}`);
    expect(open.sort()).toEqual([
      "delete /session",
      "get /branding",
      "get /branding/logo",
      "get /help",
      "get /help/{slug}",
      "get /openapi.json",
      "get /page-links/{token}",
      "get /session/ways",
      "get /status",
      "get /welcome",
      "post /page-links/{token}/acknowledgement",
      "post /page-links/{token}/escalation",
      "post /push-renewals",
      "post /session",
      "post /session/forgotten",
      "post /session/passkey",
      "post /session/passkey-challenge",
      "post /session/providers/{id}",
      "post /session/second-factor",
      "post /welcome",
    ]);
  });

  it("says where keys and versions may be sent", async () => {
    const { body } = await house.ask("GET", "/api/v1/openapi.json", {});
    const names = (path: string) => body.paths[path].post.parameters.map(({ name }: Json) => name);
    expect(names("/api/v1/tickets")).toEqual(["Idempotency-Key"]);
    expect(names("/api/v1/tickets/{id}/pause")).toEqual(["Idempotency-Key", "If-Match", "id"]);
  });
});

describe("a failure of ours", () => {
  it("is a problem without its cause; the log has it, with the request's id and no secret", async () => {
    const broken = Object.assign(Object.create(house.parts.door), { book: () => Promise.reject(new Error("relation vanished")) });
    const app = createApp({ ...house.parts, door: broken });
    const answer = await app.request("/api/v1/me", { headers: { ...headers(), "x-request-id": "request-0001" } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain("request-0001");
    expect(text).not.toContain("vanished");
    const [line] = house.logged;
    expect(line).toMatch(/^GET \/api\/v1\/me request-0001: Error: relation vanished/);
    expect(house.logged.join("\n")).not.toContain(staff);
  });

  it("is 504 when something takes too long, with the advice to repeat it by its key", async () => {
    const stuck = Object.assign(Object.create(house.parts.door), { book: () => new Promise(() => undefined) });
    const app = createApp({ ...house.parts, door: stuck });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const asked = app.request("/api/v1/me", { headers: headers() });
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(30_000);
    const answer = await asked;
    expect([answer.status, (await answer.json()).type]).toEqual([504, "urn:guardia:problem:took-too-long"]);
  });

  it("is 503 when the database is away, and says when to come back", async () => {
    const gone = new Error("Connection terminated unexpectedly");
    const broken = Object.assign(Object.create(house.parts.door), { read: () => Promise.reject(gone) });
    const answer = await createApp({ ...house.parts, door: broken }).request("/healthz");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  });
});

describe("the client's address", () => {
  const of = (trusted: string | null, given: Record<string, string>, remoteAddress?: string) => {
    const env = remoteAddress === undefined ? undefined : { incoming: { socket: { remoteAddress } } };
    return clientAddress({ env, req: { header: (name: string) => given[name] } } as never, trusted);
  };
  it.each([
    ["the socket's", null, { "x-forwarded-for": "6.6.6.6" }, "10.0.0.7"],
    ["what the proxy saw, not what the client claims", "x-forwarded-for", { "x-forwarded-for": "6.6.6.6, 203.0.113.9" }, "203.0.113.9"],
    ["the socket's when the proxy says nothing", "x-forwarded-for", {}, "10.0.0.7"],
  ])("is %s", (_, trusted, given, expected) => {
    expect(of(trusted, given, "10.0.0.7")).toBe(expected);
  });
});

describe("the reader's language", () => {
  it.each([
    [undefined, "en"],
    ["", "en"],
    ["fr", "fr"],
    ["es-PE,es;q=0.9,en;q=0.8", "es"],
    ["de, fr;q=0.3, en;q=0.5", "en"],
    ["fr;q=0, es;q=0.1", "es"],
    ["*", "en"],
    ["pt-BR", "en"],
    ["FR-ca", "fr"],
  ])("of %s is %s", (accepted, expected) => {
    expect(languageOf(accepted)).toBe(expected);
  });
});

/** The application called without a port, on a real database, with every answer held against the schema that describes it. */
import { expect, onTestFinished } from "vitest";
import type { Permission } from "#core/access/access.ts";
import type { Document } from "#core/model/document.ts";
import { after, type Duration, instant } from "#core/time/instant.ts";
import { openSealing } from "#server/access/sealing.ts";
import { openSignIn } from "#server/access/sign-in.ts";
import type { SignInOptions } from "#server/access/sign-in-library.ts";
import { createToken } from "#server/access/token.ts";
import { readTokens } from "#server/access/token-reader.ts";
import { builtInGateways } from "#server/channels/built-in.ts";
import { drivers } from "#server/channels/drivers.ts";
import { mailing, openGateways } from "#server/channels/gateways.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { openPool } from "#server/database/pool.ts";
import type { Api } from "#server/http/api.ts";
import { createApp } from "#server/http/app.ts";
import type { Parts } from "#server/http/parts.ts";
import { startLive } from "#server/live.ts";
import { openOutside } from "#server/outside/client.ts";
import { type TestDatabase, testDatabase } from "../../../test/database.ts";
import { storyModel } from "../../../test/journeys/model.ts";

// biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what a test asks, and its schema was held against it already.
export type Json = any;
export type Answer = { status: number; headers: Headers; body: Json };

export type House = {
  readonly app: Api;
  readonly parts: Parts;
  readonly door: Door;
  readonly database: TestDatabase;
  /** What was written to the log of the process. */
  readonly logged: string[];
  /** Moves the clock of the door. */
  advance(span: Duration): void;
  /** A token's secret. */
  token(scopes: readonly Permission[], customerId?: string): Promise<string>;
  /** Asks as a token, or with headers of one's own; the answer was held against its schema. */
  ask(method: string, path: string, as: string | Record<string, string>, body?: unknown): Promise<Answer>;
};

export const publicUrl = "http://guardia.test";

export type HouseOptions = { at?: string; document?: Document | null; isMailing?: boolean; signIn?: SignInChoice };

type SignInChoice = Pick<SignInOptions, "providers" | "isSecondFactorRequired">;

export async function openHouse({
  at = "2026-03-02T09:00:00Z",
  document = storyModel,
  isMailing = false,
  signIn = {},
}: HouseOptions = {}): Promise<House> {
  let now = instant(at);
  const database = await testDatabase();
  const pool = openPool({ url: database.url });
  const logged: string[] = [];
  const log = (line: string): void => void logged.push(line);
  const door = openDoor({ pool, clock: () => now, log });
  const live = startLive({ door, url: database.url, log });
  const outside = openOutside({ allow: ["127.0.0.0/8"] });
  const sealing = openSealing(door, null);
  const builtIns = builtInGateways({ door, publicUrl, mail: null });
  const gateways = openGateways({ door, drivers, builtIns, sealing, publicUrl, log });
  const hasMail = isMailing ? async () => true : mailing(gateways);
  const parts: Parts = {
    ...{ door, live, outside, sealing, gateways, publicUrl, log },
    tokens: readTokens(door),
    signIn: openSignIn({ door, pool, publicUrl, log, isMailing: hasMail, ...signIn }),
    addressHeader: null,
    isMailing: hasMail,
    version: "0.0.0-test",
    webFolder: null,
    stopping: new AbortController().signal,
  };
  const app = createApp(parts);
  if (document !== null) await door.applyModel({ source: JSON.stringify(document), document, actor: "agent:carol" });
  onTestFinished(async () => {
    await outside.close();
    await live.stop();
    await door.close();
    await pool.end();
    await database.drop();
  });
  let tokens = 0;
  return {
    ...{ app, parts, door, database, logged },
    advance: (span) => {
      now = after(now, span);
    },
    async token(scopes, customerId) {
      const order = { name: `token-${++tokens}`, scopes, customerId: customerId ?? null, expiresAt: null, actor: "agent:carol" };
      return (await createToken(door, order)).secret;
    },
    ask: (method, path, as, body) => ask(app, method, path, as, body),
  };
}

async function ask(app: Api, method: string, path: string, as: string | Record<string, string>, body?: unknown): Promise<Answer> {
  const headers: Record<string, string> = typeof as === "string" ? { authorization: `Bearer ${as}` } : { ...as };
  if (body !== undefined) headers["content-type"] ??= "application/json";
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await app.request(path, { method, headers, ...sent });
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const answer: Answer = { status: response.status, headers: response.headers, body: /[/+]json(;|$)/.test(type) ? JSON.parse(text) : text };
  holdAgainstSchema(app, method, path, answer, type);
  return answer;
}

type Described = { method: string; path: string; responses: Record<string, { content?: Record<string, { schema: unknown }> }> };
type Schema = { parse(value: unknown): unknown };

/** The answer must be described, must fit its description, and must not bring a member that the description does not know. */
function holdAgainstSchema(app: Api, method: string, path: string, { status, body }: Answer, type: string): void {
  const [plain = ""] = path.split("?");
  const routes = app.openAPIRegistry.definitions.flatMap((each) => (each.type === "route" ? [each.route as unknown as Described] : []));
  const fits = ({ path: pattern }: Described): boolean => new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(plain);
  const route = routes.find((each) => each.method === method.toLowerCase() && fits(each));
  if (route === undefined) return expect([404, 405, 401, 302, 200]).toContain(status);
  const described = route.responses[status] ?? route.responses[`${Math.floor(status / 100)}XX`];
  expect(described, `${method} ${path} gave ${status}, which is not described`).toBeDefined();
  const [media = ""] = type.split(";");
  const schema = described?.content?.[media]?.schema as Schema | undefined;
  if (status === 204 || status === 304) return expect(body).toBe("");
  expect(schema, `${method} ${path} gave ${media} with ${status}, which is not described`).toBeDefined();
  expect(schema!.parse(body)).toEqual(body);
  if (status >= 400) expectProblem(body, status);
}

/** Every problem names itself, and its sentence says something. */
function expectProblem(body: Json, status: number): void {
  expect(body.type).toMatch(/^urn:guardia:problem:[a-z-]+$/);
  expect(body.status).toBe(status);
  expect(body.detail.length).toBeGreaterThan(15);
  expect(body.requestId).toMatch(/^[\w.-]{8,64}$/);
}

/** The refusal's code of a problem. */
export const codeOf = ({ body }: Answer): string => String(body.type).replace("urn:guardia:problem:", "");

/** Coming in and going out: password, second factor, the one-time link, the forgotten password, sign-out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { Refusal } from "#core/refusal.ts";
import { countAttempt, forgetAttempts, passwordLimit } from "#server/access/attempt.ts";
import { forgot } from "#server/access/forgotten.ts";
import { askLibrary } from "#server/access/library-question.ts";
import { cookieValue, isComplete, longestPassword } from "#server/access/sign-in.ts";
import { noteFailure } from "#server/access/sign-in-note.ts";
import type { AccessTables } from "#server/access/tables.ts";
import { arrive, greet } from "#server/access/welcome.ts";
import { signOut } from "#server/account/session-list.ts";
import { type Api, bodyOf, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import { requireOwnPage } from "#server/http/authenticate.ts";
import { clientAddress } from "#server/http/client-address.ts";
import type { HttpEnv } from "#server/http/env.ts";
import type { Parts } from "#server/http/parts.ts";

const email = z
  .string()
  .max(254)
  .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$|^[^@\s]+@localhost$/, "Write an e-mail address, ana@example.com for instance.");
const password = z.string().min(1).max(longestPassword);
const personName = z.string().trim().min(1).max(200);
const token = z.string().min(1).max(200);

export function sessionRoutes(parts: Parts): Api {
  const api = newApi();
  wayRoute(api, parts);
  passwordRoutes(api, parts);
  secondFactorRoute(api, parts);
  welcomeRoutes(api, parts);
  forgottenRoute(api, parts);
  return api;
}

const waysDescription = createRoute({
  method: "get",
  path: "/session/ways",
  tags: ["access"],
  summary: "In which ways one can sign in here",
  ...isOpen,
  responses: {
    200: {
      description: "What the sign-in page offers",
      content: jsonOf(
        z
          .object({
            passkey: z
              .boolean()
              .meta({ description: "False where the server is reached by a bare IP address, which passkeys cannot name" }),
            isResetMailed: z.boolean().meta({ description: "Whether a forgotten password is helped by mail" }),
            providers: z.array(z.object({ id: z.string(), name: z.string() })),
          })
          .openapi("SignInWays"),
      ),
    },
    ...problems,
  },
});

/** WebAuthn names a site by its domain (Web Authentication Level 3, 5.1.2): an address of numbers is none. */
export const hasDomain = (publicUrl: string): boolean => !/^(\d+(\.\d+){3}|\[.*\])$/.test(new URL(publicUrl).hostname);

function wayRoute(api: Api, { publicUrl, isMailing, signIn }: Parts): void {
  const providers = signIn.providers.map(({ id, name }) => ({ id, name }));
  api.openapi(waysDescription, async (c) => c.json({ passkey: hasDomain(publicUrl), isResetMailed: await isMailing(), providers }, 200));
}

const signInDescription = createRoute({
  method: "post",
  path: "/session",
  tags: ["access"],
  summary: "Sign in; the answer sets the session's cookie",
  ...isOpen,
  request: { body: bodyOf(z.strictObject({ email, password })) },
  responses: {
    202: {
      description: "The password is right and a second factor is to come: POST /session/second-factor, within ten minutes",
      content: jsonOf(z.object({ next: z.literal("second-factor") })),
    },
    204: { description: "Signed in" },
    ...problems,
  },
});

const signOutDescription = createRoute({
  method: "delete",
  path: "/session",
  tags: ["access"],
  summary: "Sign out; harmless when nobody is signed in",
  ...isOpen,
  responses: { 204: { description: "Signed out" }, ...problems },
});

function passwordRoutes(api: Api, parts: Parts): void {
  const { door, signIn } = parts;
  api.openapi(signInDescription, async (c) => {
    const body = c.req.valid("json");
    await countAttempt(door, "password", body.email, passwordLimit);
    const answer = await askLibrary(c, parts, { path: "/sign-in/email", body }).catch(async (error: unknown) => {
      if (error instanceof Refusal && error.code === "sign-in-failed")
        await noteFailure(door, { email: body.email }, "password", clientAddress(c, parts.addressHeader));
      throw error;
    });
    await forgetAttempts(door, "password", body.email);
    return (await isComplete(answer)) ? c.body(null, 204) : c.json({ next: "second-factor" as const }, 202);
  });
  api.openapi(signOutDescription, async (c) => {
    const cookie = c.req.header("cookie");
    if (cookie === undefined) return c.body(null, 204);
    requireOwnPage(c, parts.publicUrl);
    const { caller, sessionId } = await signIn.read(cookie);
    if (caller !== null && sessionId !== null) {
      const actor = `${caller.customerId === null ? "agent" : "contact"}:${caller.id}`;
      await signOut(door, sessionId, { userId: caller.id, actor });
    }
    await askLibrary(c, parts, { path: "/sign-out", body: {} });
    return c.body(null, 204);
  });
}

const secondFactorDescription = createRoute({
  method: "post",
  path: "/session/second-factor",
  tags: ["access"],
  summary: "Show the second factor after the password: a code of the authenticator, or a recovery code, which is used up",
  ...isOpen,
  request: {
    body: bodyOf(
      z.union([
        z.strictObject({ code: z.string().regex(/^\d{6}$/, "Write the six digits that your authenticator shows.") }),
        z.strictObject({ recoveryCode: z.string().trim().min(1).max(40) }),
      ]),
    ),
  },
  responses: { 204: { description: "Signed in" }, ...problems },
});

function secondFactorRoute(api: Api, parts: Parts): void {
  api.openapi(secondFactorDescription, async (c) => {
    const body = c.req.valid("json");
    const question =
      "code" in body
        ? { path: "/two-factor/verify-totp", body: { code: body.code } }
        : { path: "/two-factor/verify-backup-code", body: { code: body.recoveryCode } };
    await requireNobody(c, parts);
    await askLibrary(c, parts, question).catch(async (error: unknown) => {
      const userId = error instanceof Refusal && error.code === "wrong-code" ? await whoWaits(c, parts) : null;
      const method = "code" in body ? "totp" : "recovery-code";
      if (userId !== null) await noteFailure(parts.door, { userId }, method, clientAddress(c, parts.addressHeader));
      throw error;
    });
    return c.body(null, 204);
  });
}

/** Somebody who is signed in already has no use for a second factor here; the library would answer as if it had let them in. */
async function requireNobody(c: Context<HttpEnv>, { signIn }: Parts): Promise<void> {
  const cookie = c.req.header("cookie");
  if (cookie === undefined || (await signIn.read(cookie)).caller === null) return;
  throw new Refusal("sign-in-interrupted", "This sign-in took too long, or too many codes were tried: begin again with your password.", {});
}

/** Whose second factor is awaited, by the cookie of the waiting; only for the log. */
async function whoWaits(c: Context<HttpEnv>, { door }: Parts): Promise<string | null> {
  const value = cookieValue(c.req.header("cookie") ?? "", "guardia.two_factor");
  const identifier = decodeURIComponent(value ?? "").split(".")[0] ?? "";
  const found = await door.read("*", (db) =>
    db.withTables<AccessTables>().selectFrom("verifications").select("value").where("identifier", "=", identifier).executeTakeFirst(),
  );
  return found?.value ?? null;
}

const greetDescription = createRoute({
  method: "get",
  path: "/welcome",
  tags: ["access"],
  summary: "What a one-time link is for; it is not used up by this",
  ...isOpen,
  request: { query: z.strictObject({ token }) },
  responses: {
    200: {
      description: "Name and address of who was invited; null for the first administrator",
      content: jsonOf(
        z.object({
          name: z.string().nullable(),
          email: z.string().nullable(),
          role: z.string(),
          purpose: z.enum(["invitation", "reset"]).meta({ description: "`reset` for a password that was forgotten" }),
        }),
      ),
    },
    ...problems,
  },
});

const arriveDescription = createRoute({
  method: "post",
  path: "/welcome",
  tags: ["access"],
  summary: "Use a one-time link: set name and password, and be signed in; a second factor is still asked for",
  ...isOpen,
  request: {
    body: bodyOf(
      z.strictObject({
        token,
        name: personName.exactOptional().meta({ description: "May be left out where the person is known" }),
        email: email.exactOptional().meta({ description: "Of the first administrator; an invited person's is known" }),
        password: z.string().max(1_000),
      }),
    ),
  },
  responses: {
    201: {
      description: "Signed in, unless `next` says what is still asked for",
      content: jsonOf(z.object({ id: z.string(), next: z.literal("second-factor").nullable() })),
    },
    ...problems,
  },
});

function welcomeRoutes(api: Api, parts: Parts): void {
  api.openapi(greetDescription, async (c) => {
    const known = await greet(parts.door, c.req.valid("query").token);
    const {
      name,
      email: address,
      role,
      purpose,
    } = known ?? { name: null, email: null, role: "administrator", purpose: "invitation" as const };
    return c.json({ name, email: address, role, purpose }, 200);
  });
  api.openapi(arriveDescription, async (c) => {
    const { token: secret, name, email: written, password: chosen } = c.req.valid("json");
    const from = { address: clientAddress(c, parts.addressHeader), userAgent: c.req.header("user-agent") ?? "" };
    const known = await greet(parts.door, secret);
    const address = known?.email ?? written;
    if (address === undefined || (known === null && name === undefined))
      throw new Refusal("invalid-request", "The first administrator says a name and an e-mail address: send both.", {});
    const arrived = await arrive(parts, { secret, name, email: address, password: chosen, ...from });
    for (const cookie of arrived.cookies) c.header("set-cookie", cookie, { append: true });
    return c.json({ id: arrived.userId, next: arrived.isComplete ? null : ("second-factor" as const) }, 201);
  });
}

const forgottenDescription = createRoute({
  method: "post",
  path: "/session/forgotten",
  tags: ["access"],
  summary: "Have a link mailed that sets another password; the answer is the same whether anybody signs in with the address",
  ...isOpen,
  request: { body: bodyOf(z.strictObject({ email })) },
  responses: { 204: { description: "If somebody signs in with this address, a letter is on its way" }, ...problems },
});

function forgottenRoute(api: Api, parts: Parts): void {
  api.openapi(forgottenDescription, async (c) => {
    const address = clientAddress(c, parts.addressHeader);
    await forgot(parts, { email: c.req.valid("json").email, address, language: c.get("language") });
    return c.body(null, 204);
  });
}

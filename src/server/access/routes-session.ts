/** Coming in and going out: sign-in with e-mail and password, the one-time link, sign-out. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { longestPassword } from "#server/access/sign-in.ts";
import { arrive, greet } from "#server/access/welcome.ts";
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

const signInDescription = createRoute({
  method: "post",
  path: "/session",
  tags: ["access"],
  summary: "Sign in; the answer sets the session's cookie",
  ...isOpen,
  request: { body: bodyOf(z.strictObject({ email, password })) },
  responses: { 204: { description: "Signed in" }, ...problems },
});

const signOutDescription = createRoute({
  method: "delete",
  path: "/session",
  tags: ["access"],
  summary: "Sign out; harmless when nobody is signed in",
  ...isOpen,
  responses: { 204: { description: "Signed out" }, ...problems },
});

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
      content: jsonOf(z.object({ name: z.string().nullable(), email: z.string().nullable(), role: z.string() })),
    },
    ...problems,
  },
});

const arriveDescription = createRoute({
  method: "post",
  path: "/welcome",
  tags: ["access"],
  summary: "Use a one-time link: set name and password, and be signed in",
  ...isOpen,
  request: { body: bodyOf(z.strictObject({ token, name: personName, email, password: z.string().max(1_000) })) },
  responses: { 201: { description: "Signed in", content: jsonOf(z.object({ id: z.string() })) }, ...problems },
});

export function sessionRoutes(parts: Parts): Api {
  const { door, signIn } = parts;
  const api = newApi();
  api.openapi(signInDescription, async (c) => {
    const answer = await ask(c, parts, "POST", "/api/auth/sign-in/email", c.req.valid("json"));
    return withCookies(c, answer.headers.getSetCookie());
  });
  api.openapi(signOutDescription, async (c) => {
    if (c.req.header("cookie") === undefined) return c.body(null, 204);
    requireOwnPage(c, parts.publicUrl);
    const answer = await ask(c, parts, "POST", "/api/auth/sign-out", {});
    return withCookies(c, answer.headers.getSetCookie());
  });
  api.openapi(greetDescription, async (c) => {
    const known = await greet(door, c.req.valid("query").token);
    return c.json({ name: known?.name ?? null, email: known?.email ?? null, role: known?.role ?? "administrator" }, 200);
  });
  api.openapi(arriveDescription, async (c) => {
    const { token: secret, ...person } = c.req.valid("json");
    const { userId, cookies } = await arrive(door, signIn, { ...person, secret, address: clientAddress(c, parts.addressHeader) });
    for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
    return c.json({ id: userId }, 201);
  });
  return api;
}

function withCookies(c: Context<HttpEnv>, cookies: readonly string[]) {
  for (const cookie of cookies) c.header("set-cookie", cookie, { append: true });
  return c.body(null, 204);
}

/** Asks the library as a browser would, so that its limits on attempts and its check of the origin hold. */
function ask(
  c: Context<HttpEnv>,
  { signIn, publicUrl, addressHeader }: Parts,
  method: string,
  path: string,
  body: unknown,
): Promise<Response> {
  const headers = new Headers({ "content-type": "application/json" });
  for (const name of ["cookie", "origin", "host", "user-agent", "sec-fetch-site", "sec-fetch-mode", "sec-fetch-dest"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  return signIn.answer(new Request(publicUrl + path, { method, headers, body: JSON.stringify(body) }), clientAddress(c, addressHeader));
}

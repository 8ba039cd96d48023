/**
 * Sign-in with e-mail and password. The library hashes passwords, keeps sessions in PostgreSQL and limits attempts; it is loaded when it
 * is first needed, because it takes a quarter of a second. Its own routes are under /api/auth/, of which we open only a few.
 */
import { randomBytes } from "node:crypto";
import { Kysely, PostgresDialect } from "kysely";
import type { Pool } from "pg";
import { permissionsOf, type Role } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";

export type SignIn = {
  /** Answers a request to /api/auth/…; `address` is the client's, by which attempts are limited. */
  answer(request: Request, address: string): Promise<Response>;
  /** Who a request's cookie says it is, or null; and cookies to send along when the session was prolonged. */
  read(cookie: string): Promise<{ caller: Caller | null; cookies: string[] }>;
  hashPassword(password: string): Promise<string>;
  /** Signs somebody in who just set their password; gives the cookies. */
  open(email: string, password: string, address: string): Promise<string[]>;
  /** Forgets sessions that are kept in memory: after one ended in this process. */
  forget(): void;
  /** Loads the library ahead of its first use. */
  warm(): Promise<void>;
};

export type SignInOptions = { door: Door; pool: Pool; publicUrl: string; log: (line: string) => void };

export const shortestPassword = 12;
export const longestPassword = 128;

/** Our own header: what clients send under this name is thrown away before ours is set. */
export const addressHeader = "x-guardia-client-address";

/** What of the library's routes is open; all else of it does not exist here, least of all what answers with a session's token. */
const openRoutes: ReadonlySet<string> = new Set([
  "POST /api/auth/sign-in/email",
  "POST /api/auth/sign-out",
  "POST /api/auth/change-password",
  "POST /api/auth/revoke-other-sessions",
]);

/** A session ended by another process is noticed within this time. */
const keptMs = 2_000;
const mostKept = 10_000;
const cookieName = "guardia.session_token";

export function openSignIn(options: SignInOptions): SignIn {
  let loading: Promise<Library> | null = null;
  const library = (): Promise<Library> => {
    loading ??= loadLibrary(options).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  const kept = new Map<string, { caller: Caller | null; readAt: number }>();
  const forget = (): void => kept.clear();

  async function look(cookie: string, key: string): Promise<{ caller: Caller | null; cookies: string[] }> {
    const auth = await library();
    const { response, headers } = await auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
    const user = response?.user as SignedInUser | undefined;
    const caller = user === undefined || user.deactivatedAt ? null : callerOf(user);
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { caller, readAt: Date.now() });
    return { caller, cookies: headers.getSetCookie() };
  }

  return {
    async answer(request, address) {
      const { pathname } = new URL(request.url);
      if (!openRoutes.has(`${request.method} ${pathname}`)) {
        throw new Refusal("unknown-route", `There is nothing at ${request.method} ${pathname}.`, {});
      }
      const headers = new Headers(request.headers);
      headers.set(addressHeader, address);
      const answer = await (await library()).handler(new Request(request, { headers }));
      forget();
      if (answer.status >= 400) throw await refusalOfAnswer(answer);
      return answer;
    },
    async read(cookie) {
      const key = sessionCookie(cookie);
      if (key === null) return { caller: null, cookies: [] };
      const found = kept.get(key);
      if (found !== undefined && Date.now() - found.readAt < keptMs) return { caller: found.caller, cookies: [] };
      return look(cookie, key);
    },
    hashPassword: async (password) => (await (await library()).$context).password.hash(password),
    async open(email, password, address) {
      const headers = new Headers({ [addressHeader]: address });
      const answer = await (await library()).api.signInEmail({ body: { email, password }, headers, asResponse: true });
      if (answer.status >= 400) throw await refusalOfAnswer(answer);
      return answer.headers.getSetCookie();
    },
    forget,
    warm: async () => {
      await (await library()).$context;
    },
  };
}

type SignedInUser = { id: string; name: string; email: string; role: Role; deactivatedAt?: Date | null };

const callerOf = ({ id, name, email, role }: SignedInUser): Caller => ({
  kind: "user",
  id,
  name,
  email,
  role,
  permissions: permissionsOf[role],
  customerId: null,
  principal: `user:${id}`,
});

function sessionCookie(cookies: string): string | null {
  for (const part of cookies.split(";")) {
    const [name = "", value] = part.split("=", 2);
    // Browsers send it as `__Secure-guardia.session_token` where the address is https.
    if (value !== undefined && name.trim().endsWith(cookieName)) return value.trim();
  }
  return null;
}

async function refusalOfAnswer(answer: Response): Promise<Refusal> {
  const said = (await answer.json().catch(() => ({}))) as { message?: string; code?: string };
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get("x-retry-after") ?? 60);
    return new Refusal("rate-limited", `Too many attempts from this address: try again in ${seconds} seconds.`, {
      retryAfterSeconds: seconds,
    });
  }
  if (said.code === "USER_DEACTIVATED") return new Refusal("forbidden", "This account is deactivated: ask an administrator.", {});
  if (answer.status === 401)
    return new Refusal(
      "sign-in-failed",
      "E-mail address and password do not belong together: try again, or ask an administrator for a link.",
      {},
    );
  if (answer.status === 403)
    return new Refusal("cross-site-request", "This request came from another site than ours: open Guardia at its own address.", {});
  if (answer.status >= 500) return new Refusal("internal-error", "Signing in went wrong on our side: try again in a moment.", {});
  return new Refusal("invalid-request", said.message ?? "The sign-in could not be understood: send email and password.", {});
}

type Library = Awaited<ReturnType<typeof loadLibrary>>;

async function loadLibrary({ door, pool, publicUrl, log }: SignInOptions) {
  const [{ betterAuth }, { APIError }, secret] = await Promise.all([
    import("better-auth"),
    import("better-auth/api"),
    sharedSecret(door, "cookies"),
  ]);
  const db = new Kysely<AccessTables>({ dialect: new PostgresDialect({ pool }) });
  const note = async (type: string, userId: string): Promise<void> => {
    await door.write("*", ({ append }) => append([{ type, actor: `agent:${userId}`, at: door.clock(), facts: { userId } }]));
  };
  return betterAuth({
    appName: "Guardia",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    database: { db, type: "postgres" },
    trustedOrigins: (request) => [publicUrl, ...ownOrigin(request)],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
    },
    ...names,
    rateLimit: {
      enabled: true,
      storage: "database",
      modelName: "rate_limits",
      fields: { lastRequest: "last_request" },
      window: 60,
      max: 120,
      customRules: { "/sign-in/email": { window: 60, max: 10 }, "/change-password": { window: 60, max: 5 } },
    },
    advanced: {
      cookiePrefix: "guardia",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { validateSchema: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const user = await db.selectFrom("users").select("deactivated_at").where("id", "=", userId).executeTakeFirst();
            if (user?.deactivated_at) throw new APIError("FORBIDDEN", { code: "USER_DEACTIVATED", message: "deactivated" });
          },
          after: ({ userId }) => note("user.signed-in", userId),
        },
        delete: { after: ({ userId }) => note("user.signed-out", userId) },
      },
    },
    telemetry: { enabled: false },
    // Its lines may repeat what a client sent; only what is an error of ours goes to the log.
    logger: { level: "error", log: (level, message) => log(`sign-in: ${level}: ${message}`) },
  });
}

/** Our tables in its words. */
const names = {
  user: {
    modelName: "users",
    fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
    additionalFields: {
      role: { type: "string", input: false, required: true },
      deactivatedAt: { type: "date", fieldName: "deactivated_at", input: false, required: false },
    },
  },
  session: {
    modelName: "sessions",
    fields: {
      userId: "user_id",
      expiresAt: "expires_at",
      ipAddress: "ip_address",
      userAgent: "user_agent",
      createdAt: "created_at",
      updatedAt: "updated_at",
    },
  },
  account: {
    modelName: "accounts",
    fields: {
      userId: "user_id",
      accountId: "account_id",
      providerId: "provider_id",
      accessToken: "access_token",
      refreshToken: "refresh_token",
      idToken: "id_token",
      accessTokenExpiresAt: "access_token_expires_at",
      refreshTokenExpiresAt: "refresh_token_expires_at",
      createdAt: "created_at",
      updatedAt: "updated_at",
    },
  },
  verification: { modelName: "verifications", fields: { expiresAt: "expires_at", createdAt: "created_at", updatedAt: "updated_at" } },
} as const;

/** One may reach us as localhost, by name or by address: what the browser asked for is our own origin. */
function ownOrigin(request: Request | undefined): string[] {
  const host = request?.headers.get("host");
  if (!host) return [];
  return [`http://${host}`, `https://${host}`];
}

/** A secret that all nodes share, made by the first that needs it. */
export async function sharedSecret(door: Door, name: string): Promise<string> {
  const read = () =>
    door.read("*", (db) =>
      db.withTables<AccessTables>().selectFrom("installation_secrets").select("value").where("name", "=", name).executeTakeFirst(),
    );
  const known = await read();
  if (known !== undefined) return known.value;
  const value = randomBytes(32).toString("base64url");
  await door.write("*", ({ db }) =>
    db
      .withTables<AccessTables>()
      .insertInto("installation_secrets")
      .values({ name, value })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
  return (await read())!.value;
}

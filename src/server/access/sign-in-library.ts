/**
 * The library that does the cryptography of signing in (password hashes, time-based codes, passkeys, OpenID Connect) and keeps sessions,
 * told of our tables and rules. Loaded when it is first needed: it takes a quarter of a second.
 */
import type { GenericEndpointContext } from "better-auth";
import { Kysely, PostgresDialect } from "kysely";
import type { Pool } from "pg";
import { type IdentityProvider, vouchesFor } from "#server/access/identity-provider.ts";
import { providerPool } from "#server/access/provider-pool.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import { noteCreated, noteLinked, noteSignIn } from "#server/access/sign-in-note.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Door } from "#server/database/door.ts";

export type SignInOptions = {
  door: Door;
  pool: Pool;
  publicUrl: string;
  log: (line: string) => void;
  /** Where people may sign in beside here. */
  providers?: readonly IdentityProvider[];
  /** Whether those of the provider's own people who sign in by password need a second factor. */
  isSecondFactorRequired?: boolean;
  isMailing?: () => Promise<boolean>;
};

export const shortestPassword = 12;
export const longestPassword = 128;

/** Our own header: what clients send under this name is thrown away before ours is set. */
export const addressHeader = "x-guardia-client-address";

export type Library = Awaited<ReturnType<typeof loadLibrary>>;

/** With `provider`, the library that also speaks with that one: each has its own, so that one which does not answer holds nobody else up. */
export async function loadLibrary(options: SignInOptions, provider?: IdentityProvider) {
  const { door, publicUrl, log } = options;
  const [{ betterAuth }, { APIError }, { genericOAuth, twoFactor }, { passkey }, secret] = await Promise.all([
    import("better-auth"),
    import("better-auth/api"),
    import("better-auth/plugins"),
    import("@better-auth/passkey"),
    sharedSecret(door, "cookies"),
  ]);
  const refuse = (code: string): never => {
    throw new APIError("FORBIDDEN", { code, message: code });
  };
  const db = new Kysely<AccessTables>({ dialect: new PostgresDialect({ pool: providerPool(options.pool) }) });
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
    },
    ...names,
    user: {
      ...names.user,
      validateUserInfo: gateOf(provider),
    },
    account: { ...names.account, accountLinking: { enabled: true, requireLocalEmailVerified: false }, storeStateStrategy: "database" },
    rateLimit,
    advanced: {
      cookiePrefix: "guardia",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { sameSite: "lax", httpOnly: true },
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { validateSchema: false },
    },
    onAPIError: { errorURL: `${publicUrl}/sign-in` },
    plugins: [
      twoFactor({ issuer: "Guardia", ...twoFactorNames }),
      passkey({
        ...{ rpName: "Guardia", rpID: new URL(publicUrl).hostname, origin: publicUrl },
        ...passkeyNames,
        // A passkey stands for both factors: what one has, and the finger or code by which it is unlocked.
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        registration: {
          afterVerification: ({ verification }) => void (verification.registrationInfo?.userVerified || refuse("USER_NOT_VERIFIED")),
        },
        authentication: {
          afterVerification: ({ verification }) => void (verification.authenticationInfo.userVerified || refuse("USER_NOT_VERIFIED")),
        },
      }),
      ...(provider === undefined ? [] : [genericOAuth({ config: [configOf(provider)] })]),
    ],
    databaseHooks: hooksOf(options, db, provider, refuse),
    telemetry: { enabled: false },
    // Its lines may repeat what a client sent; only what is an error of ours goes to the log.
    logger: { level: "error", log: (level, message) => log(`sign-in: ${level}: ${message}`) },
  });
}

type Brought = { user: { email?: string | null | undefined; emailVerified?: boolean | undefined }; source: { action: string } };

/** Whom a provider brings in or is linked to: only addresses that it has verified and may vouch for. */
const gateOf =
  (provider: IdentityProvider | undefined) =>
  ({ user, source }: Brought): { error: string } | undefined => {
    if (source.action === "sign-in" || provider === undefined) return undefined;
    if (user.emailVerified !== true) return { error: "email_not_verified" };
    return vouchesFor(provider, user.email ?? "") ? undefined : { error: "foreign_domain" };
  };

/** By address. Second factors are limited by account too: five codes for one sign-in, ten in a row before a pause of 15 minutes. */
const rateLimit = {
  enabled: true,
  storage: "database",
  modelName: "rate_limits",
  fields: { lastRequest: "last_request" },
  window: 60,
  max: 120,
  customRules: {
    "/sign-in/email": { window: 60, max: 10 },
    "/two-factor/*": { window: 60, max: 10 },
    "/passkey/verify-authentication": { window: 60, max: 10 },
    "/change-password": { window: 60, max: 5 },
  },
} as const;

type Hooks = NonNullable<Parameters<typeof import("better-auth").betterAuth>[0]["databaseHooks"]>;

function hooksOf(
  options: SignInOptions,
  db: Kysely<AccessTables>,
  provider: IdentityProvider | undefined,
  refuse: (code: string) => never,
): Hooks {
  return {
    user: {
      create: {
        // Only a provider that may admit people ever creates one.
        before: async (user) => {
          const admits = provider?.admits ?? refuse("signup_disabled");
          return { data: { ...user, name: user.name || user.email, role: admits.role, customerId: admits.customer } };
        },
        after: (user) => noteCreated(options, user.id, provider!.id),
      },
    },
    account: {
      create: {
        before: async (account) => ({ data: { ...account, ...noTokens } }),
        after: (account) => noteLinked(options, account.userId, account.providerId),
      },
      update: { before: async (account) => ({ data: { ...account, ...noTokens } }) },
    },
    session: {
      create: {
        before: async (session, context) => {
          const user = await db.selectFrom("users").select("deactivated_at").where("id", "=", session.userId).executeTakeFirst();
          if (user?.deactivated_at) refuse("USER_DEACTIVATED");
          return { data: { ...session, method: methodOf(context) } };
        },
        after: async (session, context) => {
          const method = methodOf(context);
          if (method === null || !(await isComplete(db, session.userId, context))) return;
          await noteSignIn(options, {
            userId: session.userId,
            method,
            address: session.ipAddress ?? "",
            userAgent: session.userAgent ?? "",
          });
        },
      },
    },
  };
}

/** Nobody here speaks with a provider in a person's name afterwards: what would let us is not kept. */
const noTokens = { accessToken: null, refreshToken: null, idToken: null };

const methods: Readonly<Record<string, string>> = {
  "/sign-in/email": "password",
  "/two-factor/verify-totp": "totp",
  "/two-factor/verify-backup-code": "recovery-code",
  "/passkey/verify-authentication": "passkey",
};

/** How the session under way is begun; one that replaces another (a changed password) was begun like that one. */
function methodOf(context: GenericEndpointContext | null): string | null {
  const path = context?.path ?? "";
  if (path === "/callback/:id") return `oidc:${(context?.params as { id?: string } | undefined)?.id ?? ""}`;
  const before = (context?.context.session?.session as { method?: string } | undefined)?.method;
  return methods[path] ?? before ?? null;
}

/** A right password with a second factor to come is no sign-in yet, and a code that switches the second factor on is none either. */
async function isComplete(db: Kysely<AccessTables>, userId: string, context: GenericEndpointContext | null): Promise<boolean> {
  if (context?.path !== "/sign-in/email") return context?.context.session == null && (context?.path ?? "") !== "";
  const user = await db.selectFrom("users").select("two_factor_enabled").where("id", "=", userId).executeTakeFirst();
  return user?.two_factor_enabled === false;
}

function configOf({ id, name, issuer, clientId, clientSecret, scopes, admits }: IdentityProvider) {
  return {
    ...{ providerId: id, name, clientId, scopes, pkce: true, requireIdTokenVerification: true },
    ...(clientSecret === undefined ? { tokenEndpointAuth: { method: "none" as const } } : { clientSecret }),
    discoveryUrl: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    disableSignUp: admits === undefined,
    // What the userinfo endpoint says counts only for the person the verified token names (OpenID Connect Core 1.0, 5.3.2).
    accountSubject: ({ tokens, profile }: { tokens: { idToken?: string | undefined }; profile: { sub?: unknown } }) => {
      const subject = subjectOf(tokens.idToken);
      return subject !== null && profile.sub === subject ? subject : "";
    },
  };
}

/** The `sub` of a token whose signature was verified before. */
function subjectOf(idToken: string | undefined): string | null {
  const payload = idToken?.split(".")[1];
  if (payload === undefined) return null;
  const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as { sub?: unknown };
  return typeof sub === "string" && sub !== "" ? sub : null;
}

/** Our tables in its words. */
const names = {
  user: {
    modelName: "users",
    fields: { emailVerified: "email_verified", createdAt: "created_at", updatedAt: "updated_at" },
    additionalFields: {
      role: { type: "string", input: false, required: false },
      customerId: { type: "string", fieldName: "customer_id", input: false, required: false },
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
    additionalFields: { method: { type: "string", input: false, required: false } },
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

const twoFactorNames = {
  schema: {
    user: { fields: { twoFactorEnabled: "two_factor_enabled" } },
    twoFactor: {
      modelName: "two_factors",
      fields: {
        backupCodes: "backup_codes",
        userId: "user_id",
        failedVerificationCount: "failed_verification_count",
        lockedUntil: "locked_until",
      },
    },
  },
};

const passkeyNames = {
  schema: {
    passkey: {
      modelName: "passkeys",
      fields: {
        publicKey: "public_key",
        userId: "user_id",
        credentialID: "credential_id",
        deviceType: "device_type",
        backedUp: "backed_up",
        createdAt: "created_at",
      },
    },
  },
};

/** One may reach us as localhost, by name or by address: what the browser asked for is our own origin. */
function ownOrigin(request: Request | undefined): string[] {
  const host = request?.headers.get("host");
  if (!host) return [];
  return [`http://${host}`, `https://${host}`];
}

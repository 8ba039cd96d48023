/**
 * Signing in: by password and second factor, passkey or identity provider. The library of sign-in-library.ts is asked as a browser would
 * ask it, so that its limits on attempts and its check of the origin hold, but only by routes of ours: its own answers hold the session's
 * token, which no script is to see.
 */
import { Refusal } from "#core/refusal.ts";
import { readCaller } from "#server/access/caller.ts";
import type { IdentityProvider } from "#server/access/identity-provider.ts";
import { addressHeader, type Library, loadLibrary, type SignInOptions } from "#server/access/sign-in-library.ts";
import { refusalOfAnswer } from "#server/access/sign-in-problem.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Caller } from "#server/http/env.ts";

export { longestPassword, shortestPassword } from "#server/access/sign-in-library.ts";

/** Who a cookie says it is. */
export type Standing = {
  caller: Caller | null;
  /** Of the row in `sessions`; null when nobody is signed in. */
  sessionId: string | null;
  /** Signed in by password alone where more is asked: may set up a second factor and nothing else. */
  needsSecondFactor: boolean;
  /** To send along when the session was prolonged. */
  cookies: string[];
};

/** A question to the library. `path` without its `/api/auth`. */
export type Question = {
  method?: "GET" | "POST";
  path: string;
  body?: unknown;
  /** What the browser sent: cookies, origin, host and what it says of itself. */
  headers: Headers;
  /** The client's address, by which attempts are limited. */
  address: string;
  /** For what concerns an identity provider: its id. */
  provider?: string;
};

export type SignIn = {
  /** Asks the library; refuses what it refuses. */
  ask(question: Question): Promise<Response>;
  /** Takes up somebody who comes back from an identity provider; gives where to send them. */
  comeBack(request: Request, provider: string, address: string): Promise<{ location: string; cookies: string[] }>;
  read(cookie: string): Promise<Standing>;
  hashPassword(password: string): Promise<string>;
  verifyPassword(hash: string, password: string): Promise<boolean>;
  /** The recovery codes that are left to somebody. */
  recoveryCodes(userId: string): Promise<string[]>;
  /** Signs somebody in who just set their password; `isComplete` is false when their second factor is still to come. */
  open(email: string, password: string, from: { address: string; userAgent: string }): Promise<{ cookies: string[]; isComplete: boolean }>;
  readonly providers: readonly IdentityProvider[];
  readonly isSecondFactorRequired: boolean;
  /** Forgets sessions that are kept in memory: after one ended, here or elsewhere. */
  forget(): void;
  /** Loads the library ahead of its first use. */
  warm(): Promise<void>;
};

/** A session ended by another process is noticed within this time. */
const keptMs = 2_000;
const mostKept = 10_000;
const cookieName = "guardia.session_token";
const seenEveryMs = 60_000;
/** A provider that does not describe itself within this time is told to be unreachable. */
const patienceMs = 8_000;

export function openSignIn(options: SignInOptions): SignIn {
  const { door, publicUrl, providers = [], isSecondFactorRequired = false } = options;
  const libraries = keepLibraries(options);
  const kept = new Map<string, Omit<Standing, "cookies"> & { readAt: number }>();
  const seen = keepSeen(options);

  async function look(cookie: string, key: string): Promise<Standing> {
    const auth = await libraries.own();
    const { response, headers } = await auth.api.getSession({ headers: new Headers({ cookie }), returnHeaders: true });
    const caller = response === null ? null : await readCaller(door, response.user.id);
    const sessionId = caller === null ? null : (response?.session.id ?? null);
    const isWeak = response !== null && !isStrong(response.session.method ?? null) && response.user.twoFactorEnabled !== true;
    const needsSecondFactor = isSecondFactorRequired && caller?.customerId === null && isWeak;
    if (kept.size >= mostKept) kept.clear();
    kept.set(key, { caller, sessionId, needsSecondFactor, readAt: Date.now() });
    if (sessionId !== null) seen(sessionId);
    return { caller, sessionId, needsSecondFactor, cookies: headers.getSetCookie() };
  }

  async function ask({ method = "POST", path, body, headers: given, address, provider }: Question): Promise<Response> {
    const headers = new Headers(given);
    headers.set(addressHeader, address);
    if (body !== undefined) headers.set("content-type", "application/json");
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const auth = provider === undefined ? await libraries.own() : await libraries.with(provider);
    const answer = await auth.handler(new Request(`${publicUrl}/api/auth${path}`, { method, headers, ...sent }));
    kept.clear();
    if (answer.status >= 400) throw await refusalOfAnswer(answer);
    return answer;
  }

  return {
    ...{ ask, providers, isSecondFactorRequired },
    async comeBack(request, provider, address) {
      const path = new URL(request.url).pathname.slice("/api/auth".length) + new URL(request.url).search;
      const lost = { location: `${publicUrl}/sign-in?error=unable_to_link_account`, cookies: [] };
      const answer = await ask({ method: "GET", path, headers: request.headers, address, provider }).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === "rate-limited") throw error;
        return null;
      });
      const location = answer?.headers.get("location");
      if (answer === null || location == null) return lost;
      return { location, cookies: answer.headers.getSetCookie() };
    },
    async read(cookie) {
      const key = cookieValue(cookie, cookieName);
      if (key === null) return { caller: null, sessionId: null, needsSecondFactor: false, cookies: [] };
      const found = kept.get(key);
      if (found !== undefined && Date.now() - found.readAt < keptMs) return { ...found, cookies: [] };
      return look(cookie, key);
    },
    hashPassword: async (password) => (await (await libraries.own()).$context).password.hash(password),
    verifyPassword: async (hash, password) => (await (await libraries.own()).$context).password.verify({ hash, password }),
    async recoveryCodes(userId) {
      const { backupCodes } = await (await libraries.own()).api.viewBackupCodes({ body: { userId } });
      return backupCodes;
    },
    async open(email, password, { address, userAgent }) {
      const headers = new Headers({ [addressHeader]: address, "user-agent": userAgent });
      const answer = await (await libraries.own()).api.signInEmail({ body: { email, password }, headers, asResponse: true });
      if (answer.status >= 400) throw await refusalOfAnswer(answer);
      return { cookies: answer.headers.getSetCookie(), isComplete: await isComplete(answer) };
    },
    forget: () => kept.clear(),
    warm: async () => {
      await (await libraries.own()).$context;
    },
  };
}

/** Whether an answer to a password let its sender in; if not, their second factor is still to come. */
export async function isComplete(answer: Response): Promise<boolean> {
  return ((await answer.json()) as { twoFactorRedirect?: boolean }).twoFactorRedirect !== true;
}

/** Two factors were shown, or somebody else answers for how many there were. */
const isStrong = (method: string | null): boolean =>
  method === "totp" || method === "recovery-code" || method === "passkey" || method?.startsWith("oidc:") === true;

/** The library without any provider, and one for each provider that was asked for; what failed is loaded anew. */
function keepLibraries(options: SignInOptions): { own(): Promise<Library>; with(provider: string): Promise<Library> } {
  const loaded = new Map<string, Promise<Library>>();
  const load = (key: string, make: () => Promise<Library>): Promise<Library> => {
    const found = loaded.get(key) ?? make();
    loaded.set(key, found);
    found.catch(() => loaded.delete(key));
    return found;
  };
  return {
    own: () => load("", () => loadLibrary(options)),
    with(id) {
      const provider = options.providers?.find((each) => each.id === id);
      if (provider === undefined)
        throw new Refusal("unknown-provider", `There is no identity provider "${id}" here: sign in another way.`, { provider: id });
      return load(id, () => reached(options, provider));
    },
  };
}

/** The library with a provider that described itself. Refuses `provider-unreachable`. */
async function reached(options: SignInOptions, provider: IdentityProvider): Promise<Library> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null);
  });
  const auth = await loadLibrary(options, provider);
  const context = await Promise.race([auth.$context, tooLate]).finally(() => clearTimeout(timer));
  if (context?.socialProviders.some(({ id }) => id === provider.id)) return auth;
  throw new Refusal("provider-unreachable", `${provider.name} does not answer at the moment: try again, or sign in another way.`, {
    provider: provider.name,
  });
}

/** Notes when a session was last used, to the minute. */
function keepSeen({ door }: SignInOptions): (sessionId: string) => void {
  const notedAt = new Map<string, number>();
  return (sessionId) => {
    const at = door.clock();
    if (at - (notedAt.get(sessionId) ?? 0) < seenEveryMs) return;
    if (notedAt.size >= mostKept) notedAt.clear();
    notedAt.set(sessionId, at);
    const write = door.write("*", ({ db }) =>
      db.withTables<AccessTables>().updateTable("sessions").set({ seen_at: at }).where("id", "=", sessionId).execute(),
    );
    write.catch(() => notedAt.delete(sessionId));
  };
}

/** Browsers send it as `__Secure-guardia.…` where the address is https. */
export function cookieValue(cookies: string, wanted: string): string | null {
  for (const part of cookies.split(";")) {
    const [name = "", value] = part.split("=", 2);
    if (value !== undefined && name.trim().endsWith(wanted)) return value.trim();
  }
  return null;
}

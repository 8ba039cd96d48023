/** What the environment says: where to listen, where the data lies, how the world reaches us. Read once, refused when it is wrong. */
import { readFileSync } from "node:fs";
import { senderPattern } from "#core/model/sender.ts";
import { Refusal } from "#core/refusal.ts";
import { type IdentityProvider, readProviders } from "#server/access/identity-provider.ts";
import type { MailSettings } from "#server/channels/email/delivery.ts";
import { isSigningKey } from "#server/channels/email/signing-key.ts";
import type { Signing } from "#server/channels/email/smtp-settings.ts";
import { readListener } from "#server/mail/listener-setting.ts";
import type { ListenerSettings } from "#server/mail/smtp-listener.ts";
import { readRange } from "#server/outside/address.ts";

export type Settings = {
  readonly host: string;
  readonly port: number;
  /** An own PostgreSQL; null for the one in the box. */
  readonly databaseUrl: string | null;
  /** Folder of the embedded PostgreSQL as it was named; null for the default. */
  readonly dataFolder: string | null;
  /** Origin under which people reach the server, without a slash at its end. */
  readonly publicUrl: string;
  /** The header in which a proxy before us gives the client's address (`x-forwarded-for`); null when there is none to be trusted. */
  readonly addressHeader: string | null;
  /** Connections to PostgreSQL that this node may hold. */
  readonly connections: number;
  /** The server that takes our mail; null: links are shown to whoever asks for them instead of being mailed. */
  readonly mail?: MailSettings | null;
  /** Where mail is taken directly; null: nowhere. */
  readonly mailListener?: ListenerSettings | null;
  /** Where people may sign in beside here. */
  readonly providers?: readonly IdentityProvider[];
  /** Whether the provider's own people need a second factor beside their password. */
  readonly isSecondFactorRequired?: boolean;
  /** What secrets of gateways, mailboxes and webhooks are sealed with; null: a secret that lies in the database beside them. */
  readonly secret?: string | null;
  /** Ranges of our own network that addresses given by others may lead to (webhooks, gateways, checks). */
  readonly allowOutside?: readonly string[];
};

/** Reads HOST, PORT, DATABASE_URL and what begins with GUARDIA_; refuses `bad-setting`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const host = given(env, "HOST") ?? "127.0.0.1";
  const port = whole(env, "PORT", 4680, 0, 65_535);
  return {
    host,
    port,
    databaseUrl: given(env, "DATABASE_URL") ?? null,
    dataFolder: given(env, "GUARDIA_DATA") ?? null,
    publicUrl: publicUrlOf(env) ?? `http://${shownHost(host)}:${port}`,
    addressHeader: given(env, "GUARDIA_ADDRESS_HEADER")?.toLowerCase() ?? null,
    connections: whole(env, "GUARDIA_CONNECTIONS", 12, 2, 500),
    mail: mailOf(env),
    mailListener: readListener(env),
    providers: readProviders(given(env, "GUARDIA_OIDC")),
    isSecondFactorRequired: chosen(env, "GUARDIA_SECOND_FACTOR", ["optional", "required"]) === "required",
    secret: secretOf(env),
    allowOutside: rangesOf(env),
  };
}

/** An empty variable counts as none: that is how shells and container files switch one off. */
function given(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function whole(env: Readonly<Record<string, string | undefined>>, name: string, otherwise: number, least: number, most: number): number {
  const written = given(env, name);
  if (written === undefined) return otherwise;
  const value = Number(written);
  if (/^\d+$/.test(written) && value >= least && value <= most) return value;
  throw new Refusal("bad-setting", `${name}=${written} is not a whole number from ${least} to ${most}: set it to one, or unset it.`, {
    name,
  });
}

function chosen<T extends string>(env: Readonly<Record<string, string | undefined>>, name: string, possible: readonly [T, ...T[]]): T {
  const written = given(env, name) ?? possible[0];
  const found = possible.find((each) => each === written);
  if (found !== undefined) return found;
  throw new Refusal("bad-setting", `${name}=${written} is none of ${possible.join(", ")}: set it to one, or unset it.`, { name });
}

function secretOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const written = given(env, "GUARDIA_SECRET") ?? null;
  if (written === null || written.length >= 32) return written;
  throw new Refusal(
    "bad-setting",
    "GUARDIA_SECRET is too short: write at least 32 characters that nobody guesses (openssl rand -base64 32).",
    {
      name: "GUARDIA_SECRET",
    },
  );
}

function rangesOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const written = (given(env, "GUARDIA_ALLOW_OUTSIDE") ?? "").split(/[\s,]+/).filter((each) => each !== "");
  const wrong = written.find((each) => readRange(each) === null);
  if (wrong === undefined) return written;
  throw new Refusal("bad-setting", `GUARDIA_ALLOW_OUTSIDE names ${wrong}, which is no range like 10.0.0.0/8 or fd00::/8 and no address.`, {
    name: "GUARDIA_ALLOW_OUTSIDE",
  });
}

function publicUrlOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const written = given(env, "GUARDIA_URL");
  if (written === undefined) return null;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.pathname === "/") return url.origin;
  throw new Refusal("bad-setting", `GUARDIA_URL=${written} is not an address like https://support.example.com, without a path.`, {
    name: "GUARDIA_URL",
  });
}

function mailOf(env: Readonly<Record<string, string | undefined>>): MailSettings | null {
  const url = given(env, "GUARDIA_SMTP_URL");
  const from = given(env, "GUARDIA_MAIL_FROM");
  if (url === undefined) return null;
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol) || new URL(url).hostname === "" || new URL(url).port === "0") {
    // The address may hold a password: it is not repeated.
    throw new Refusal(
      "bad-setting",
      "GUARDIA_SMTP_URL is not an address like smtp://user:secret@mail.example.com:587 (or smtps://…:465).",
      {
        name: "GUARDIA_SMTP_URL",
      },
    );
  }
  if (from !== undefined && senderPattern.test(from)) return { url, from, signing: signingOf(env) };
  throw new Refusal(
    "bad-setting",
    `GUARDIA_MAIL_FROM=${from ?? ""} is not a sender like Guardia <support@example.com>: mail needs one beside GUARDIA_SMTP_URL.`,
    { name: "GUARDIA_MAIL_FROM" },
  );
}

/** `GUARDIA_DKIM` is where the public key stands in the domain's records; `GUARDIA_DKIM_KEY` the private one in PEM, or the file that holds it. */
function signingOf(env: Readonly<Record<string, string | undefined>>): Signing | null {
  const [record, written] = [given(env, "GUARDIA_DKIM"), given(env, "GUARDIA_DKIM_KEY")];
  if (record === undefined && written === undefined) return null;
  const [, selector, domain] = /^([a-z0-9.-]+)\._domainkey\.([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(record ?? "") ?? [];
  if (selector === undefined || domain === undefined) {
    throw new Refusal(
      "bad-setting",
      `GUARDIA_DKIM=${record ?? ""} is not the name of a key like g1._domainkey.example.com: GUARDIA_DKIM_KEY needs one beside it.`,
      { name: "GUARDIA_DKIM" },
    );
  }
  const key = written === undefined || written.startsWith("-----BEGIN") ? written : readIfThere(written);
  if (key !== undefined && isSigningKey(key)) return { selector, domain, key };
  throw new Refusal(
    "bad-setting",
    "GUARDIA_DKIM_KEY is neither a private RSA key of at least 1,024 bits in PEM nor a file that holds one: make one with openssl genrsa.",
    { name: "GUARDIA_DKIM_KEY" },
  );
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Said by whoever asked for it, in the words of the setting.
    return undefined;
  }
}

/** An address that one can click: 0.0.0.0 and :: are where one listens, not where one goes. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

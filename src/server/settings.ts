/** What the environment says: where to listen, where the data lies, how the world reaches us. Read once, refused when it is wrong. */
import { Refusal } from "#core/refusal.ts";

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
};

/** Reads HOST, PORT, DATABASE_URL, GUARDIA_DATA, GUARDIA_URL, GUARDIA_ADDRESS_HEADER, GUARDIA_CONNECTIONS; refuses `bad-setting`. */
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

function publicUrlOf(env: Readonly<Record<string, string | undefined>>): string | null {
  const written = given(env, "GUARDIA_URL");
  if (written === undefined) return null;
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:") && url.pathname === "/") return url.origin;
  throw new Refusal("bad-setting", `GUARDIA_URL=${written} is not an address like https://support.example.com, without a path.`, {
    name: "GUARDIA_URL",
  });
}

/** An address that one can click: 0.0.0.0 and :: are where one listens, not where one goes. */
function shownHost(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

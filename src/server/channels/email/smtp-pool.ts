/** Connections to SMTP servers: a few per gateway, kept while letters follow one another, closed soon after the last. */
import type { Readable } from "node:stream";
import { createTransport, type Transporter } from "nodemailer";
import type SMTPPool from "nodemailer/lib/smtp-pool/index.js";
import type { SmtpSettings } from "#server/channels/email/smtp-settings.ts";

type Pool = Transporter<SMTPPool.SentMessageInfo>;
type Kept = { pool: Pool; underWay: number; closing: NodeJS.Timeout | null };

const pools = new Map<string, Kept>();

const connectionsAtOnce = 4;
/** A connection without a letter is closed by us: servers drop it some time later anyway, in the middle of the next. */
const keptForMs = 8_000;

/** Beside what nodemailer knows: is told of the stream that the connection reads, once the server has asked for the letter. */
export type Watched = { onStream?: (stream: Readable) => void };

/** Does something with the gateway's connections; they are shared by all who have the same settings. */
export async function withPool<T>(settings: SmtpSettings, work: (pool: Pool) => Promise<T>): Promise<T> {
  const key = JSON.stringify(settings);
  const kept = pools.get(key) ?? { pool: openPool(settings), underWay: 0, closing: null };
  pools.set(key, kept);
  if (kept.closing !== null) clearTimeout(kept.closing);
  kept.closing = null;
  kept.underWay++;
  try {
    return await work(kept.pool);
  } finally {
    if (--kept.underWay === 0) {
      kept.closing = setTimeout(() => close(key), keptForMs);
      kept.closing.unref();
    }
  }
}

/** Closes every connection that nobody uses: when the node stops. */
export function closePools(): void {
  for (const [key, { underWay }] of pools) if (underWay === 0) close(key);
}

function close(key: string): void {
  const kept = pools.get(key);
  if (kept?.closing) clearTimeout(kept.closing);
  pools.delete(key);
  kept?.pool.close();
}

/** Options of a connection: of the pool's, and of the one that only looks whether the account works. */
export function connectionOf({ host, port, security, certificate, user, password }: SmtpSettings) {
  return {
    ...{ host, port, secure: security === "tls", requireTLS: security === "starttls", ignoreTLS: security === "none" },
    ...(user === undefined || user === "" ? {} : { auth: { user, pass: password ?? "" } }),
    tls: { rejectUnauthorized: certificate !== "any" },
    ...{ connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000, dnsTimeout: 10_000 },
    // A message is what a driver makes of it: nothing in it may read files or fetch pages.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  };
}

function openPool(settings: SmtpSettings): Pool {
  const pool = createTransport({
    ...connectionOf(settings),
    ...{ pool: true as const, maxConnections: connectionsAtOnce, maxMessages: 200 },
    // Once more over a fresh connection, when a kept one proves to be gone before a byte of the letter went out.
    maxRequeues: 1,
  } as SMTPPool.Options);
  // The failure of a connection is told to each letter that waited for it.
  pool.on("error", () => undefined);
  pool.use("stream", (mail, done) => {
    const { message, data } = mail as unknown as { message: { createReadStream(options?: unknown): Readable }; data: Watched };
    const create = message.createReadStream.bind(message);
    message.createReadStream = (options) => {
      const stream = create(options);
      data.onStream?.(stream);
      return stream;
    };
    done();
  });
  return pool;
}

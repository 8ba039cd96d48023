/** Our own SMTP listener: takes mail for our mailboxes and nobody else's, and says "kept" only when it is. */
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import type { SMTPServerAddress, SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { withoutTag } from "#core/mail/letter.ts";
import type { Door } from "#server/database/door.ts";
import { listMailboxes } from "#server/mail/mailbox-store.ts";
import { keepMails, mostMailBytes } from "#server/mail/store.ts";

export type ListenerSettings = {
  host: string;
  port: number;
  /** The name that we greet with and that our verdicts are signed with. */
  name: string;
  /** Files in PEM; without them no encryption is offered. */
  tls: { keyFile: string; certFile: string } | null;
};
export type ListenerOptions = { door: Door; settings: ListenerSettings; onKept(): void; log(line: string): void };
export type SmtpListener = { port: number; stop(): Promise<void> };

const mostClients = 100;
const mostRecipients = 100;
const listKeptMs = 5_000;

type Failure = Error & { responseCode: number };
const refusal = (responseCode: number, message: string): Failure => Object.assign(new Error(message), { responseCode });

export async function startSmtpListener({ door, settings, onKept, log }: ListenerOptions): Promise<SmtpListener> {
  const { SMTPServer } = await import("smtp-server");
  const { tls, host, port, name } = settings;
  const files = tls === null ? {} : { key: await readFile(tls.keyFile), cert: await readFile(tls.certFile) };
  const find = recipientFinder(door);
  const server = new SMTPServer({
    ...{
      ...files,
      name,
      banner: "Guardia",
      logger: false,
      authOptional: true,
      disabledCommands: tls === null ? ["AUTH", "STARTTLS"] : ["AUTH"],
    },
    ...{ size: mostMailBytes, maxClients: mostClients, socketTimeout: 60_000, closeTimeout: 5_000 },
    onRcptTo(address, session, done) {
      if (session.envelope.rcptTo.length >= mostRecipients) return done(refusal(452, "Too many recipients: send the rest apart"));
      void answer(async () => ((await find(address.address)) === null ? refusal(550, "No such mailbox here") : null), done, log);
    },
    onData(stream, session, done) {
      const take = async (): Promise<Failure | null> => {
        const raw = await receive(stream);
        return raw === null ? refusal(552, `More than ${mostMailBytes} bytes`) : keep(raw, session);
      };
      void answer(take, done, log);
    },
  });
  const keep = async (raw: Buffer, session: SMTPServerSession): Promise<Failure | null> => {
    const { mailFrom, rcptTo } = session.envelope;
    const envelope = {
      ...{ from: mailFrom === false ? "" : mailFrom.address.toLowerCase(), to: rcptTo.map(({ address }) => address.toLowerCase()) },
      ...{ ip: session.remoteAddress, helo: String(session.hostNameAppearsAs ?? "") },
    };
    const [id] = (await Promise.all(rcptTo.map(({ address }: SMTPServerAddress) => find(address)))).filter((each) => each !== null);
    if (id === undefined) return refusal(550, "No such mailbox here");
    // Of one that is written to several of ours one is enough: they all lead here.
    await keepMails(door, id, [{ raw: withReturnPath(raw, envelope.from), envelope, receivedAt: door.clock() }]);
    onKept();
    return null;
  };
  server.on("error", (error: Error) => log(`The mail listener: ${error.message}`));
  await new Promise<void>((resolve, refuse) => {
    server.server.once("error", refuse);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Tells the client what came of it. Whatever goes wrong here is ours, and it shall come again. */
async function answer(
  work: () => Promise<Failure | null>,
  done: (failed: Failure | null) => void,
  log: (line: string) => void,
): Promise<void> {
  let failed: Failure | null;
  try {
    failed = await work();
  } catch (error) {
    log(`A message could not be taken: ${error instanceof Error ? error.message : String(error)}`);
    failed = refusal(451, "It could not be kept: try again later");
  }
  done(failed);
}

/** As the last server it is we who write down the path back (RFC 5321, 4.4); what the sender claims of it does not count. */
function withReturnPath(raw: Buffer, from: string): Buffer {
  return Buffer.concat([Buffer.from(`Return-Path: <${from.replaceAll(/[\r\n<>]/g, "")}>\r\n`), raw]);
}

/** The mailbox of an address, with or without a tag; null for an address that is not ours. */
function recipientFinder(door: Door): (address: string) => Promise<string | null> {
  let known: { until: number; boxes: Promise<Map<string, string>> } | null = null;
  const load = async (): Promise<Map<string, string>> => {
    const boxes = (await listMailboxes(door)).filter(({ kind, isEnabled }) => kind === "smtp" && isEnabled);
    return new Map(boxes.flatMap(({ id, address, aliases }) => [address, ...aliases].map((each) => [each, id])));
  };
  return async (address) => {
    if (known === null || performance.now() > known.until) {
      known = { until: performance.now() + listKeptMs, boxes: load() };
      known.boxes.catch(() => {
        known = null;
      });
    }
    const boxes = await known.boxes;
    const lower = address.trim().toLowerCase();
    return boxes.get(lower) ?? boxes.get(withoutTag(lower)) ?? null;
  };
}

/** All of it, or null when it is too large (its end is waited for: a client that still sends hears nothing). */
async function receive(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= mostMailBytes) chunks.push(chunk);
  }
  return stream.sizeExceeded || bytes > mostMailBytes ? null : Buffer.concat(chunks);
}

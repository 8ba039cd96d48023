/** A real SMTP server for tests: it takes letters on a port and keeps them, or refuses as it is told. */
import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";

export type Received = {
  to: string[];
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  /** As it came over the wire. */
  raw: Buffer;
};

export type MailServer = {
  /** For GUARDIA_SMTP_URL. */
  readonly url: string;
  readonly received: Received[];
  /** The next letter to an address; waits for it. */
  letterTo(address: string, nth?: number | RegExp): Promise<Received>;
  /** What to answer recipients with: an SMTP code and what stands behind it, or null to take them. */
  refuseWith(code: number | null, words?: string): void;
  /** Takes letters and never says so, until it is told otherwise. */
  hang(isHanging: boolean): void;
  /** Takes letters and breaks the connection off instead of saying so. */
  dropAfterData(isDropping: boolean): void;
  close(): Promise<void>;
};

/** @param account the only one that it lets in; without one everybody may send */
export async function openMailServer(account?: { user: string; password: string }): Promise<MailServer> {
  const received: Received[] = [];
  let refusal: { code: number; words: string } | null = null;
  let isHanging = false;
  let isDropping = false;
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    ...{ authOptional: account === undefined, allowInsecureAuth: true, disabledCommands: ["STARTTLS"], logger: false, closeTimeout: 500 },
    onAuth({ username, password }, _, done) {
      const isKnown = account === undefined || (username === account.user && password === account.password);
      done(isKnown ? null : Object.assign(new Error("5.7.8 wrong"), { responseCode: 535 }), { user: username });
    },
    onRcptTo(recipient, _, done) {
      if (refusal === null) return done();
      done(Object.assign(new Error(`${refusal.words} <${recipient.address}>`), { responseCode: refusal.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom === false ? "" : mailFrom.address;
        const raw = Buffer.concat(chunks);
        received.push({ to: rcptTo.map(({ address }) => address), from, raw, ...read(raw.toString("utf8")) });
        if (isDropping) for (const socket of sockets) socket.destroy();
        else if (!isHanging) done();
      });
    },
  });
  server.server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as { port: number };
  const letterTo = async (address: string, nth: number | RegExp = 0): Promise<Received> => {
    for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 50) {
      const own = received.filter(({ to }) => to.includes(address));
      const found = typeof nth === "number" ? own[nth] : own.find(({ text }) => nth.test(text));
      if (found !== undefined) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`no letter ${nth} came for ${address}`);
  };
  return {
    url: `smtp://127.0.0.1:${port}`,
    ...{ received, letterTo },
    refuseWith(code, words = "no such user") {
      refusal = code === null ? null : { code, words };
    },
    hang(value) {
      isHanging = value;
    },
    dropAfterData(value) {
      isDropping = value;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** The one-time link in a letter, as its path. */
export function linkIn({ text }: Received): string {
  const found = /https?:\/\/\S+/.exec(text)?.[0];
  if (found === undefined) throw new Error(`no link in:\n${text}`);
  return found;
}

/** As much of MIME as our own letters use: two alternatives, quoted-printable or base64, encoded words in headers. */
function read(raw: string): Pick<Received, "subject" | "text" | "html" | "headers"> {
  const { headers, body } = split(raw);
  const boundary = /boundary="?([^";]+)"?/.exec(headers["content-type"] ?? "")?.[1];
  const parts = (boundary === undefined ? [] : body.split(`--${boundary}`)).slice(1, -1).map((part) => split(part.replace(/^\r\n/, "")));
  const ofType = (type: string): string => {
    const part = parts.find((each) => each.headers["content-type"]?.startsWith(type));
    return part === undefined ? "" : decoded(part.body, part.headers["content-transfer-encoding"] ?? "");
  };
  return { headers, subject: words(headers.subject ?? ""), text: ofType("text/plain"), html: ofType("text/html") };
}

function split(raw: string): { headers: Record<string, string>; body: string } {
  const at = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, at)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const);
  return { headers: Object.fromEntries(pairs), body: raw.slice(at + 4) };
}

const quoted = (text: string): string =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");

function decoded(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  return encoding === "quoted-printable" ? quoted(body.replaceAll("=\r\n", "")) : body;
}

const words = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === "b" ? Buffer.from(text, "base64").toString("utf8") : quoted(text.replaceAll("_", " ")),
    );

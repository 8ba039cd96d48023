/** One IMAP session: reads a folder in bounded pieces, keeps them, marks or moves what is kept, and waits for more (IDLE, RFC 2177). */
import type { FetchMessageObject, ImapFlow } from "imapflow";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { ImapSettings, Mailbox } from "#server/mail/mailbox.ts";
import { type ReadMark, readMarkOf } from "#server/mail/mailbox-store.ts";
import { type Incoming, keepMails, mostMailBytes } from "#server/mail/store.ts";
import type { MailTables } from "#server/mail/tables.ts";

export type ImapAccess = { settings: ImapSettings; password: string; timeoutMs?: number };

/** So many messages, or so many bytes, are held in memory at once and stored in one transaction. */
const pieceMessages = 50;
const pieceBytes = 8 * 1_048_576;
/** So many numbers are asked about at once: a folder may have gaps as large as its life is long. */
const windowUids = 1_000;
/** Of a message that is too large, so much is kept that a human sees what it is. */
const headBytes = 64 * 1_024;
/** IDLE is begun anew before servers and firewalls tire of it (RFC 2177: 29 minutes). */
const longestIdleMs = 5 * 60_000;

/** A client that has not connected yet. Certificates are verified; a password never travels before TLS unless the settings say `none`. */
export async function imapClient({ settings, password, timeoutMs = 30_000 }: ImapAccess): Promise<ImapFlow> {
  const { ImapFlow: Client } = await import("imapflow");
  const { host, port, security, user } = settings;
  const client = new Client({
    ...{ host, port, secure: security === "tls", auth: { user, pass: password }, logger: false },
    ...(security === "starttls" ? { doSTARTTLS: true } : {}),
    ...(security === "none" ? { doSTARTTLS: false } : {}),
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: longestIdleMs + 60_000, maxIdleTime: longestIdleMs },
    clientInfo: { name: "Guardia" },
  });
  // Without a listener an error of the connection would end the process; whoever waits for an answer gets it too.
  client.on("error", () => undefined);
  return client;
}

/** Signs in and opens the folder, and says what is there: the test of a mailbox's settings. */
export async function probeImap(access: ImapAccess): Promise<{ messages: number; hasIdle: boolean }> {
  const client = await imapClient({ ...access, timeoutMs: 10_000 });
  try {
    await client.connect();
    const box = await client.mailboxOpen(access.settings.folder, { readOnly: true });
    return { messages: box.exists, hasIdle: client.capabilities.has("IDLE") };
  } finally {
    client.close();
  }
}

export type ImapWatch = {
  door: Door;
  mailbox: Mailbox;
  client: ImapFlow;
  /** After each piece was kept, and before waiting: ends the watch by giving false. */
  goOn(): Promise<boolean>;
  onKept(): void;
};

/** Reads what is there, then waits for more, until `goOn` says no or the connection ends (which is an error). */
export async function watchFolder(watch: ImapWatch): Promise<void> {
  const { client, mailbox } = watch;
  const settings = mailbox.settings as ImapSettings;
  await client.mailboxOpen(settings.folder);
  let hasNews = true;
  client.on("exists", () => {
    hasNews = true;
  });
  while (await watch.goOn()) {
    if (!hasNews) await waitForNews(client);
    hasNews = false;
    if (!(await readNew(watch, settings))) return;
  }
}

async function waitForNews(client: ImapFlow): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let onNews: () => void = () => undefined;
  const news = new Promise<void>((resolve, refuse) => {
    onNews = resolve;
    client.once("exists", resolve);
    client.once("close", () => refuse(new Error("the server closed the connection")));
    timer = setTimeout(resolve, leaseRefreshMs);
  });
  // Runs until another command is given; its own end or error is told by `close`.
  client.idle().catch(() => undefined);
  try {
    await news;
  } finally {
    clearTimeout(timer);
    client.off("exists", onNews);
  }
}

/** Between two looks at whether one may go on. */
const leaseRefreshMs = 20_000;

/** Everything beyond the mark, window by window; false when it was told to stop. */
async function readNew(watch: ImapWatch, settings: ImapSettings): Promise<boolean> {
  const { client, door, mailbox } = watch;
  if (client.mailbox === false) throw new Error("the folder is not open");
  const uidValidity = Number(client.mailbox.uidValidity);
  const before = await readMarkOf(door, mailbox.id);
  // The folder was made anew: its numbers mean other messages now.
  const mark: ReadMark = before.uidValidity === uidValidity ? before : { uidValidity, lastUid: 0 };
  const status = await client.status(settings.folder, { uidNext: true });
  const uidNext = status === false ? 0 : (status.uidNext ?? 0);
  for (let from = mark.lastUid + 1; from < uidNext; from += windowUids) {
    const to = Math.min(from + windowUids, uidNext) - 1;
    if (!(await readWindow(watch, settings, uidValidity, from, to))) return false;
  }
  return true;
}

type Piece = { uids: number[]; bytes: number };

async function readWindow(watch: ImapWatch, settings: ImapSettings, uidValidity: number, from: number, to: number): Promise<boolean> {
  const { client } = watch;
  const sizes: { uid: number; size: number }[] = [];
  for await (const { uid, size = 0 } of client.fetch(`${from}:${to}`, { uid: true, size: true }, { uid: true })) sizes.push({ uid, size });
  sizes.sort((a, b) => a.uid - b.uid);
  const pieces: Piece[] = [];
  for (const { uid, size } of sizes) {
    const bytes = Math.min(size, mostMailBytes);
    const last = pieces.at(-1);
    if (last !== undefined && last.uids.length < pieceMessages && last.bytes + bytes <= pieceBytes) {
      last.uids.push(uid);
      last.bytes += bytes;
    } else pieces.push({ uids: [uid], bytes });
  }
  const tooLarge = new Set(sizes.filter(({ size }) => size > mostMailBytes).map(({ uid }) => uid));
  for (const [index, { uids }] of pieces.entries()) {
    await keepPiece(watch, settings, uids, tooLarge, { uidValidity, lastUid: index === pieces.length - 1 ? to : uids.at(-1)! });
    watch.onKept();
    if (!(await watch.goOn())) return false;
  }
  if (pieces.length === 0) await keepMails(watch.door, watch.mailbox.id, [], markAs(watch.mailbox.id, { uidValidity, lastUid: to }));
  return true;
}

const markAs =
  (mailboxId: string, { uidValidity, lastUid }: ReadMark) =>
  async ({ db }: { db: Parameters<Parameters<Door["read"]>[1]>[0] }): Promise<void> => {
    const set = { uid_validity: uidValidity, last_uid: lastUid };
    await db.withTables<MailTables>().updateTable("mailboxes").set(set).where("id", "=", mailboxId).execute();
  };

async function keepPiece(
  watch: ImapWatch,
  settings: ImapSettings,
  uids: number[],
  tooLarge: ReadonlySet<number>,
  mark: ReadMark,
): Promise<void> {
  const { client, door, mailbox } = watch;
  const messages: Incoming[] = [];
  const whole = uids.filter((uid) => !tooLarge.has(uid));
  const fetchSome = async (some: number[], maxLength?: number): Promise<void> => {
    if (some.length === 0) return;
    const source = maxLength === undefined ? true : { start: 0, maxLength };
    for await (const message of client.fetch(some.join(","), { uid: true, internalDate: true, source }, { uid: true })) {
      const incoming = incomingOf(message, mailbox, door.clock(), maxLength !== undefined);
      if (incoming !== null) messages.push(incoming);
    }
  };
  await fetchSome(whole);
  await fetchSome(
    uids.filter((uid) => tooLarge.has(uid)),
    headBytes,
  );
  await keepMails(door, mailbox.id, messages, markAs(mailbox.id, mark));
  // Only now is the server told: what was kept is kept, whatever happens here.
  if (whole.length > 0) await tellServer(client, settings, whole.join(","));
}

function incomingOf({ source, internalDate }: FetchMessageObject, { address }: Mailbox, now: Instant, isCut: boolean): Incoming | null {
  if (source === undefined || source.length === 0) return null;
  const date = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  const receivedAt = (Number.isFinite(date) && date > 0 ? Math.min(date, now) : now) as Instant;
  return { raw: source, receivedAt, envelope: { from: null, to: [address], ip: null, helo: null, ...(isCut ? { isCut } : {}) } };
}

async function tellServer(client: ImapFlow, { after, moveTo }: ImapSettings, uids: string): Promise<void> {
  switch (after) {
    case "keep":
      return;
    case "seen":
      await client.messageFlagsAdd(uids, ["\\Seen"], { uid: true });
      return;
    case "delete":
      await client.messageDelete(uids, { uid: true });
      return;
    case "move": {
      const folder = moveTo ?? "Guardia";
      if ((await client.messageMove(uids, folder, { uid: true })) !== false) return;
      // The first time: the folder is not there yet.
      await client.mailboxCreate(folder);
      await client.messageMove(uids, folder, { uid: true });
    }
  }
}

/**
 * What was received finds its place: read, authenticated, decided upon by the rules, and stored with its ticket in one transaction. A
 * message that nobody could file in several tries waits for a human; none is ever lost.
 */
import { sql } from "kysely";
import { type Decision, decideIntake } from "#core/mail/intake.ts";
import { judge, spamVerdict } from "#core/mail/kind.ts";
import { domainOf, withoutTag } from "#core/mail/letter.ts";
import { type Sender, senderOf } from "#core/mail/sender.ts";
import { stormOf } from "#core/mail/storm.ts";
import { findThread } from "#core/mail/thread.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Door } from "#server/database/door.ts";
import { type AuthenticationTools, authenticate } from "#server/mail/authenticate.ts";
import type { Envelope } from "#server/mail/mail.ts";
import { cautiousPolicy, type ImapSettings, type MailboxPolicy } from "#server/mail/mailbox.ts";
import { type ParsedMail, parseMail } from "#server/mail/parse.ts";
import { AlreadyFiled, type FiledMail, hold, place } from "#server/mail/place.ts";
import { readReplyToken, replySecretName } from "#server/mail/reply-token.ts";
import { takeReport } from "#server/mail/report.ts";
import { sourcesOf } from "#server/mail/store.ts";
import type { MailTables } from "#server/mail/tables.ts";
import {
  accountOf,
  alikeOf,
  answeredDelivery,
  answeredIds,
  numberedIn,
  referencesOf,
  stormCounts,
  ticketFacts,
  tokensIn,
} from "#server/mail/traces.ts";
import { takeReply } from "#server/notification/replies.ts";

export type FilingTools = AuthenticationTools & { door: Door };

/** Whoever dies while filing leaves it to others after this. */
const leaseMs = 5 * 60_000;
const mostTries = 8;
/** For a letter that answers one which is still to be filed. */
const waitMs = 500;

type Claimed = {
  id: number;
  mailboxId: string;
  sender: string | null;
  rawBytes: number;
  tries: number;
  receivedAt: Instant;
  envelope: Envelope;
};

/** Files up to `limit` messages that are due; gives how many were looked at. Several nodes may do it at once. */
export async function fileMails(tools: FilingTools, limit: number): Promise<number> {
  const claimed = await claim(tools.door, limit);
  if (claimed.length === 0) return 0;
  const secret = await sharedSecret(tools.door, replySecretName);
  const boxes = await mailboxesOf(tools.door);
  const fileSafely = async (mail: Claimed, raw: Buffer | null): Promise<void> => {
    const box = boxes.get(mail.mailboxId) ?? { addresses: [], policy: cautiousPolicy, trustedServer: null };
    try {
      await fileOne(tools, mail, raw, { ...box, secret, ours: boxes });
    } catch (error) {
      if (error instanceof AlreadyFiled) return;
      const said = error instanceof Error ? error.message : String(error);
      if (error instanceof Refusal) await hold(tools.door, mail.id, "refused", said);
      else await tryAgain(tools, mail, said);
    }
  };
  for (const piece of piecesOf(claimed)) {
    const sources = await sourcesOf(
      tools.door,
      piece.map(({ id }) => id),
    );
    await besideOneAnother(lanesOf(piece), (mail) => fileSafely(mail, sources.get(mail.id) ?? null));
  }
  return claimed.length;
}

/** So many bytes of messages are in memory at once, beside what is made of them. */
const pieceBytes = 32 * 1_048_576;
const mostAtOnce = 4;

function piecesOf(claimed: readonly Claimed[]): Claimed[][] {
  const pieces: Claimed[][] = [];
  let bytes = 0;
  for (const mail of claimed) {
    bytes += mail.rawBytes;
    const last = pieces.at(-1);
    if (last !== undefined && bytes <= pieceBytes) last.push(mail);
    else {
      pieces.push([mail]);
      bytes = mail.rawBytes;
    }
  }
  return pieces;
}

/** Messages of one sender one after another: the second may belong to the first one's ticket. */
function lanesOf(mails: readonly Claimed[]): Claimed[][] {
  const lanes = new Map<string, Claimed[]>();
  for (const mail of mails) {
    const lane = lanes.get(mail.sender ?? "");
    if (lane === undefined) lanes.set(mail.sender ?? "", [mail]);
    else lane.push(mail);
  }
  return [...lanes.values()];
}

async function besideOneAnother(lanes: Claimed[][], file: (mail: Claimed) => Promise<void>): Promise<void> {
  const rest = lanes.values();
  const work = async (): Promise<void> => {
    for (const lane of rest) for (const mail of lane) await file(mail);
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
}

async function claim(door: Door, limit: number): Promise<Claimed[]> {
  const now = door.clock();
  return door.write("*", async ({ db }) => {
    const { rows } = await sql<Claimed>`update mails set tries = tries + 1, due_at = ${now + leaseMs}
      where id in (select id from mails where due_at <= ${now} order by due_at, id limit ${limit} for update skip locked)
      returning id, mailbox_id as "mailboxId", sender, raw_bytes as "rawBytes", tries, received_at as "receivedAt", envelope`.execute(db);
    return rows.sort((a, b) => a.id - b.id);
  });
}

/** Nothing that went wrong here is the sender's fault: later, and with a human's eyes after the last try. */
async function tryAgain({ door, log }: FilingTools, mail: Claimed, said: string): Promise<void> {
  log(`Message ${mail.id} could not be filed (try ${mail.tries} of ${mostTries}): ${said}`);
  if (mail.tries >= mostTries) return hold(door, mail.id, "not-understood", said);
  await postpone(door, mail.id, 1_000 * 2 ** mail.tries);
}

async function postpone(door: Door, id: number, ms: number): Promise<void> {
  const due_at = door.clock() + ms;
  await door.write("*", ({ db }) =>
    db.withTables<MailTables>().updateTable("mails").set({ due_at }).where("id", "=", id).where("state", "=", "received").execute(),
  );
}

type Box = { addresses: readonly string[]; policy: MailboxPolicy; trustedServer: string | null };

async function mailboxesOf(door: Door): Promise<Map<string, Box>> {
  const rows = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mailboxes").select(["id", "address", "aliases", "policy", "settings"]).execute(),
  );
  return new Map(
    rows.map(({ id, address, aliases, policy, settings }) => [
      id,
      { addresses: [address, ...aliases], policy, trustedServer: (settings as Partial<ImapSettings>).trustedServer ?? null },
    ]),
  );
}

type Place = Box & { secret: string; ours: ReadonlyMap<string, Box> };

async function fileOne(tools: FilingTools, mail: Claimed, given: Buffer | null, box: Place): Promise<void> {
  const { door } = tools;
  // One that ended the process several times is not read again.
  const raw = mail.tries > mostTries ? null : given;
  if (raw === null) return hold(door, mail.id, "not-understood", "its bytes could not be read");
  const parsed = await parseMail(raw);
  const letter = parsed?.letter ?? null;
  const authentication = letter === null ? null : await authenticate(raw, letter, mail.envelope, box.trustedServer, tools);
  const found = parsed === null ? null : await lookUp(tools, mail, parsed, box);
  if (found?.isAhead === true && mail.tries < 4) return postpone(door, mail.id, waitMs);
  const filed: FiledMail = { id: mail.id, receivedAt: mail.receivedAt, raw, parsed, authentication, ours: addressesOf(box.ours) };
  if (parsed === null || letter === null || letter.from === null || found === null || authentication === null) {
    const decision = decideIntake({ ...nobody, letter: null, thread: null, storm: null, policy: box.policy });
    await place(tools, filed, decision, { sender: nobody.sender, service: box.policy.service, suggested: null });
    return;
  }
  const { sender, thread, storm, answered } = found;
  const judgement = judge(letter);
  if (judgement.kind === "bounce") await takeReport(tools, letter);
  else if (judgement.kind !== "auto-reply" && (await isPageAnswer(door, filed, found))) return;
  const isOwnLetter =
    letter.messageId !== null && readReplyToken(box.secret, letter.messageId) !== null && isOurs(letter.from.address, box);
  if (mail.envelope.isCut === true) return setAside(tools, filed, { do: "hold", reason: "too-large" }, sender);
  const decision = decideIntake({
    letter: { ...judgement, spam: spamVerdict(letter), isOwnLetter },
    ...{ address: letter.from.address, sender, authentication, thread, storm, policy: box.policy },
  });
  await place(tools, filed, decision, { sender, service: box.policy.service, suggested: thread?.ticketId ?? answered?.ticketId ?? null });
}

async function setAside(tools: FilingTools, filed: FiledMail, decision: Decision, sender: Sender): Promise<void> {
  await place(tools, filed, decision, { sender, service: null, suggested: null });
}

const nobody = {
  address: "",
  sender: { kind: "unknown" } as Sender,
  authentication: { spf: null, dkim: null, dmarc: null, dmarcPolicy: null, checkedBy: null },
};

const addressesOf = (ours: Place["ours"]): ReadonlySet<string> => new Set([...ours.values()].flatMap(({ addresses }) => addresses));

/** Our letters come from our mailboxes, or from another address of their domains. */
const isOurs = (address: string, { ours }: Place): boolean => {
  const known = addressesOf(ours);
  return known.has(withoutTag(address)) || [...known].some((each) => domainOf(each) === domainOf(address));
};

type LookedUp = Awaited<ReturnType<typeof lookUp>>;

async function lookUp({ door }: FilingTools, mail: Claimed, { letter }: ParsedMail, { secret }: Place) {
  const address = letter.from?.address ?? "";
  const ids = answeredIds(letter);
  return door.readWithBook("*", async (db, book) => {
    const document = (await book).documentAt(door.clock());
    const byToken = tokensIn(secret, letter, mail.envelope);
    const sender = senderOf(address, document, await accountOf(db, address));
    const { byReference, isAhead } = await referencesOf(db, mail.id, ids);
    const byNumber = numberedIn(letter);
    const byLikeness = await alikeOf(db, address, letter.subject, mail.receivedAt);
    const storm = stormOf(await stormCounts(db, mail, address));
    const tickets = await ticketFacts(db, [...byToken, ...byReference, ...byNumber, ...byLikeness]);
    const thread = findThread({ byToken, byReference, byNumber, byLikeness }, tickets, sender, address);
    return { sender, thread, storm, isAhead: isAhead && thread === null, answered: await answeredDelivery(db, ids) };
  });
}

/**
 * An answer to a page: whoever knows its Message-ID was sent it, so nothing more is asked of them. What is not understood stands in the
 * page's ticket as a note.
 */
async function isPageAnswer(door: Door, mail: FiledMail, { answered, sender, thread }: LookedUp): Promise<boolean> {
  const letter = mail.parsed?.letter;
  if (answered === null || sender.kind !== "own" || letter?.from == null) return false;
  const { providerId, pageId } = answered;
  const reply = { address: letter.from.address, text: letter.text.slice(0, 2_000), providerId, pageId };
  const { kind } = await takeReply(door, { channel: "email", reply, via: "email" });
  if (kind === "not-understood" || kind === "unknown-sender") {
    if (thread !== null || answered.ticketId === null) return false;
    await place({ door }, mail, { do: "note", ticketId: answered.ticketId }, { sender, service: null, suggested: null });
    return true;
  }
  await place({ door }, mail, { do: "drop", reason: "answer" }, { sender, service: null, suggested: answered.ticketId });
  return true;
}

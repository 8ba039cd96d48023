/**
 * SMS through a GSM modem by Gammu's daemon with its files (https://docs.gammu.org/smsd/files.html): a file in `outbox` goes to `sent` or
 * `error` under the same name; what arrives lies in `inbox`. Its reports name no message, so that none are read. Nothing is sent twice:
 * a name is never laid twice.
 */
import { createHash } from "node:crypto";
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { defineDriver, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { contentOf, filesIn, layOnce, oldestOf, removeAll, spoolError, spoolFolder } from "#server/channels/spool.ts";

const settings = z.object({
  spool: spoolFolder.default("/var/spool/gammu").meta({ title: "Spool folder", description: "Has outbox, sent, error and inbox." }),
});

const untakenMs = 180_000;

/** `OUT<priority>_<number>_<serial>.txt`: less than 100 characters, and no underscore in the serial. */
const nameOf = (key: string, address: string, priority: "A" | "C"): string =>
  `OUT${priority}_${address}_guardia${createHash("sha256").update(key).digest("hex").slice(0, 24)}.txt`;
const isOurs = (name: string): boolean => /^OUT[AC]_\+\d+_guardia[0-9a-f]{24}\.txt$/.test(name);

export const gammuSmsd = defineDriver({
  ...{ name: "gammu-smsd", title: "GSM modem (Gammu SMSD)", channel: "sms", isIdempotent: true, givesReceipts: false },
  ...{ settings, secrets: [], address: phoneNumber },
  async send({ settings: { spool }, address, message, key }): Promise<SendOutcome> {
    const name = nameOf(key, address, message.urgency === "high" ? "A" : "C");
    const folder = join(spool, "outbox");
    const onwards = [join(spool, "sent"), join(spool, "error")];
    try {
      // The daemon passes over names that begin with a dot, so that a draft may lie in the same folder.
      await layOnce({ draft: folder, folder, onwards, name, content: unicode(message.short) });
    } catch (error) {
      return { outcome: "failed-for-now", said: `The spool folder: ${spoolError(error)}` };
    }
    return { outcome: "sent", providerId: name, expectsReceipt: false };
  },
  async probe({ settings: { spool } }) {
    try {
      for (const each of ["outbox", "sent", "error", "inbox"]) await access(join(spool, each), constants.W_OK);
    } catch (error) {
      return { isWell: false, said: `The spool folder: ${spoolError(error)}` };
    }
    const oldest = await oldestOf(join(spool, "outbox"), isOurs);
    const isTaken = oldest === null || Date.now() - oldest < untakenMs;
    return { isWell: isTaken, said: isTaken ? "the spool is being emptied" : "gammu-smsd takes nothing from outbox" };
  },
  async collect({ settings: { spool }, now }): Promise<Received> {
    const failed = await filesIn(join(spool, "error"), isOurs);
    const inbox = join(spool, "inbox");
    const parts = await filesIn(inbox, (name) => arrivedName.test(name));
    const messages = new Set(parts.map(messageOf));
    const replies = await Promise.all(
      [...messages].map((message) =>
        replyOf(
          inbox,
          parts.filter((name) => messageOf(name) === message),
        ),
      ),
    );
    const sent = await filesIn(join(spool, "sent"), isOurs);
    const paths = [...failed.map((name) => join(spool, "error", name)), ...parts.map((name) => join(inbox, name))];
    return {
      receipts: failed.map((name) => ({ providerId: name, state: "failed", said: "the modem could not send it", at: now })),
      replies: replies.filter((reply) => reply !== null),
      // What was sent long ago is not asked for again under its name.
      forget: async () => removeAll([...paths, ...(await longAgo(join(spool, "sent"), sent, now))]),
    };
  },
});

/** `IN<date>_<time>_<serial>_<sender>_<part>.txt` */
const arrivedName = /^IN\d{8}_\d{6}_\d+_(\+?\d+)_\d\d\.txt$/;
/** What all parts of one message share. */
const messageOf = (name: string): string => name.replace(/_\d\d\.txt$/, "");
const keptMs = 3 * 86_400_000;

async function replyOf(inbox: string, names: readonly string[]): Promise<Received["replies"][number] | null> {
  const address = readPhoneNumber(arrivedName.exec(names[0] ?? "")?.[1] ?? "");
  if (address === null) return null;
  const contents = await Promise.all(names.map((name) => contentOf(inbox, name)));
  const text = contents.map((content) => (content === null ? "" : readText(content))).join("");
  return { address, text, providerId: null, pageId: null, id: messageOf(names[0] ?? "") };
}

async function longAgo(folder: string, names: readonly string[], now: number): Promise<string[]> {
  const ages = await Promise.all(names.map(async (name) => ({ name, since: await oldestOf(folder, (each) => each === name) })));
  return ages.filter(({ since }) => since !== null && since < now - keptMs).map(({ name }) => join(folder, name));
}

/** UTF-16 with its mark: without one the daemon takes bytes for its own locale. */
const unicode = (text: string): Buffer => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);

function readText(content: Buffer): string {
  if (content[0] === 0xfe && content[1] === 0xff) return new TextDecoder("utf-16be").decode(content);
  if (content[0] === 0xff && content[1] === 0xfe) return new TextDecoder("utf-16le").decode(content);
  return content.toString("utf8");
}

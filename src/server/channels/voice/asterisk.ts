/**
 * Calls through a SIP exchange by Asterisk's call files (https://docs.asterisk.org/Configuration/Interfaces/Asterisk-Call-Files/): a file in
 * `outgoing` starts a call; the dialplan reads the text aloud and sends the pressed key to the address that it got (docs/channels.md has
 * one to copy). Afterwards the file lies in `outgoing_done` with its `Status`. Nobody is called twice: a name is never laid twice.
 */
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { defineDriver, type Receipt, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { digitsOf, phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { contentOf, filesIn, layOnce, oldestOf, ownPrefix, removeAll, spoolError, spoolFolder } from "#server/channels/spool.ts";
import { wordOfKey } from "#server/channels/voice/key-menu.ts";

const word = (what: string) =>
  z
    .string()
    .trim()
    .max(80)
    .regex(/^[A-Za-z0-9_.-]+$/, { error: `The ${what} as the dialplan has it.` });

const settings = z.object({
  spool: spoolFolder.default("/var/spool/asterisk").meta({ title: "Spool folder", description: "Has outgoing, outgoing_done and tmp." }),
  channel: z
    .string()
    .trim()
    .max(120)
    .regex(/^[A-Za-z0-9]+\/[^\r\n;#]*\{(to|digits)\}[^\r\n;#]*$/, {
      error: "A channel with {to} or {digits} in it, like PJSIP/{to}@provider.",
    })
    .default("PJSIP/{to}@provider")
    .meta({ title: "Channel", description: "As in Dial(): {to} is the number, {digits} the same without its plus sign." }),
  callerId: z
    .string()
    .trim()
    .max(80)
    .regex(/^[^\r\n;#]*$/, { error: "On one line, without ; and #." })
    .default("Guardia")
    .meta({ title: "Caller id", description: "Like Guardia <+34911123456>." }),
  context: word("context").default("guardia").meta({ title: "Context" }),
  extension: word("extension").default("page").meta({ title: "Extension" }),
  ringSeconds: z.int().min(10).max(120).default(30).meta({ title: "Seconds to ring" }),
});
type Settings = z.output<typeof settings>;

const isOurs = (name: string): boolean => name.startsWith(ownPrefix) && name.endsWith(".call");
const untakenMs = 60_000;
/** Asterisk reads a line of a call file into 256 bytes; the text is dealt out to several variables. */
const longestPart = 160;
const mostParts = 8;

export const asterisk = defineDriver({
  ...{ name: "asterisk", title: "SIP (Asterisk)", channel: "voice", isIdempotent: true, givesReceipts: true },
  ...{ settings, secrets: [], address: phoneNumber },
  async send({ settings, address, message, key, hookUrl }): Promise<SendOutcome> {
    const name = `${ownPrefix}${key}.call`;
    const variables: [string, string][] = [
      ["GUARDIA_LANGUAGE", message.language],
      ["GUARDIA_PAGE", message.pageId === null ? "" : String(message.pageId)],
      ["GUARDIA_ANSWER", answerUrl(hookUrl, address, message.pageId)],
      ...partsOf(message.spoken).map((part, index): [string, string] => [`GUARDIA_TEXT${index + 1}`, part]),
    ];
    const { spool } = settings;
    const content = Buffer.from(callFile(settings, address, variables), "utf8");
    try {
      const onwards = [join(spool, "outgoing_done")];
      await layOnce({ draft: join(spool, "tmp"), folder: join(spool, "outgoing"), onwards, name, content });
    } catch (error) {
      return { outcome: "failed-for-now", said: `The spool folder: ${spoolError(error)}` };
    }
    return { outcome: "sent", providerId: name, expectsReceipt: true };
  },
  async probe({ settings: { spool } }) {
    try {
      for (const each of ["outgoing", "outgoing_done"]) await access(join(spool, each), constants.W_OK);
    } catch (error) {
      return { isWell: false, said: `The spool folder: ${spoolError(error)}` };
    }
    // While it rings, the file stays, dated into the future.
    const oldest = await oldestOf(join(spool, "outgoing"), isOurs);
    const isTaken = oldest === null || Date.now() - oldest < untakenMs;
    return { isWell: isTaken, said: isTaken ? "the spool is being emptied" : "Asterisk takes nothing from outgoing" };
  },
  async receive({ query }): Promise<Received> {
    const address = readPhoneNumber(query.to ?? "");
    const pageId = Number(query.page);
    const key = wordOfKey(query.digit ?? "");
    if (address === null || key === null || !Number.isSafeInteger(pageId) || pageId <= 0) return { receipts: [], replies: [] };
    return {
      receipts: [],
      replies: [{ address, text: `${key} ${pageId}`, providerId: null, pageId }],
      // One word, for the dialplan to say something by.
      answer: (results) => ({ status: 200, contentType: "text/plain; charset=utf-8", body: results[0]?.kind ?? "not-understood" }),
    };
  },
  async collect({ settings: { spool }, now }): Promise<Received> {
    const folder = join(spool, "outgoing_done");
    const names = await filesIn(folder, isOurs);
    const receipts: Receipt[] = [];
    for (const name of names) {
      const status = /^Status: *(\w+)/m.exec((await contentOf(folder, name))?.toString("utf8") ?? "")?.[1] ?? "Failed";
      const isAnswered = status === "Completed";
      receipts.push({
        providerId: name,
        state: isAnswered ? "delivered" : "failed",
        said: isAnswered ? null : status.toLowerCase(),
        at: now,
      });
    }
    return { receipts, replies: [], forget: () => removeAll(names.map((name) => join(folder, name))) };
  },
});

function callFile(
  { channel, callerId, context, extension, ringSeconds }: Settings,
  address: string,
  variables: readonly [string, string][],
): string {
  const lines = [
    `Channel: ${channel.replaceAll("{to}", address).replaceAll("{digits}", digitsOf(address))}`,
    `CallerID: ${callerId}`,
    // Repetition is ours to decide.
    ...["MaxRetries: 0", `WaitTime: ${ringSeconds}`, `Context: ${context}`, `Extension: ${extension}`, "Priority: 1", "Archive: yes"],
    ...variables.map(([name, value]) => `Setvar: ${name}=${value}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The dialplan appends the key. */
function answerUrl(hookUrl: string, address: string, pageId: number | null): string {
  const url = new URL(hookUrl);
  url.searchParams.set("to", digitsOf(address));
  if (pageId !== null) url.searchParams.set("page", String(pageId));
  return `${url.href}&digit=`;
}

/**
 * On one line, divided between words. Only letters, digits and plain punctuation: the words come from outside and may pass a dialplan that
 * hands them to a shell; an apostrophe becomes the typographic one, which nobody takes for a quote.
 */
function partsOf(text: string): string[] {
  const words = text
    .replaceAll("'", "’")
    .replaceAll(/[^\p{L}\p{M}\p{N} .,:!?()’%/+-]/gu, " ")
    .split(/\s+/)
    .filter((each) => each !== "");
  const parts: string[] = [];
  for (const each of words.map(cut)) {
    const last = parts.at(-1);
    const longer = last === undefined ? each : `${last} ${each}`;
    if (last !== undefined && Buffer.byteLength(longer) <= longestPart) parts[parts.length - 1] = longer;
    else parts.push(each);
  }
  return parts.slice(0, mostParts);
}

/** A word that is longer than a piece loses its end, at a whole character. */
function cut(text: string): string {
  const bytes = Buffer.from(text);
  return bytes.length <= longestPart
    ? text
    : bytes
        .subarray(0, longestPart)
        .toString("utf8")
        .replace(/\uFFFD+$/, "");
}

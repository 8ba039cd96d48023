/**
 * SMS through a GSM modem by SMS Server Tools 3 (http://smstools3.kekekasvi.com, Debian's package smstools): a file in `outgoing` goes by
 * way of `checked` to `sent` or `failed` under the same name; what arrives and reports of deliveries lie in `incoming` (reports in
 * `report` where it is set). Nothing is sent twice: a name is never laid twice. Wants `sent` and `failed` to be set, and `keep_filename`.
 */
import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { defineDriver, type Receipt, type Received, type Reply, type SendOutcome } from "#server/channels/driver.ts";
import { digitsOf, phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { plainly } from "#server/channels/provider-answer.ts";
import { contentOf, filesIn, layOnce, oldestOf, ownPrefix, removeAll, spoolError, spoolFolder } from "#server/channels/spool.ts";

const settings = z.object({
  spool: spoolFolder
    .default("/var/spool/sms")
    .meta({ title: "Spool folder", description: "Has outgoing, checked, sent, failed and incoming." }),
  hasReports: z.boolean().default(true).meta({ title: "Delivery reports", description: "The modem and its network report deliveries." }),
});

const isOurs = (name: string): boolean => name.startsWith(ownPrefix);
/** A sent file waits for its report that long. */
const keptMs = 3 * 86_400_000;
/** smsd looks every ten seconds; a modem takes some more for each message. */
const untakenMs = 180_000;

export const smstools = defineDriver({
  ...{ name: "smstools", title: "GSM modem (SMS Server Tools)", channel: "sms", isIdempotent: true, givesReceipts: true },
  ...{ settings, secrets: [], address: phoneNumber },
  async send({ settings: { spool, hasReports }, address, message, key }): Promise<SendOutcome> {
    const name = `${ownPrefix}${key}`;
    const headers = [`To: ${digitsOf(address)}`, "Alphabet: UTF-8", `Report: ${hasReports ? "yes" : "no"}`];
    if (message.urgency === "high") headers.push("Priority: High");
    const content = Buffer.from(`${headers.join("\n")}\n\n${message.short}`, "utf8");
    try {
      const onwards = ["checked", "sent", "failed"].map((each) => join(spool, each));
      await layOnce({ draft: join(spool, "guardia"), folder: join(spool, "outgoing"), onwards, name, content });
    } catch (error) {
      return { outcome: "failed-for-now", said: `The spool folder: ${spoolError(error)}` };
    }
    return { outcome: "sent", providerId: name, expectsReceipt: hasReports };
  },
  async probe({ settings: { spool } }) {
    try {
      for (const each of ["outgoing", "sent", "failed", "incoming"]) await access(join(spool, each), constants.W_OK);
    } catch (error) {
      return { isWell: false, said: `The spool folder: ${spoolError(error)}` };
    }
    const oldest = await oldestOf(join(spool, "outgoing"), isOurs);
    const isTaken = oldest === null || Date.now() - oldest < untakenMs;
    return { isWell: isTaken, said: isTaken ? "the spool is being emptied" : "smsd takes nothing from outgoing" };
  },
  async collect({ settings: { spool, hasReports }, now }): Promise<Received> {
    const sent = await sentFiles(spool);
    const failed = await failedFiles(spool);
    const arrived = await arrivedFiles(spool);
    const reported = arrived.flatMap(({ path, report }) => {
      if (report === null) return [];
      const file = sent.find(({ messageId, to }) => messageId === report.messageId && to === report.from);
      return file === undefined ? [] : [{ file, report, path }];
    });
    const final = reported.flatMap(({ file, report }) => (report.state === null ? [] : [{ file, state: report.state, said: report.said }]));
    const receipts: Receipt[] = [
      ...failed.map(({ name, said }) => ({ providerId: name, state: "failed" as const, said, at: now })),
      ...final.map(({ file, state, said }) => ({ providerId: file.name, state, said, at: now })),
    ];
    const replies: Reply[] = arrived.flatMap(({ from, text, report, id }) => {
      const address = readPhoneNumber(from);
      return report !== null || address === null ? [] : [{ address, text, providerId: null, pageId: null, id }];
    });
    const over = sent.filter(({ name, since }) => !hasReports || since < now - keptMs || final.some(({ file }) => file.name === name));
    const paths = [...failed, ...arrived, ...over].map(({ path }) => path);
    return { receipts, replies, forget: () => removeAll(paths) };
  },
});

type Sent = { name: string; path: string; messageId: string | null; to: string; since: number };

async function sentFiles(spool: string): Promise<Sent[]> {
  const folder = join(spool, "sent");
  const files: Sent[] = [];
  for (const name of await filesIn(folder, isOurs)) {
    const content = await contentOf(folder, name);
    if (content === null) continue;
    const { headers } = readMessage(content);
    const since = (await oldestOf(folder, (each) => each === name)) ?? 0;
    files.push({ name, path: join(folder, name), messageId: headers.Message_id ?? null, to: headers.To ?? "", since });
  }
  return files;
}

async function failedFiles(spool: string): Promise<{ name: string; path: string; said: string }[]> {
  const folder = join(spool, "failed");
  const files = [];
  for (const name of await filesIn(folder, isOurs)) {
    const content = await contentOf(folder, name);
    const { To = "", Fail_reason: reason = "the modem could not send it" } = content === null ? {} : readMessage(content).headers;
    files.push({ name, path: join(folder, name), said: plainly(reason, To) });
  }
  return files;
}

type Report = { from: string; messageId: string; state: "delivered" | "failed" | null; said: string };
type Arrived = { path: string; id: string; from: string; text: string; report: Report | null };

/** Only what smsd has written: its messages have a sender and the time at which they came. */
async function arrivedFiles(spool: string): Promise<Arrived[]> {
  const files: Arrived[] = [];
  for (const folder of [join(spool, "incoming"), join(spool, "report")]) {
    for (const name of await filesIn(folder)) {
      const content = await contentOf(folder, name);
      if (content === null) continue;
      const { headers, text } = readMessage(content);
      const { From: from, Received: received } = headers;
      if (from === undefined || received === undefined) continue;
      files.push({ path: join(folder, name), id: `${received} ${name}`, from, text, report: readReport(from, text) });
    }
  }
  return files;
}

/** The text of a report: `SMS STATUS REPORT`, then `Message_id: 117` and `Status: 0,Ok,short message received by the SME`. */
function readReport(from: string, text: string): Report | null {
  if (!/^SMS STATUS REPORT\s/.test(text)) return null;
  const messageId = /^Message_id: *(\d+)/m.exec(text)?.[1] ?? "";
  const [, code = "", words = ""] = /^Status: *(\d+),?(.*)$/m.exec(text) ?? [];
  return { from, messageId, state: code === "" ? null : stateOf(Number(code)), said: plainly(words, from) };
}

/** 3GPP TS 23.040, 9.2.3.15: below 32 it has arrived; up to 63 the network is still trying; above it will not any more. */
function stateOf(status: number): "delivered" | "failed" | null {
  if (status < 32) return "delivered";
  return status < 64 ? null : "failed";
}

/** Headers up to an empty line, then the text in the alphabet that the header of that name says; without one, Latin-9. */
function readMessage(content: Buffer): { headers: Record<string, string>; text: string } {
  const gap = /\r?\n\r?\n/.exec(content.toString("latin1"));
  const end = gap === null ? content.length : gap.index + gap[0].length;
  const head = content.subarray(0, end).toString("latin1");
  const headers = Object.fromEntries([...head.matchAll(/^([A-Za-z_]+): *(.*?)\r?$/gm)].map(([, name, value]) => [name, value]));
  const body = content.subarray(end);
  return { headers, text: new TextDecoder(encodingOf(headers.Alphabet ?? "ISO")).decode(body).replace(/\s+$/, "") };
}

function encodingOf(alphabet: string): string {
  if (/^(UCS|Chi|Uni)/i.test(alphabet)) return "utf-16be";
  return /^UTF/i.test(alphabet) ? "utf-8" : "iso-8859-15";
}

/**
 * The programs behind spool folders, one round at a time: SMS Server Tools 3 (its fileformat.html), Gammu's daemon with files
 * (gammu-smsd-files(7), smsd/services/files.c) and Asterisk (pbx_spool). Each is strict about what it reads.
 */
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export async function openSpool(...folders: string[]): Promise<string> {
  const spool = await mkdtemp(join(tmpdir(), "guardia-spool-"));
  onTestFinished(() => rm(spool, { recursive: true, force: true }));
  for (const folder of folders) await mkdir(join(spool, folder));
  return spool;
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

export type Order = { name: string; headers: Record<string, string>; text: string };

const smsHeaders = ["To", "Alphabet", "Report", "Priority"];

/** smsd's round: all that is in outgoing goes to sent with an id, or to failed with the reason. Gives what it read. */
export async function smsdRound(spool: string, failing: string | null = null): Promise<Order[]> {
  const orders: Order[] = [];
  for (const name of await filesIn(join(spool, "outgoing"))) {
    const content = await readFile(join(spool, "outgoing", name), "utf8");
    const [head = "", ...rest] = content.split("\n\n");
    const headers = Object.fromEntries(head.split("\n").map((line) => line.split(/: */, 2) as [string, string]));
    for (const header of Object.keys(headers)) if (!smsHeaders.includes(header)) throw new Error(`unknown header ${header}`);
    if (!/^\d{7,15}$/.test(headers.To ?? "")) throw new Error(`bad number ${headers.To}`);
    await rename(join(spool, "outgoing", name), join(spool, "checked", name));
    const added = failing === null ? `Message_id: ${orders.length + 117}\nSent: 26-11-22 14:00:05` : `Fail_reason: ${failing}`;
    await writeFile(join(spool, "checked", name), `${head}\nModem: GSM1\n${added}\n\n${rest.join("\n\n")}`);
    await rename(join(spool, "checked", name), join(spool, failing === null ? "sent" : "failed", name));
    orders.push({ name, headers, text: rest.join("\n\n") });
  }
  return orders;
}

/** What smsd writes when something arrives: a message, or a report. */
export function smsdArrives(spool: string, name: string, from: string, alphabet: string, body: Buffer): Promise<void> {
  const head = [
    ...[`From: ${from}`, "From_TOA: 91 international, ISDN/telephone", "From_SMSC: 34600000000", "Sent: 26-11-22 14:01:00"],
    ...["Received: 26-11-22 14:01:05", "Subject: GSM1", "Modem: GSM1", `Alphabet: ${alphabet}`, "UDH: false"],
  ];
  return writeFile(join(spool, "incoming", name), Buffer.concat([Buffer.from(`${head.join("\n")}\n\n`), body]));
}

export const report = (messageId: number, status: string): Buffer =>
  Buffer.from(`SMS STATUS REPORT\nMessage_id: ${messageId}\nDischarge_timestamp: 26-11-22 14:00:20\nStatus: ${status}\n`);

/** Gammu's round: the number is read from the name as its source does, and the text by its byte-order mark. */
export async function gammuRound(spool: string, isFailing = false): Promise<{ name: string; number: string; text: string }[]> {
  const orders = [];
  for (const name of await filesIn(join(spool, "outbox"))) {
    if (name.startsWith(".") || !/^out/i.test(name) || !name.includes(".txt")) continue;
    if (name.length > 99) throw new Error("name too long");
    const parts = name.split("_");
    if (parts.length !== 3) throw new Error(`unknown form of name: ${name}`);
    const content = await readFile(join(spool, "outbox", name));
    if (content[0] !== 0xff || content[1] !== 0xfe) throw new Error("taken for the daemon's locale");
    orders.push({ name, number: parts[1] ?? "", text: content.subarray(2).toString("utf16le") });
    await rename(join(spool, "outbox", name), join(spool, isFailing ? "error" : "sent", name));
  }
  return orders;
}

const callKeys = ["channel", "callerid", "maxretries", "waittime", "context", "extension", "priority", "archive"];

export type Call = { name: string; keys: Record<string, string>; variables: Record<string, string> };

/** Asterisk's round: a call file is read line by line into 256 bytes, then archived with how it ended. */
export async function asteriskRound(spool: string, status: "Completed" | "Expired" | "Failed"): Promise<Call[]> {
  const calls: Call[] = [];
  for (const name of await filesIn(join(spool, "outgoing"))) {
    const keys: Record<string, string> = {};
    const variables: Record<string, string> = {};
    for (const line of (await readFile(join(spool, "outgoing", name), "utf8")).split("\n").filter((each) => each !== "")) {
      if (Buffer.byteLength(line) > 254) throw new Error("line too long");
      // What follows ; or a # behind a space is a comment.
      if (/(^|[^\\]);|(^|\s)#/.test(line)) throw new Error(`cut by a comment: ${line}`);
      const [, key = "", value = ""] = /^([A-Za-z]+): *(.*)$/.exec(line) ?? [];
      if (key.toLowerCase() === "setvar") variables[value.slice(0, value.indexOf("="))] = value.slice(value.indexOf("=") + 1);
      else if (callKeys.includes(key.toLowerCase())) keys[key.toLowerCase()] = value;
      else throw new Error(`Unknown keyword '${key}'`);
    }
    if (!/^\w+\/.+/.test(keys.channel ?? "") || keys.extension === undefined) throw new Error("Invalid file contents");
    calls.push({ name, keys, variables });
    await writeFile(join(spool, "outgoing", name), `Status: ${status}\n`, { flag: "a" });
    await rename(join(spool, "outgoing", name), join(spool, "outgoing_done", name));
  }
  return calls;
}

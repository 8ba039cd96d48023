import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { toIso } from "#core/time/instant.ts";
import { gammuSmsd } from "#server/channels/sms/gammu.ts";
import { smstools } from "#server/channels/sms/smstools.ts";
import { spoolFolder } from "#server/channels/spool.ts";
import { asterisk } from "#server/channels/voice/asterisk.ts";
import { asteriskRound, gammuRound, openSpool, report, smsdArrives, smsdRound } from "../../../test/providers/spools.ts";
import { hookUrl, incomingOf, now, page, trialOf } from "../../../test/providers/trial.ts";

const at = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);

test("a folder is a whole path, without ways out of it", () => {
  expect(spoolFolder.parse("/var/spool/sms")).toBe("/var/spool/sms");
  for (const text of ["spool", "/", "/var/../etc", "/var/spool/..", "/a\nb"]) expect(spoolFolder.safeParse(text).success, text).toBe(false);
});

describe("SMS Server Tools", () => {
  const open = async (changes = {}) => {
    const spool = await openSpool("outgoing", "checked", "sent", "failed", "incoming");
    return { spool, sms: trialOf(smstools, { spool, ...changes }) };
  };

  test("take a file that appears whole, once for each order", async () => {
    const { spool, sms } = await open();
    const message = { ...page, short: "P1 4711 día ✓\n\nACK 4711?" };
    expect(await sms.send({ message })).toEqual({ outcome: "sent", providerId: "guardia-d1-a1-0001", expectsReceipt: true });
    const [order] = await smsdRound(spool);
    expect(order).toEqual({
      name: "guardia-d1-a1-0001",
      headers: { To: "34600123456", Alphabet: "UTF-8", Report: "yes", Priority: "High" },
      text: message.short,
    });
    // The same attempt again, by somebody who does not know that it was sent.
    expect(await sms.send({ message })).toMatchObject({ outcome: "sent", providerId: "guardia-d1-a1-0001" });
    expect(await smsdRound(spool)).toEqual([]);
  });

  test("report an arrival, which ends the waiting", async () => {
    const { spool, sms } = await open();
    await sms.send();
    expect((await sms.collect()).receipts).toEqual([]);
    await smsdRound(spool);
    expect((await sms.collect()).receipts).toEqual([]);
    await smsdArrives(spool, "GSM1.report", "34600123456", "ISO", report(117, "0,Ok,short message received by the SME"));
    const { receipts, replies, forget } = await sms.collect();
    expect(receipts).toEqual([
      { providerId: "guardia-d1-a1-0001", state: "delivered", said: "Ok,short message received by the SME", at: now },
    ]);
    expect(replies).toEqual([]);
    expect((await sms.collect()).receipts, "until it is stored").toHaveLength(1);
    await forget!();
    expect(await sms.collect()).toMatchObject({ receipts: [], replies: [] });
    expect(await readdir(join(spool, "sent"))).toEqual([]);
  });

  test.each([
    ["32,Temporary error,congestion", "34600123456", []],
    ["70,Permanent error,SM validity period expired", "34600123456", ["failed"]],
    ["0,Ok", "34600999999", []],
  ])("reporting %s from %s mean %j", async (status, from, states) => {
    const { spool, sms } = await open();
    await sms.send();
    await smsdRound(spool);
    await smsdArrives(spool, "GSM1.report", from, "ISO", report(117, status));
    expect((await sms.collect()).receipts.map(({ state }) => state)).toEqual(states);
  });

  test("tell why the modem could not send", async () => {
    const { spool, sms } = await open();
    await sms.send();
    await smsdRound(spool, "Modem answered +CMS ERROR: 38 for 34600123456");
    const { receipts, forget } = await sms.collect();
    expect(receipts).toMatchObject([{ providerId: "guardia-d1-a1-0001", state: "failed", said: "Modem answered +CMS ERROR: 38 for …" }]);
    await forget!();
    expect((await sms.collect()).receipts).toEqual([]);
  });

  test.each([
    ["ISO", at("ACK 4711 ñé", "latin1"), "ACK 4711 ñé"],
    ["ISO8859-15", Buffer.from([0x41, 0xa4]), "A€"],
    ["UTF-8", at("ACK 4711 日"), "ACK 4711 日"],
    ["UCS2", at("ACK 4711 日", "utf16le").swap16(), "ACK 4711 日"],
  ])("hand on an answer in %s", async (alphabet, body, text) => {
    const { spool, sms } = await open();
    await smsdArrives(spool, "GSM1.AbCdEf", "34600123456", alphabet, body);
    await writeFile(join(spool, "incoming", "notes.txt"), "not of smsd's making");
    const { replies, forget } = await sms.collect();
    expect(replies).toEqual([{ address: "+34600123456", text, providerId: null, pageId: null, id: "26-11-22 14:01:05 GSM1.AbCdEf" }]);
    await forget!();
    expect(await readdir(join(spool, "incoming")), "what is not theirs stays").toEqual(["notes.txt"]);
  });

  test("are unwell when nobody empties the folder, or it cannot be written", async () => {
    const { spool, sms } = await open();
    expect(await sms.probe()).toEqual({ isWell: true, said: "the spool is being emptied" });
    await sms.send();
    const before = new Date(Date.now() - 600_000);
    await utimes(join(spool, "outgoing", "guardia-d1-a1-0001"), before, before);
    expect(await sms.probe()).toEqual({ isWell: false, said: "smsd takes nothing from outgoing" });
    const gone = trialOf(smstools, { spool: "/nonexistent/spool" });
    expect(await gone.probe()).toEqual({ isWell: false, said: "The spool folder: ENOENT" });
    expect(await gone.send()).toEqual({ outcome: "failed-for-now", said: "The spool folder: ENOENT" });
  });

  test("without reports leave no trace of what was sent", async () => {
    const { spool, sms } = await open({ hasReports: false });
    expect(await sms.send()).toMatchObject({ outcome: "sent", expectsReceipt: false });
    expect((await smsdRound(spool))[0]?.headers.Report).toBe("no");
    await (await sms.collect()).forget!();
    expect(await readdir(join(spool, "sent"))).toEqual([]);
  });
});

describe("Gammu's daemon", () => {
  const open = async () => {
    const spool = await openSpool("outbox", "sent", "error", "inbox");
    return { spool, sms: trialOf(gammuSmsd, { spool }) };
  };

  test("takes a file named by its number, once for each order, in any alphabet", async () => {
    const { spool, sms } = await open();
    const sending = { message: { ...page, short: "P1 día ✓" }, key: "x".repeat(64) };
    const outcome = await sms.send(sending);
    const orders = await gammuRound(spool);
    expect(orders).toMatchObject([{ number: "+34600123456", text: "P1 día ✓" }]);
    expect(outcome).toEqual({ outcome: "sent", providerId: orders[0]?.name, expectsReceipt: false });
    await sms.send(sending);
    expect(await gammuRound(spool)).toEqual([]);
    await sms.send({ ...sending, key: "another" });
    expect(await gammuRound(spool)).toHaveLength(1);
  });

  test("tells of an order that failed", async () => {
    const { spool, sms } = await open();
    const outcome = await sms.send();
    await gammuRound(spool, true);
    const { receipts, forget } = await sms.collect();
    expect(receipts).toMatchObject([{ providerId: outcome.outcome === "sent" && outcome.providerId, state: "failed", at: now }]);
    await forget!();
    expect((await sms.collect()).receipts).toEqual([]);
  });

  test("hands on an answer in several parts as one", async () => {
    const { spool, sms } = await open();
    const part = (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), at(text, "utf16le").swap16()]);
    await writeFile(join(spool, "inbox", "IN20261122_140100_00_+34600123456_00.txt"), part("ACK "));
    await writeFile(join(spool, "inbox", "IN20261122_140100_00_+34600123456_01.txt"), part("4711"));
    await writeFile(join(spool, "inbox", "IN20261122_140200_00_+34600999999_00.txt"), "esc 4712");
    await writeFile(join(spool, "inbox", "IN20261122_140300_00_VODAFONE_00.txt"), "You have won");
    const { replies, forget } = await sms.collect();
    expect(replies.map(({ address, text }) => [address, text])).toEqual([
      ["+34600123456", "ACK 4711"],
      ["+34600999999", "esc 4712"],
    ]);
    await forget!();
    expect((await sms.collect()).replies).toEqual([]);
  });
});

describe("Asterisk", () => {
  const open = async (changes = {}) => {
    const spool = await openSpool("outgoing", "outgoing_done", "tmp");
    return { spool, voice: trialOf(asterisk, { spool, channel: "PJSIP/{digits}@trunk", ringSeconds: 25, ...changes }) };
  };

  test("calls whom a file names, once, and gets what is to be said in pieces that it can read", async () => {
    const { spool, voice } = await open();
    const spoken = `Ana's ticket; #4711 \${SHELL(reboot)} 'quoted' "x" \`y\` ${"long words ".repeat(60)}`;
    expect(await voice.send({ message: { ...page, spoken } })).toMatchObject({ outcome: "sent", expectsReceipt: true });
    const [call] = await asteriskRound(spool, "Completed");
    expect(call?.keys).toMatchObject({ channel: "PJSIP/34600123456@trunk", waittime: "25", maxretries: "0", archive: "yes" });
    expect(call?.variables).toMatchObject({
      GUARDIA_LANGUAGE: "en",
      GUARDIA_PAGE: "4711",
      GUARDIA_ANSWER: `${hookUrl}?to=34600123456&page=4711&digit=`,
    });
    const said = Object.entries(call?.variables ?? {}).filter(([name]) => name.startsWith("GUARDIA_TEXT"));
    expect(said.map(([, text]) => text).join(" ")).toMatch(/^Ana’s ticket 4711 SHELL\(reboot\) ’quoted’ x y long words long/);
    await voice.send({ message: { ...page, spoken } });
    expect(await asteriskRound(spool, "Completed")).toEqual([]);
  });

  test("is told nothing of a word without end but its beginning, at a whole character", async () => {
    const { spool, voice } = await open();
    await voice.send({ message: { ...page, spoken: `a${"é".repeat(500)} end` } });
    const [call] = await asteriskRound(spool, "Completed");
    expect([call?.variables.GUARDIA_TEXT1, call?.variables.GUARDIA_TEXT2]).toEqual([`a${"é".repeat(79)}`, "end"]);
  });

  test.each([
    ["Completed", { state: "delivered", said: null }],
    ["Expired", { state: "failed", said: "expired" }],
    ["Failed", { state: "failed", said: "failed" }],
  ] as const)("tells that a call was %s", async (status, receipt) => {
    const { spool, voice } = await open();
    await voice.send();
    await asteriskRound(spool, status);
    const { receipts, forget } = await voice.collect();
    expect(receipts).toEqual([{ providerId: "guardia-d1-a1-0001.call", at: now, ...receipt }]);
    await forget!();
    expect((await voice.collect()).receipts, toIso(now)).toEqual([]);
  });

  test.each([
    ["1", "ACK 4711"],
    ["2", "ESC 4711"],
    ["9", null],
    ["", null],
  ])("sends the key %j to the address that it got", async (digit, text) => {
    const { spool, voice } = await open();
    await voice.send();
    const [call] = await asteriskRound(spool, "Completed");
    const url = `${call?.variables.GUARDIA_ANSWER}${digit}`;
    const { replies, answer } = await voice.receive(incomingOf({ method: "GET", url }));
    expect(replies).toEqual(text === null ? [] : [{ address: "+34600123456", text, providerId: null, pageId: 4711 }]);
    if (text !== null) expect(answer!([{ kind: "acknowledged", pageId: 4711 }]).body).toBe("acknowledged");
  });

  test("is unwell without its folders", async () => {
    const { voice } = await open({ spool: "/nonexistent/asterisk" });
    expect(await voice.probe()).toEqual({ isWell: false, said: "The spool folder: ENOENT" });
    expect(() => asterisk.settings.parse({ channel: "PJSIP/{to}@trunk\nApplication: System" })).toThrow("channel");
  });
});

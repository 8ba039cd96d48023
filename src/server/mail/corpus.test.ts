import { describe, expect, it } from "vitest";
import { judge, spamVerdict } from "#core/mail/kind.ts";
import { fileMails } from "#server/mail/filing.ts";
import { letter } from "#server/mail/letter.fixture.ts";
import { openMailHouse } from "#server/mail/mail.fixture.ts";
import { parseMail } from "#server/mail/parse.ts";
import { headIn } from "#server/mail/raw-head.ts";
import { keepMails } from "#server/mail/store.ts";
import { wordsOf } from "#server/mail/words.ts";
import { chance, corpus, mutated } from "../../../test/mail/corpus.ts";

describe("nasty letters", () => {
  it.each(corpus.map((nasty) => [nasty.name, nasty] as const))("%s", async (_, { raw, subject, text, files, from, isUnreadable }) => {
    const parsed = await parseMail(raw);
    if (isUnreadable) return expect(parsed).toBeNull();
    if (parsed === null) return expect([subject, text, files, from]).toEqual([undefined, undefined, undefined, undefined]);
    const { letter: read } = parsed;
    if (subject !== undefined) expect(read.subject).toBe(subject);
    if (text !== undefined) expect(read.text.trim()).toBe(text);
    if (files !== undefined) expect(parsed.files.map(({ name }) => name)).toEqual(files);
    if (from !== undefined) expect(read.from?.address).toBe(from);
    expect(JSON.stringify(read)).not.toContain("\\u0000");
    judge(read);
    spamVerdict(read);
    wordsOf(parsed, false);
  });
});

it("whatever is changed in a letter, it is read or said to be none, and its words are text", async () => {
  let readable = 0;
  for (let seed = 1; seed <= 2_000; seed++) {
    const raw = mutated(seed);
    const { key } = headIn(raw);
    expect(key, `seed ${seed}`).not.toBe("");
    const parsed = await parseMail(raw);
    if (parsed === null) continue;
    readable++;
    judge(parsed.letter);
    const { shown } = wordsOf(parsed, seed % 2 === 0);
    expect(/\p{Surrogate}/u.test(shown), `seed ${seed}`).toBe(false);
    expect(shown, `seed ${seed}`).not.toContain("\0");
  }
  expect(readable).toBeGreaterThan(1_000);
});

it("none of two hundred mutated letters is lost: each is in a ticket, or waits with a reason", async () => {
  const policy = { unknownSenders: "fallback", fallbackCustomer: "bank", service: null } as const;
  const house = await openMailHouse({ draft: { policy } });
  const draw = chance(7);
  const raws = Array.from({ length: 200 }, (_, n) => (draw(4) === 0 ? letter({ subject: `Good ${n}` }) : mutated(10_000 + n)));
  const envelope = { from: null, to: [], ip: null, helo: null };
  const at = house.door.clock();
  const kept = await keepMails(
    house.door,
    house.mailbox.id,
    raws.map((raw, n) => ({ raw, envelope, receivedAt: (at - n * 60_000) as typeof at })),
  );
  expect(kept).toHaveLength(200);
  const tools = { door: house.door, hostName: "x", log: (line: string) => void house.logged.push(line) };
  while ((await fileMails(tools, 50)) > 0) expect(house.logged.filter((line) => line.includes("could not be filed"))).toEqual([]);
  const rows = await house.rows();
  expect(rows).toHaveLength(new Set(raws.map((raw) => headIn(raw).key)).size);
  for (const { state, reason, ticket_id, id } of rows) {
    expect(["filed", "held", "dropped"], `message ${id}`).toContain(state);
    if (state === "filed") expect(ticket_id).not.toBeNull();
    else expect(reason, `message ${id}`).not.toBeNull();
  }
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Seal, sealAll, start } from "#core/audit/chain.ts";
import { type Sha256, setApart } from "#core/audit/entry.ts";
import { type LogRow, writeExport } from "#core/audit/export-file.ts";
import { longestLine, verifyLines } from "#core/audit/verify.ts";
import { canonical } from "#core/canonical.ts";
import { type Instant, instant } from "#core/time/instant.ts";

const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const exportedAt = instant("2026-03-02T18:00:00Z");

/** The `i`-th fact of a customer's log, from 1; every second one has personal values. */
function row(i: number, customerId = "acme", fact: unknown = { minutes: i * 7 }): LogRow {
  const at = (instant("2026-03-02T09:00:00Z") + i * 60_000) as Instant;
  const personal: Record<string, unknown> = i % 2 === 0 ? { requester: `Ana ${i}`, phone: ["+34", i] } : {};
  const open = {
    customerId,
    position: i * 3,
    type: "note.added",
    ticketId: 7,
    at,
    recordedAt: at,
    actor: "agent:3",
    facts: { fact },
    personal,
  };
  return setApart(open, String(i).padStart(32, "0"), sha256);
}

const rowsOf = (count: number, customerId?: string): LogRow[] => Array.from({ length: count }, (_, i) => row(i + 1, customerId));

type Stored = { rows: (LogRow & Seal)[]; tail: LogRow[]; head: Seal };

/** A log as a database holds it: `sealed` rows with their seals, the rest not sealed yet. */
function store(rows: readonly LogRow[], sealed: number): Stored {
  const { seals, head } = sealAll(
    start,
    rows.slice(0, sealed).map(({ entry }) => entry),
    sha256,
  );
  return { rows: seals.map((seal, i) => ({ ...(rows[i] as LogRow), ...seal })), tail: rows.slice(sealed), head };
}

function exportLines({ rows, tail, head }: Stored, customer = "acme"): string[] {
  const writer = writeExport({ customer, exportedAt }, sha256);
  return [writer.header, ...rows.map(writer.sealed), ...tail.map(writer.unsealed), writer.trailer(head)];
}

function verify(lines: readonly string[], anchor?: Seal) {
  const verifier = verifyLines(sha256, anchor === undefined ? {} : { anchor });
  for (const line of lines) verifier.feed(line);
  return verifier.finish();
}

const stored = store(rowsOf(6), 4);
const lines = exportLines(stored);
const found = (broken: readonly string[], anchor?: Seal) => {
  const result = verify(broken, anchor);
  return result.ok ? "ok" : `${result.line} ${result.code} ${result.number}`;
};
/** The lines with the one at `line` (from 1) replaced. */
const withLine = (line: number, change: (text: string) => string) => lines.map((text, i) => (i + 1 === line ? change(text) : text));

describe("an export", () => {
  test("is verified", () => {
    expect(verify(lines)).toEqual({ ok: true, head: stored.head, entries: 4, erased: 0, unsealed: 2 });
  });

  test("of a log without entries is verified", () => {
    expect(verify(exportLines(store([], 0)))).toEqual({ ok: true, head: start, entries: 0, erased: 0, unsealed: 0 });
  });

  test("is canonical JSON on every line", () => {
    for (const line of lines) expect(canonical(JSON.parse(line))).toBe(line);
    expect(lines[0]).toContain('"customer":"acme","exportedAt":"2026-03-02T18:00:00.000Z","format":1,"guardia":"audit-log"');
  });

  test("stays verified when the values of persons are erased, and says how many", () => {
    const erased = { ...stored, rows: stored.rows.map((row) => ({ ...row, personal: null })) };
    const text = exportLines(erased);
    expect(text.slice(0, 5).join()).not.toContain("Ana");
    expect(verify(text)).toEqual({ ok: true, head: stored.head, entries: 4, erased: 2, unsealed: 2 });
  });

  test("may be fed in pieces of any size, with U+2028 inside a line, with or without a last line end", () => {
    const log = store([row(1, "acme", "one\u2028two\r"), ...rowsOf(3).slice(1)], 3);
    const whole = exportLines(log).join("\n");
    for (const [size, text] of [
      [1, whole],
      [7, `${whole}\n`],
      [100_000, `${whole}\n`],
    ] as const) {
      const verifier = verifyLines(sha256);
      for (let from = 0; from < text.length; from += size) verifier.feedText(text.slice(from, from + size));
      expect(verifier.finish()).toMatchObject({ ok: true, entries: 3 });
    }
  });
});

describe("what is broken is named", () => {
  const swapped = (a: number, b: number) => lines.map((_, i) => lines[i === a - 1 ? b - 1 : i === b - 1 ? a - 1 : i] as string);
  const other = exportLines(store(rowsOf(6, "globex"), 4), "globex");
  const laterHeader = writeExport({ customer: "acme", exportedAt: (exportedAt + 1) as Instant }, sha256).header;

  test.each<[string, string[], string]>([
    ["nothing", [], "1 header-missing null"],
    ["the header cut off", lines.slice(1), "1 header-missing null"],
    ["another file", ["PK\u0003\u0004"], "1 header-missing null"],
    ["the header changed", withLine(1, (text) => text.replace("18:00:00", "17:00:00")), "1 header-changed null"],
    ["the header of another export", withLine(1, () => laterHeader), "8 trailer-changed null"],
    ["a later format", withLine(1, (text) => text.replace('"format":1', '"format":2')), "1 unknown-format null"],
    ["a second header", [lines[0] as string, ...lines], "2 bad-line null"],
    ["a fact changed", withLine(3, (text) => text.replace('"minutes":14', '"minutes":15')), "3 entry-changed 2"],
    ["a member added to the entry", withLine(3, (text) => text.replace('"position"', '"note":1,"position"')), "3 entry-changed 2"],
    ["a digest changed", withLine(3, (text) => text.replace(/"phone":"./, '"phone":"x')), "3 entry-changed 2"],
    ["an entry missing", lines.filter((_, i) => i !== 2), "3 entry-missing 2"],
    ["two entries swapped", swapped(2, 4), "2 entry-moved 1"],
    ["an entry doubled", lines.toSpliced(3, 0, lines[2] as string), "4 entry-inserted 2"],
    ["an entry of another customer", withLine(3, () => other[2] as string), "3 other-customer 2"],
    ["a personal value changed", withLine(3, (text) => text.replace("Ana 2", "Eva 2")), "3 personal-changed 2"],
    ["a personal value removed", withLine(3, (text) => text.replace(',"requester":"Ana 2"', "")), "3 personal-changed 2"],
    [
      "the personal values dropped",
      withLine(3, (text) => text.replace(/,"personal":\{"salt".*?\}\}?(?=,"prev)/, "")),
      "3 personal-changed 2",
    ],
    [
      "personal values brought",
      withLine(2, (text) => text.replace(',"previous', ',"personal":"erased","previous')),
      "2 personal-changed 1",
    ],
    [
      "personal values erased in the file alone",
      withLine(3, (text) => text.replace(/\{"salt".*(?=,"prev)/, '"erased"')),
      "8 trailer-changed null",
    ],
    ["a member repeated", withLine(3, (text) => text.replace('{"entry"', '{"number":9,"entry"')), "3 line-rewritten 2"],
    ["a space added", withLine(3, (text) => text.replace('"number":', '"number": ')), "3 line-rewritten 2"],
    ["a line end of another system", withLine(3, (text) => `${text}\r`), "3 line-rewritten 2"],
    ["half a surrogate pair", withLine(3, (text) => text.replace("note", "\\ud800")), "3 bad-line null"],
    ["an empty line", lines.toSpliced(3, 0, ""), "4 bad-line null"],
    ["a list", withLine(3, () => "[]"), "3 bad-line null"],
    ["an unsealed entry changed", withLine(6, (text) => text.replace("note", "Note")), "6 unsealed-changed null"],
    ["unsealed entries swapped", swapped(6, 7), "6 unsealed-changed null"],
    ["the last sealed entry missing", lines.filter((_, i) => i !== 4), "5 unsealed-changed null"],
    ["the last unsealed entry missing", lines.filter((_, i) => i !== 6), "7 trailer-changed null"],
    ["sealed after unsealed", lines.toSpliced(6, 0, lines[4] as string), "7 sealed-after-unsealed 4"],
    ["a line cut off", [...lines.slice(0, 4), (lines[4] as string).slice(0, 90)], "5 bad-line null"],
    ["the end cut off", lines.slice(0, 4), "5 trailer-missing 4"],
    ["the trailer's count changed", withLine(8, (text) => text.replace('"unsealed":2', '"unsealed":1')), "8 trailer-changed null"],
    ["the trailer's check changed", withLine(8, (text) => text.replace(/"check":"./, '"check":"x')), "8 bad-line null"],
    ["a line after the trailer", [...lines, ""], "9 line-after-trailer null"],
  ])("%s", (_, broken, problem) => {
    expect(broken).not.toEqual(lines);
    expect(found(broken)).toBe(problem);
  });

  test("a line without end stops filling the memory", () => {
    const verifier = verifyLines(sha256);
    verifier.feedText(`${lines[0]}\n`);
    for (let i = 0; i < 3; i++) verifier.feedText("x".repeat(longestLine / 2 + 1));
    expect(verifier.finish()).toMatchObject({ ok: false, line: 2, code: "bad-line" });
  });
});

describe("what is broken in the database is found in its export", () => {
  const forged = (index: number, change: Partial<LogRow & Seal>) =>
    found(exportLines({ ...stored, rows: stored.rows.map((row, i) => (i === index ? { ...row, ...change } : row)) }));
  const without = (index: number) => found(exportLines({ ...stored, rows: stored.rows.filter((_, i) => i !== index) }));

  test("a row changed, with its hash or without", () => {
    const { entry } = row(2, "acme", "forged");
    const hash = sha256((stored.rows[0] as Seal).hash + canonical(entry));
    expect(forged(1, { entry })).toBe("3 entry-changed 2");
    expect(forged(1, { entry, hash })).toBe("4 entry-changed 3");
  });

  test("a row deleted, first, middle or last", () => {
    expect([without(0), without(1), without(3)]).toEqual(["2 entry-missing 1", "3 entry-missing 2", "7 trailer-changed null"]);
  });

  test("a person's value replaced by another", () => {
    const salt = stored.rows[1]?.personal?.salt ?? "";
    expect(forged(1, { personal: { salt, values: { requester: "Eva", phone: ["+34", 2] } } })).toBe("3 personal-changed 2");
  });
});

describe("an anchor", () => {
  const rewritten = store([...rowsOf(2), row(3, "acme", "never happened"), row(4)], 4);

  test("finds a rewritten log, which is consistent in itself", () => {
    expect(found(exportLines(rewritten))).toBe("ok");
    expect(found(exportLines(rewritten), stored.head)).toBe("5 anchor-differs 4");
    expect(found(exportLines(rewritten), stored.rows[1])).toBe("ok");
  });

  test("finds an end cut off with its head", () => {
    expect(found(exportLines(store(rowsOf(3), 3)), stored.head)).toBe("5 anchor-missing 4");
  });

  test("is passed by the log that has grown since, and the start is on every chain", () => {
    expect(found(exportLines(store(rowsOf(9), 8)), stored.head)).toBe("ok");
    expect(found(lines, start)).toBe("ok");
    expect(found(lines, { number: 0, hash: "f".repeat(64) })).toBe("1 anchor-differs 0");
  });
});

describe("any single", () => {
  /** A random log's export: facts of any JSON, some rows unsealed, some persons erased. */
  const exports = fc
    .record({ facts: fc.array(fc.tuple(fc.jsonValue({ maxDepth: 2 }), fc.boolean()), { maxLength: 10 }), unsealed: fc.nat(3) })
    .map(({ facts, unsealed }) => {
      const rows = facts.map(([fact, isErased], i) => ({ ...row(i + 1, "acme", fact), ...(isErased ? { personal: null } : {}) }));
      return exportLines(store(rows, Math.max(0, rows.length - unsealed)));
    });
  const place = fc.nat(1_000_000);
  const named = (broken: readonly string[], line: number) => expect(verify(broken)).toMatchObject({ ok: false, line });

  test("export is verified", () => {
    fc.assert(
      fc.property(exports, (lines) => {
        expect(verify(lines)).toMatchObject({ ok: true });
      }),
    );
  });

  test("character changed in a line is found on that line", () => {
    fc.assert(
      fc.property(exports, place, place, fc.string({ unit: "binary", minLength: 0, maxLength: 1 }), (lines, p, q, character) => {
        const line = p % lines.length;
        const text = lines[line] as string;
        const at = q % text.length;
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        fc.pre(changed !== text);
        named(lines.with(line, changed), line + 1);
      }),
      { numRuns: 1000 },
    );
  });

  test("line deleted is found where it was", () => {
    fc.assert(
      fc.property(exports, place, (lines, p) => {
        named(lines.toSpliced(p % lines.length, 1), (p % lines.length) + 1);
      }),
    );
  });

  test("line inserted again is found where it was inserted, or where the second of two equal lines stands", () => {
    fc.assert(
      fc.property(exports, place, place, (lines, p, q) => {
        const [from, to] = [p % lines.length, q % (lines.length + 1)];
        named(lines.toSpliced(to, 0, lines[from] as string), (from === to ? to + 1 : to) + 1);
      }),
    );
  });

  test("two lines swapped are found where the first of them stands", () => {
    fc.assert(
      fc.property(exports, place, place, (lines, p, q) => {
        const [a, b] = [p % lines.length, q % lines.length];
        fc.pre(a !== b);
        named(lines.with(a, lines[b] as string).with(b, lines[a] as string), Math.min(a, b) + 1);
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Row, RowProblem } from "#core/history/table.ts";
import { readLines } from "#server/import/lines.ts";
import { openRows } from "#server/import/rows.ts";

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function read(
  bytes: Buffer | string,
  {
    width = 3,
    size = 7,
    delimiter = ",",
    encoding,
  }: { width?: number; size?: number; delimiter?: string; encoding?: "utf-8" | "latin1" } = {},
) {
  const problems: RowProblem[] = [];
  const notice = (problem: RowProblem): void => void problems.push(problem);
  const rows: Row[] = [];
  const reader = openRows(delimiter, () => width, notice);
  for await (const lines of readLines(piecesOf(Buffer.from(bytes as string), size), encoding, notice)) rows.push(...reader.read(lines));
  rows.push(...reader.end());
  return { rows, problems: problems.map(({ line, code }) => [line, code]) };
}

describe("rows of a table", () => {
  test("plain and quoted rows keep their order and their lines, whatever the pieces", async () => {
    const text = 'a,b,c\r\n"x, y",2,"say ""hi"""\nplain,1,2\n"two\nlines",3,4\n\nlast,5,6';
    for (const size of [1, 5, 1_000]) {
      const { rows, problems } = await read(text, { size });
      expect(problems).toEqual([]);
      expect(rows).toEqual([
        { line: 1, cells: ["a", "b", "c"] },
        { line: 2, cells: ["x, y", "2", 'say "hi"'] },
        { line: 3, cells: ["plain", "1", "2"] },
        { line: 4, cells: ["two\nlines", "3", "4"] },
        { line: 7, cells: ["last", "5", "6"] },
      ]);
    }
  });

  const broken: [what: string, text: string, lines: number[], problems: [number, string][]][] = [
    ["a quote inside a plain field", 'a,b,c\nd,e"e,f\ng,h,i', [1, 3], [[2, "broken-quotes"]]],
    ["a quote that is never closed", 'a,b,c\nd,"e,f\ng,h,i\nj,k,l', [1, 3, 4], [[2, "broken-quotes"]]],
    [
      "two that would swallow what lies between",
      'a,b,c\nd,"e,f\ng,h,i\nj,"k,l\nm,n,o',
      [1, 3, 5],
      [
        [2, "broken-quotes"],
        [4, "broken-quotes"],
      ],
    ],
    ["letters behind a closing quote", 'a,b,c\n"d"x,e,f\n"g",h,i', [1, 3], [[2, "broken-quotes"]]],
    ["an open quote before a sound quoted row", 'a,b,c\nd,"e,f\n"g",h,i\n"j","k","l"', [1, 3, 4], [[2, "broken-quotes"]]],
    [
      "too few and too many cells",
      "a,b,c\nd,e\nf,g,h,i\nj,k,l",
      [1, 4],
      [
        [2, "wrong-columns"],
        [3, "wrong-columns"],
      ],
    ],
  ];
  test.each(broken)("%s costs its own line only", async (_what, text, lines, problems) => {
    for (const size of [3, 1_000]) {
      const found = await read(text, { size });
      expect(found.rows.map(({ line }) => line)).toEqual(lines);
      expect(found.problems).toEqual(problems);
    }
  });

  test("bytes of another encoding leave out their line, by number", async () => {
    const bytes = Buffer.concat([Buffer.from("a,é,c\nb,ü,d\n"), Buffer.from("caf\xe9,1,2\n", "latin1"), Buffer.from("z,1,2\nn\0,1,2\n")]);
    const { rows, problems } = await read(bytes, { size: 100 });
    expect(rows.map(({ cells }) => cells[0])).toEqual(["a", "b", "z"]);
    expect(problems).toEqual([
      [3, "bad-encoding"],
      [5, "control-character"],
    ]);
  });

  test("Latin-1 is found out, and a byte order mark is no part of the first name", async () => {
    expect((await read(Buffer.from("caf\xe9,1,\x80\n", "latin1"))).rows[0]!.cells).toEqual(["café", "1", "€"]);
    expect((await read(Buffer.from("caf\xe9,1,2\n", "latin1"), { encoding: "utf-8" })).problems).toEqual([[1, "bad-encoding"]]);
    expect((await read(Buffer.from("\ufeffnumber,1,2\n"), { size: 100 })).rows[0]!.cells[0]).toBe("number");
  });

  test("plain rows read as split at the delimiter, whatever stood in the row before", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 3 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(table, async (cells) => {
        const { rows } = await read(cells.map((row) => row.join(",")).join("\n"), { size: 1_000 });
        expect(rows.map((row) => row.cells)).toEqual(cells);
      }),
    );
  });

  test("whatever is written properly is read back, and every line is either a row or a problem", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "é", " ") });
    const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 50 }), async (cells, size) => {
        const sound = cells.map((row) => row.map((each) => each.replaceAll("\n\n", "\n")));
        const text = sound.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(",")).join("\n");
        const { rows, problems } = await read(text, { size });
        expect(problems).toEqual([]);
        expect(rows.map((row) => row.cells)).toEqual(sound);
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",") }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        async (lines, size) => {
          const { rows, problems } = await read(lines.join("\n"), { size });
          const told = [...rows.map(({ line }) => line), ...problems.map(([line]) => line)];
          expect(new Set(told).size).toBe(told.length);
          expect(await read(lines.join("\n"), { size: 1_000 })).toEqual({ rows, problems });
        },
      ),
    );
  });
});

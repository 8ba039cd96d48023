/** What changed between two versions of a text: whole lines, and the words inside a line that was rewritten. */

export type Piece = { text: string; kind: "same" | "added" | "removed" };
export type LineChange =
  | { kind: "same"; text: string }
  | { kind: "added"; text: string }
  | { kind: "removed"; text: string }
  | { kind: "rewritten"; pieces: Piece[] };

/** Longer texts are compared as a whole: the table of the comparison would not fit. */
const mostCells = 4_000_000;

/** The lines of both in order; a line that was removed where one was added is one that was rewritten, with its words compared. */
export function compareTexts(before: string, after: string): LineChange[] {
  const changes: LineChange[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    const pairs = Math.min(removed.length, added.length);
    for (let index = 0; index < pairs; index++) changes.push(rewritten(removed[index] ?? "", added[index] ?? ""));
    for (const text of removed.slice(pairs)) changes.push({ kind: "removed", text });
    for (const text of added.slice(pairs)) changes.push({ kind: "added", text });
    removed = [];
    added = [];
  };
  for (const { text, kind } of compare(before.split("\n"), after.split("\n"))) {
    if (kind === "removed") removed.push(text);
    else if (kind === "added") added.push(text);
    else {
      flush();
      changes.push({ kind: "same", text });
    }
  }
  flush();
  return changes;
}

/** Two lines that share hardly anything are one that went and one that came; here they stay together all the same, each as a whole. */
function rewritten(before: string, after: string): LineChange {
  const pieces = merged(compare(before.split(/(?<=\s)|(?=\s)/), after.split(/(?<=\s)|(?=\s)/)));
  const same = pieces.filter(({ kind }) => kind === "same").reduce((sum, { text }) => sum + text.trim().length, 0);
  if (same * 4 >= Math.max(before.length, after.length)) return { kind: "rewritten", pieces };
  return {
    kind: "rewritten",
    pieces: [
      { kind: "removed", text: before },
      { kind: "added", text: after },
    ],
  };
}

function merged(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last !== undefined && last.kind === piece.kind) last.text += piece.text;
    else out.push({ ...piece });
  }
  return out;
}

/** The longest common subsequence of both, as what stays, goes and comes. */
function compare(before: readonly string[], after: readonly string[]): Piece[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const same = (texts: readonly string[]): Piece[] => texts.map((text) => ({ text, kind: "same" }));
  const middle = compareMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end));
  return [...same(before.slice(0, start)), ...middle, ...same(before.slice(before.length - end))];
}

function compareMiddle(before: readonly string[], after: readonly string[]): Piece[] {
  const [rows, columns] = [before.length, after.length];
  if (rows * columns > mostCells) {
    return [...before.map((text): Piece => ({ text, kind: "removed" })), ...after.map((text): Piece => ({ text, kind: "added" }))];
  }
  const width = columns + 1;
  const common = new Uint32Array((rows + 1) * width);
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const at = row * width + column;
      common[at] =
        before[row] === after[column] ? (common[at + width + 1] ?? 0) + 1 : Math.max(common[at + width] ?? 0, common[at + 1] ?? 0);
    }
  }
  const pieces: Piece[] = [];
  let [row, column] = [0, 0];
  while (row < rows || column < columns) {
    const at = row * width + column;
    if (row < rows && column < columns && before[row] === after[column]) {
      pieces.push({ text: before[row] ?? "", kind: "same" });
      row++;
      column++;
    } else if (column >= columns || (row < rows && (common[at + width] ?? 0) >= (common[at + 1] ?? 0))) {
      pieces.push({ text: before[row++] ?? "", kind: "removed" });
    } else pieces.push({ text: after[column++] ?? "", kind: "added" });
  }
  return pieces;
}

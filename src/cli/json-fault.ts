/** Where a text stops being JSON (RFC 8259): the engine's own message names a place for some mistakes only. */

const tokens =
  /\s*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/** What may come next: a value, a key, the colon after it, or what follows a value. First places may also close at once. */
type Expectation = "value" | "first-value" | "key" | "first-key" | "colon" | "end";

/** Line and column, both from 1, of the first thing in `text` that JSON does not allow there; the end of the text when it stops too early. */
export function locateJsonFault(text: string): { line: number; column: number } {
  const open: ("[" | "{")[] = [];
  let expected: Expectation = "value";
  let at = 0;
  for (;;) {
    tokens.lastIndex = at;
    const token = tokens.exec(text);
    const next: Expectation | undefined = token ? after(expected, token, open) : undefined;
    if (next === undefined) return lineAndColumn(text, at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0));
    expected = next;
    at = tokens.lastIndex;
  }
}

/** What is expected after a token; undefined when the token may not stand here. Keeps `open` up to date. */
function after(expected: Expectation, [, mark, string, scalar]: RegExpExecArray, open: ("[" | "{")[]): Expectation | undefined {
  const takesValue = expected === "value" || expected === "first-value";
  if (takesValue && (string !== undefined || scalar !== undefined)) return "end";
  if (takesValue && (mark === "[" || mark === "{")) {
    open.push(mark);
    return mark === "[" ? "first-value" : "first-key";
  }
  if (string !== undefined && (expected === "key" || expected === "first-key")) return "colon";
  if (mark === ":" && expected === "colon") return "value";
  const inside = open.at(-1);
  if (mark === "," && expected === "end" && inside) return inside === "[" ? "value" : "key";
  const closes = (mark === "]" && inside === "[" && expected !== "value") || (mark === "}" && inside === "{" && expected !== "key");
  if (closes && expected !== "colon" && !(inside === "{" && takesValue)) {
    open.pop();
    return "end";
  }
  return undefined;
}

function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

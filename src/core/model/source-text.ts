/** YAML text → plain value, with the place of every key and value and every mistake of the text itself. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Pair, parseDocument, type YAMLMap } from "yaml";
import { type Path, type Place, type Problem, writePath } from "#core/model/problem.ts";

/** In characters. A model of a thousand customers has 4 million; what is longer is refused before it is read. */
export const longestSource = 5_000_000;
/** Above this size a text must say that it is a model before it is parsed: a stray log file would take the parser a minute. */
const longestUnasked = 100_000;
const deepest = 40;
/** The parser's stack holds about 700 levels of brackets. */
const mostOpenBrackets = 200;
/** Aliases may repeat parts of the document, but not blow it up ("billion laughs"). */
const mostAliasedNodes = 20_000;

/** By what a long text is known before it is parsed. */
export type Sign = { pattern: RegExp; code: string; message: string; hint: string };

const modelSign: Sign = {
  pattern: /(^|[{,]\s*)["']?guardia["']?\s*:/m,
  code: "not-a-model",
  message: "the text nowhere says that it is a model",
  hint: "a model has the key `guardia: 1`: is this the right file?",
};

type Mark = { key: number | null; value: number; scalar: boolean; children: Map<string | number, Mark> };

export type SourceText = {
  /** Maps, lists and scalars; undefined when there is nothing to go on with. */
  value: unknown;
  place: Place;
  problems: Problem[];
  /** The first line that is not YAML, or null: from there on the text may have been read wrongly. */
  brokenAtLine: number | null;
};

/** What to do about the parser's complaints, by its code. */
const yamlHints: Record<string, string> = {
  TAB_AS_INDENT: "indent with spaces, two per level",
  BAD_INDENT: "keys of one map begin in the same column, two spaces further than their parent",
  BLOCK_AS_IMPLICIT_KEY: 'a text that contains ": " goes in quotes',
  MISSING_CHAR: "close the quote or bracket, separate entries by commas, put a space after the colon",
  MULTIPLE_DOCS: "a model is one document: remove the `---` in between",
  BAD_ALIAS: "an alias is written *name, an anchor &name",
  TAG_RESOLVE_FAILED: "remove the tag (the word that begins with !)",
  BAD_SCALAR_START: "a text that begins with %, @ or ` goes in quotes",
};

/** Reads YAML 1.2, of which JSON is a part. Lists each mistake of the text and gives what could be read all the same. */
export function readSource(text: string, sign: Sign = modelSign): SourceText {
  const start = { line: 1, column: 1 };
  const refuse = (code: string, message: string, hint: string): SourceText => ({
    value: undefined,
    place: () => start,
    problems: [{ severity: "error", ...start, path: "", code, message, hint }],
    brokenAtLine: 1,
  });
  if (text.length > longestSource) {
    const [size, most] = [(text.length / 1_000_000).toFixed(1), longestSource / 1_000_000];
    const hint = "a model of a thousand customers has 4 million: is this the right file?";
    return refuse("model-too-large", `the text has ${size} million characters, a model at most ${most} million`, hint);
  }
  if (text.length > longestUnasked && !sign.pattern.test(text)) return refuse(sign.code, sign.message, sign.hint);
  if (opensTooMany(text)) {
    return refuse("too-deep", `more than ${mostOpenBrackets} brackets are open at once`, "close each [ and { where its list or map ends");
  }
  return new SourceReader(text).read();
}

/** Counts brackets wherever they stand; texts of a model hold few that are never closed. */
function opensTooMany(text: string): boolean {
  let open = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) open += 1;
    else if ((code === 0x5d || code === 0x7d) && open > 0) open -= 1;
    if (open > mostOpenBrackets) return true;
  }
  return false;
}

class SourceReader {
  private readonly text: string;
  private readonly lines = new LineCounter();
  private readonly problems: Problem[] = [];
  private readonly anchors = new Map<string, { node: unknown; size: number }>();
  private aliasedNodes = 0;
  private nodes = 0;
  private brokenAtLine: number | null = null;

  constructor(text: string) {
    this.text = text;
  }

  read(): SourceText {
    // Duplicate keys are found below: the parser's own search is quadratic.
    const parsed = parseDocument(this.text, { lineCounter: this.lines, uniqueKeys: false, prettyErrors: false, strict: true });
    const syntax = [...parsed.errors, ...parsed.warnings];
    for (const { code, message, pos } of syntax) {
      this.add(pos[0], [], code === "TAG_RESOLVE_FAILED" ? "yaml-tag" : "yaml-syntax", plainly(message), yamlHints[code] ?? null);
    }
    const root: Mark = { key: null, value: 0, scalar: false, children: new Map() };
    const value = this.convert(parsed.contents, [], root, 0);
    const place: Place = (path, at) => this.linePlace(offsetOf(root, path, at));
    for (const { pos } of parsed.errors) this.breakAt(pos[0]);
    return { value, place, problems: this.problems, brokenAtLine: this.brokenAtLine };
  }

  /** Marks are kept for what stands in the text itself; `mark` is null inside an alias, whose own place stands for all of it. */
  private convert(node: unknown, path: Path, mark: Mark | null, depth: number): unknown {
    this.nodes += 1;
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const at = node.range?.[0] ?? 0;
      if (mark !== null) {
        mark.value = at;
        mark.scalar = true;
      }
      return this.convertAlias(node.source, at, path, depth);
    }
    const offset = (node as { range?: [number, number, number] | null }).range?.[0] ?? mark?.value ?? 0;
    if (mark !== null) {
      mark.value = offset;
      mark.scalar = isScalar(node);
    }
    if (depth > deepest) {
      this.add(offset, path, "too-deep", "this is nested too deeply", `a model needs no more than ${deepest} levels`);
      return null;
    }
    const before = this.nodes;
    let value: unknown = null;
    if (isScalar(node)) value = this.checkScalar(node.value, offset, path);
    else if (isMap(node)) value = this.convertMap(node, path, mark, depth);
    else if (isSeq(node))
      value = node.items.map((item, i) => this.convert(item, [...path, i], mark && child(mark, i, null, offset), depth + 1));
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined && mark !== null) this.anchors.set(anchor, { node, size: this.nodes - before + 1 });
    return value;
  }

  private convertMap(map: YAMLMap, path: Path, mark: Mark | null, depth: number): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    const firstAt = new Map<string, number>();
    for (const pair of map.items) {
      const key = this.keyOf(pair, path, mark?.value ?? 0);
      if (key === null) continue;
      const inside = [...path, key.name];
      const first = firstAt.get(key.name);
      if (first !== undefined) {
        const { line } = this.linePlace(first);
        this.add(key.offset, inside, "duplicate-key", `'${key.name}' is written twice; first in line ${line}`, "keep one of the two");
        continue;
      }
      firstAt.set(key.name, key.offset);
      value[key.name] = this.convert(pair.value, inside, mark && child(mark, key.name, key.offset, key.offset), depth + 1);
    }
    return value;
  }

  private keyOf(pair: Pair, path: Path, fallback: number): { name: string; offset: number } | null {
    const key = pair.key;
    const offset = (key as { range?: [number, number, number] | null } | null)?.range?.[0] ?? fallback;
    const name = isScalar(key) && key.value !== null ? String(key.value) : null;
    if (name === "<<") {
      this.add(offset, path, "merge-key", "merge keys (<<) are not understood", "write the keys out, or use an alias for a whole value");
      return null;
    }
    if (name === null || name === "" || name === "__proto__") {
      this.add(offset, path, "bad-key", "this key is not a word", "write keys as plain words, like `zone:`");
      return null;
    }
    this.checkScalar(name, offset, path);
    return { name, offset };
  }

  private convertAlias(name: string, offset: number, path: Path, depth: number): unknown {
    const target = this.anchors.get(name);
    if (target === undefined) {
      this.add(
        offset,
        path,
        "unknown-alias",
        `no anchor &${name} stands before this alias`,
        "put the anchor before its first alias, and not inside of itself",
      );
      return null;
    }
    this.aliasedNodes += target.size;
    if (this.aliasedNodes > mostAliasedNodes) {
      if (this.aliasedNodes - target.size <= mostAliasedNodes) {
        this.breakAt(offset);
        this.add(
          offset,
          path,
          "too-many-aliases",
          `the aliases up to here repeat more than ${mostAliasedNodes} values`,
          "write the parts out, or split the model",
        );
      }
      return null;
    }
    return this.convert(target.node, path, null, depth);
  }

  private checkScalar(value: unknown, offset: number, path: Path): unknown {
    if (typeof value !== "string") return value;
    // The database and many editors take neither; no name or text needs them.
    if (/[^\P{Cc}\t\n\r\u0080-\u009f]|\p{Surrogate}/u.test(value)) {
      this.add(offset, path, "control-character", "this text holds an invisible control character", "remove it and type the text anew");
    }
    return value;
  }

  private add(offset: number, path: Path, code: string, message: string, hint: string | null): void {
    this.problems.push({ severity: "error", ...this.linePlace(offset), path: writePath(path), code, message, hint });
  }

  private breakAt(offset: number): void {
    this.brokenAtLine = Math.min(this.brokenAtLine ?? Number.POSITIVE_INFINITY, this.linePlace(offset).line);
  }

  private linePlace(offset: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  }
}

function child(parent: Mark, step: string | number, key: number | null, value: number): Mark {
  const mark: Mark = { key, value, scalar: false, children: new Map() };
  parent.children.set(step, mark);
  return mark;
}

/** A path that the text does not reach is placed at its nearest ancestor; maps and lists are placed at their key, aliases at themselves. */
function offsetOf(root: Mark, path: Path, at: "key" | "value"): number {
  let mark = root;
  let whole = true;
  for (const step of path) {
    const next = mark.children.get(step);
    if (next === undefined) {
      whole = false;
      break;
    }
    mark = next;
  }
  const atKey = (at === "key" && whole) || !mark.scalar;
  return atKey && mark.key !== null ? mark.key : mark.value;
}

/** The parser adds advice on its API to some messages, and catches its own stack overflow. */
function plainly(message: string): string {
  const first = message.split("\n")[0] ?? message;
  if (first.startsWith("Maximum call stack")) return "the text is nested too deeply to be read";
  return first.startsWith("Source contains multiple documents") ? "the text holds several documents" : first;
}

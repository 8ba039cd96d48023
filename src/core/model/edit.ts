/**
 * Edits a written model in its text: what is not touched stays as it was written, comments and order included. So the forms of the
 * browser and the file under version control are the same document.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { canonical } from "#core/canonical.ts";
import { writeFlow, writePart } from "#core/model/export.ts";
import { Refusal } from "#core/refusal.ts";

/** What to write at a path of keys and indexes; `undefined` takes it away. What lies on the way and is missing is made. */
export type Edit = { readonly path: readonly (string | number)[]; readonly value: unknown };

/**
 * @param text YAML 1.2 or JSON that can be read
 * Gives the text with the edits made in order. Refuses `unreadable-model` for a text that is not YAML, and `shared-part` for a place that
 * an alias shares with another one.
 */
export const editSource = (text: string, edits: readonly Edit[]): string => edits.reduce(editOnce, text);

type Place = { text: string; root: Node };

function editOnce(text: string, edit: Edit): string {
  const wanted = edited(readPlain(text), edit.path, edit.value);
  const spliced = splice(text, edit);
  // What the text now says is compared with what was asked: a form of YAML that the splicing does not know is written anew as a whole.
  if (spliced !== null && canonical(meaningOf(spliced) ?? null) === canonical(wanted ?? null)) return spliced;
  return writePart(wanted);
}

function readDocument(text: string): ReturnType<typeof parseDocument> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new Refusal(
      "unreadable-model",
      `The text of the model cannot be read: ${error.message.split("\n")[0]} Mend it in the text first.`,
      {
        line: error.linePos?.[0]?.line ?? 0,
      },
    );
  }
  return document;
}

const readPlain = (text: string): unknown => readDocument(text).toJS({ maxAliasCount: 1_000 });

function meaningOf(text: string): unknown {
  const document = parseDocument(text);
  return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1_000 });
}

/** The same edit on plain values. */
export function edited(value: unknown, [key, ...rest]: readonly (string | number)[], next: unknown): unknown {
  if (key === undefined) return next;
  if (typeof key === "number" && !isRecord(value)) {
    const list = Array.isArray(value) ? [...value] : [];
    if (rest.length === 0 && next === undefined) list.splice(key, 1);
    else list[Math.min(key, list.length)] = edited(list[key], rest, next);
    return list;
  }
  const record: Record<string, unknown> = isRecord(value) ? { ...value } : {};
  if (rest.length === 0 && next === undefined) delete record[String(key)];
  else record[String(key)] = edited(record[String(key)], rest, next);
  return record;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The text with one edit spliced in; null where this text has a form that splicing does not know. */
function splice(text: string, { path, value }: Edit): string | null {
  const root = readDocument(text).contents;
  if (root === null || path.length === 0) return null;
  const place: Place = { text, root };
  let node: Node = root;
  const way: { node: Node; pair: Pair | null }[] = [{ node: root, pair: null }];
  for (const [depth, key] of path.entries()) {
    if (isSeq(node) && typeof key !== "number") return null;
    if (isFlow(node)) return replaceFlow(place, way[depth]!, edited(plainOf(node), path.slice(depth), value));
    const pair = isMap(node) ? pairOf(node, key) : null;
    const child = isMap(node)
      ? (pair?.value as Node | null | undefined)
      : isSeq(node)
        ? (node.items[Number(key)] as Node | undefined)
        : undefined;
    if (isAlias(child)) throw sharedPart(path.slice(0, depth + 1));
    const isThere = isMap(node) ? pair !== null : child !== undefined;
    const isLast = depth === path.length - 1;
    if (!isThere) return value === undefined ? text : add(place, node, key, edited(undefined, path.slice(depth + 1), value));
    if (isLast && value === undefined) return remove(place, node, key);
    if (isLast || child === null || child === undefined || !isCollection(child)) {
      return replace(place, node, key, isLast ? value : edited(plainOf(child), path.slice(depth + 1), value));
    }
    way.push({ node: child, pair });
    node = child;
  }
  return null;
}

const sharedPart = (path: readonly (string | number)[]): Refusal =>
  new Refusal("shared-part", `"${path.join(".")}" is shared with another place by an alias: edit it in the text.`, {
    path: path.join("."),
  });

const isFlow = (node: Node): boolean => isCollection(node) && node.flow === true;
const plainOf = (node: Node | null | undefined): unknown =>
  node === null || node === undefined ? undefined : JSON.parse(JSON.stringify(node));
const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);
const pairOf = (map: YAMLMap, key: string | number): Pair | null =>
  (map.items.find((each) => isPair(each) && nameOf(each.key) === String(key)) as Pair | undefined) ?? null;

const startOf = (node: unknown): number => (node as Node).range?.[0] ?? 0;
/** Behind the last character of a node that is neither space nor the end of a line. */
const endOf = (text: string, node: unknown): number => {
  let end = (node as Node).range?.[1] ?? 0;
  while (end > 0 && /\s/.test(text[end - 1] ?? "")) end--;
  return end;
};
const columnOf = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);
const lineEndAfter = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
};
const cut = (text: string, from: number, to: number, between: string): string => text.slice(0, from) + between + text.slice(to);
const indented = (block: string, columns: number): string => block.replaceAll(/^(?=.)/gm, " ".repeat(columns));

function replaceFlow({ text }: Place, { node }: { node: Node }, value: unknown): string {
  return cut(text, startOf(node), endOf(text, node), writeFlow(value));
}

/** Where a pair's value is written: behind its colon, up to the end of what stands there now. */
function valueRange(text: string, pair: Pair): [number, number] {
  const colon = text.indexOf(":", (pair.key as Node).range?.[1] ?? 0) + 1;
  const end = pair.value === null || pair.value === undefined ? colon : Math.max(colon, endOf(text, pair.value));
  return [colon, end];
}

/** A value behind `key:`: on the same line, or as a block below it, two columns further in. */
function behindKey(value: unknown, column: number): string {
  const written = writePart(value).trimEnd();
  return isBlock(value) && !/^[[{]/.test(written)
    ? `\n${indented(written, column + 2)}`
    : ` ${written.replaceAll("\n", `\n${" ".repeat(column + 2)}`)}`;
}

const isBlock = (value: unknown): boolean => typeof value === "object" && value !== null && Object.keys(value).length > 0;

function replace({ text }: Place, node: Node, key: string | number, value: unknown): string | null {
  if (isMap(node)) {
    const pair = pairOf(node, key);
    if (pair === null) return null;
    const [from, to] = valueRange(text, pair);
    return cut(text, from, to, behindKey(value, columnOf(text, startOf(pair.key))));
  }
  const item = (node as YAMLSeq).items[Number(key)];
  const start = startOf(item);
  return cut(text, start, endOf(text, item), hanging(value, columnOf(text, start)));
}

/** A value whose first line stands where the text is, and whose other lines stand below it. */
const hanging = (value: unknown, column: number): string => indented(writePart(value).trimEnd(), column).trimStart();

function add({ text }: Place, node: Node, key: string | number, value: unknown): string | null {
  const items = (node as YAMLMap | YAMLSeq).items;
  const last = items.at(-1);
  if (last === undefined) return null;
  const first = items[0];
  const start = isPair(first) ? startOf(first.key) : startOf(first);
  const lastEnd = isPair(last) ? Math.max(valueRange(text, last)[1], endOf(text, last.key)) : endOf(text, last);
  const at = lineEndAfter(text, lastEnd);
  if (isMap(node)) {
    const column = columnOf(text, start);
    return cut(text, at, at, `\n${" ".repeat(column)}${writePart(String(key)).trimEnd()}:${behindKey(value, column)}`);
  }
  const dash = text.lastIndexOf("-", start);
  const column = columnOf(text, dash);
  return cut(text, at, at, `\n${" ".repeat(column)}- ${hanging(value, column + 2)}`);
}

function remove({ text }: Place, node: Node, key: string | number): string | null {
  const { items } = node as YAMLMap | YAMLSeq;
  if (items.length < 2) return null;
  const pair = isMap(node) ? pairOf(node, key) : null;
  const item = isMap(node) ? null : items[Number(key)];
  const start = pair === null ? text.lastIndexOf("-", startOf(item)) : startOf(pair.key);
  // In a list of maps the first key stands behind the dash: there the whole is written anew.
  if (text.slice(text.lastIndexOf("\n", start - 1) + 1, start).trim() !== "") return null;
  const end = pair === null ? endOf(text, item) : Math.max(valueRange(text, pair)[1], endOf(text, pair.key));
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  return cut(text, lineStart, Math.min(lineEndAfter(text, end) + 1, text.length), "");
}

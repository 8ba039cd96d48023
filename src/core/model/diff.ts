/** What changes from one version of a model to the next: entity by entity, each with its changed leaves, old and new. */
import type { Document } from "#core/model/document.ts";
import { type Path, writePath } from "#core/model/problem.ts";

export type EntityKind =
  | "model"
  | "calendar"
  | "person"
  | "team"
  | "vendor"
  | "service"
  | "component"
  | "customer"
  | "contact"
  | "agreement"
  | "schedule"
  | "escalation-policy";

/** One leaf: `path` within its entity (`targets.P1.response`); `before` or `after` is undefined where it is absent. */
export type LeafChange = { path: string; before: unknown; after: unknown };

export type EntityChange = {
  kind: EntityKind;
  /** The id; of components and contacts with their holder's: `payments/api`. Empty for the model itself. */
  id: string;
  change: "added" | "removed" | "changed";
  /** All leaves of what was added or removed. */
  leaves: LeafChange[];
};

export type ModelDiff = { changes: EntityChange[]; added: number; removed: number; changed: number };

type Fields = Record<string, unknown>;
/** A map of entities in the document, and the entities that each of them holds in turn. */
type Room = { key: keyof Document; kind: EntityKind; inner?: { key: string; kind: EntityKind } };

const rooms: readonly Room[] = [
  { key: "calendars", kind: "calendar" },
  { key: "people", kind: "person" },
  { key: "teams", kind: "team" },
  { key: "vendors", kind: "vendor" },
  { key: "services", kind: "service", inner: { key: "components", kind: "component" } },
  { key: "customers", kind: "customer", inner: { key: "contacts", kind: "contact" } },
  { key: "agreements", kind: "agreement" },
  { key: "schedules", kind: "schedule" },
  { key: "escalationPolicies", kind: "escalation-policy" },
];

/**
 * @param before null when there was no model yet: then everything is added
 * Entities come in the order of the document; removed ones where they stood. The order of keys is no change, that of lists is.
 */
export function diffModels(before: Document | null, after: Document): ModelDiff {
  const changes: EntityChange[] = [];
  const roomKeys = new Set<string>(rooms.map(({ key }) => key));
  const top = (document: Document | null): Fields | undefined =>
    document === null ? undefined : Object.fromEntries(Object.entries(document).filter(([key]) => !roomKeys.has(key)));
  compareEntity("model", "", top(before), top(after), changes);
  for (const { key, kind, inner } of rooms) {
    compareMaps(before?.[key], after[key], (id, a, b) => {
      compareEntity(kind, id, without(a, inner?.key), without(b, inner?.key), changes);
      if (inner === undefined) return;
      compareMaps(inside(a, inner.key), inside(b, inner.key), (part, c, d) => compareEntity(inner.kind, `${id}/${part}`, c, d, changes));
    });
  }
  const count = (change: EntityChange["change"]): number => changes.filter((each) => each.change === change).length;
  return { changes, added: count("added"), removed: count("removed"), changed: count("changed") };
}

function compareMaps(before: unknown, after: unknown, compare: (id: string, before: unknown, after: unknown) => void): void {
  const [old, fresh] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
  for (const id of mergedOrder(Object.keys(old), Object.keys(fresh))) compare(id, own(old, id), own(fresh, id));
}

/** The new order, with what is gone after what it followed. */
function mergedOrder(old: readonly string[], fresh: readonly string[]): string[] {
  const kept = new Set(fresh);
  const gone = new Map<string | null, string[]>();
  let anchor: string | null = null;
  for (const id of old) {
    if (kept.has(id)) anchor = id;
    else gone.set(anchor, [...(gone.get(anchor) ?? []), id]);
  }
  return [...(gone.get(null) ?? []), ...fresh.flatMap((id) => [id, ...(gone.get(id) ?? [])])];
}

const own = (map: Fields, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);
const inside = (value: unknown, key: string): unknown => (isMap(value) ? own(value, key) : undefined);

function without(value: unknown, key: string | undefined): unknown {
  if (key === undefined || !isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== key));
}

function compareEntity(kind: EntityKind, id: string, before: unknown, after: unknown, changes: EntityChange[]): void {
  const leaves: LeafChange[] = [];
  compareValues([], before, after, leaves);
  const change = before === undefined ? "added" : after === undefined ? "removed" : "changed";
  if (leaves.length > 0 || before === undefined || after === undefined) changes.push({ kind, id, change, leaves });
}

function compareValues(path: Path, before: unknown, after: unknown, leaves: LeafChange[]): void {
  if (same(before, after)) return;
  if (fitsMap(before) && fitsMap(after) && (isMap(before) || isMap(after))) {
    const [old, fresh] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
    const keys = mergedOrder(Object.keys(old), Object.keys(fresh));
    if (keys.length === 0) leaves.push({ path: writePath(path), before, after });
    for (const key of keys) compareValues([...path, key], own(old, key), own(fresh, key), leaves);
    return;
  }
  const keyed = keyedLists(before, after);
  if (keyed === null) leaves.push({ path: writePath(path), before, after });
  else compareLists(path, keyed, leaves);
}

type Keyed = { before: Map<string, unknown>; after: Map<string, unknown> };

/** Lists of named things (coverage rules, bundles, layers) are compared by name, so that a rule put in front changes one rule. */
function keyedLists(before: unknown, after: unknown): Keyed | null {
  const lists = [before ?? [], after ?? []];
  if (!lists.every((list) => Array.isArray(list)) || lists.every((list) => list.length === 0)) return null;
  for (const key of ["id", "name", "date"]) {
    const [old, fresh] = lists.map((list) => new Map(list.map((item) => [String(isMap(item) ? item[key] : undefined), item] as const)));
    const isKeyed = lists.every((list) => list.every((item) => isMap(item) && typeof item[key] === "string"));
    if (isKeyed && old?.size === lists[0]?.length && fresh?.size === lists[1]?.length) return { before: old!, after: fresh! };
  }
  return null;
}

function compareLists(path: Path, { before, after }: Keyed, leaves: LeafChange[]): void {
  for (const key of mergedOrder([...before.keys()], [...after.keys()])) {
    const step = [...path.slice(0, -1), `${path.at(-1) ?? ""}[${key}]`];
    compareValues(step, before.get(key), after.get(key), leaves);
  }
  const oldOrder = [...before.keys()].filter((key) => after.has(key));
  const newOrder = [...after.keys()].filter((key) => before.has(key));
  if (!same(oldOrder, newOrder)) leaves.push({ path: `${writePath(path)} (order)`, before: [...before.keys()], after: [...after.keys()] });
}

const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const fitsMap = (value: unknown): boolean => value === undefined || isMap(value);

/** Equal as documents: key order and absent keys do not count. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => same(each, b[i]));
  if (!isMap(a) || !isMap(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(own(a, key), own(b, key)));
}

const signs = { added: "+", removed: "-", changed: "~" } as const;

/** The changes as lines for a terminal: one per entity, its changed leaves indented below as `path: old → new`. */
export function writeDiff(diff: ModelDiff): string[] {
  return diff.changes.flatMap(({ kind, id, change, leaves }) => [
    `${signs[change]} ${id === "" ? kind : `${kind} ${id}`}`,
    ...(change === "changed" ? leaves.map(({ path, before, after }) => `    ${path}: ${writeLeaf(before)} → ${writeLeaf(after)}`) : []),
  ]);
}

function writeLeaf(value: unknown): string {
  if (value === undefined) return "(none)";
  if (Array.isArray(value)) return `[${value.map(writeLeaf).join(", ")}]`;
  return isMap(value)
    ? `{${Object.entries(value)
        .map(([key, each]) => `${key}: ${writeLeaf(each)}`)
        .join(", ")}}`
    : String(value);
}

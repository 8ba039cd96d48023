/** Writes a model as canonical YAML: the same document always gives the same text, and reading it gives the document back. */
import { isScalar, isSeq, visit, Document as YamlDocument } from "yaml";
import type { z } from "zod";
import type { Document } from "#core/model/document.ts";
import { documentSchema } from "#core/model/schema.ts";
import { definitionOf, unwrap } from "#core/model/schema-place.ts";

const widest = 120;

/**
 * Keys stand in the order of the types, entries of maps (customers, teams, …) in the order of the document. Comments of the text that
 * was once read are not part of a document and are not written.
 */
export const writeModel = (document: Document): string => writePart(inOrder(document, documentSchema));

/** Any part of a model in the same style, its keys in the order in which they are given. */
export function writePart(value: unknown): string {
  const yaml = new YamlDocument(value, { aliasDuplicateObjects: false });
  visit(yaml, {
    Pair: (_key, { key }) => {
      // Tiers as keys: reading takes keys as text however they are written, and `1: desk` is how people write them.
      if (isScalar(key) && typeof key.value === "string" && /^[1-9]$/.test(key.value)) key.value = Number(key.value);
    },
    Seq: (_key, node) => {
      // Short lists of words read best in one line: [customer, vendor].
      if (node.items.every((item) => isShort(item)) || node.items.every((item) => isSeq(item))) node.flow = true;
    },
    Map: (_key, node) => {
      if (node.items.every(({ key }) => isScalar(key) && (key.value === "amount" || key.value === "currency"))) node.flow = true;
    },
  });
  return yaml.toString({ lineWidth: widest, flowCollectionPadding: false, minContentWidth: 0 });
}

/** A part of a model in one line: `[a, b]`, `{for: 4h}`. */
export function writeFlow(value: unknown): string {
  const yaml = new YamlDocument(value, { aliasDuplicateObjects: false });
  visit(yaml, {
    Collection: (_key, node) => {
      node.flow = true;
    },
  });
  return yaml.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

const isShort = (item: unknown): boolean => isScalar(item) && String(item.value).length <= 40 && !String(item.value).includes("\n");

function inOrder(value: unknown, schema: z.ZodType): unknown {
  const plain = unwrap(schema);
  const { type, shape, keyType, valueType, element, options, items } = definitionOf(plain);
  if (Array.isArray(value)) return value.map((each, i) => inOrder(each, element ?? items?.[i] ?? plain));
  if (typeof value !== "object" || value === null) return value;
  const map = value as Record<string, unknown>;
  if (type === "union") {
    const option = (options ?? []).find((each) => each.safeParse(value).success);
    return option === undefined ? value : inOrder(value, option);
  }
  if (type === "object" && shape !== undefined) return pick(map, Object.keys(shape), (key) => shape[key]);
  if (type === "record" && keyType !== undefined) {
    const order = Object.values(definitionOf(keyType).entries ?? {});
    return pick(map, order.length > 0 ? order : Object.keys(map), () => valueType);
  }
  return value;
}

function pick(
  map: Record<string, unknown>,
  keys: readonly string[],
  schemaOf: (key: string) => z.ZodType | undefined,
): Record<string, unknown> {
  const ordered: Record<string, unknown> = {};
  for (const key of keys) {
    const schema = schemaOf(key);
    if (Object.hasOwn(map, key) && map[key] !== undefined) ordered[key] = schema === undefined ? map[key] : inOrder(map[key], schema);
  }
  return ordered;
}

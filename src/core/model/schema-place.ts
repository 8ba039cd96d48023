/** What the schema says at a place of the document: which keys may stand there, and what to write. */
import type { z } from "zod";
import type { Path } from "#core/model/problem.ts";
import { documentSchema } from "#core/model/schema.ts";

/** The parts of a zod definition that are walked here. */
type Definition = {
  type: string;
  shape?: Record<string, z.ZodType>;
  keyType?: z.ZodType;
  valueType?: z.ZodType;
  element?: z.ZodType;
  innerType?: z.ZodType;
  getter?: () => z.ZodType;
  options?: z.ZodType[];
  items?: z.ZodType[];
  entries?: Record<string, string>;
};

export const definitionOf = (schema: z.ZodType): Definition => schema.def as unknown as Definition;

/** Without what only wraps it: optional, lazy. The description of the outermost wrapper stays with the caller. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { type, innerType, getter } = definitionOf(schema);
  if (type === "optional" && innerType !== undefined) return unwrap(innerType);
  if (type === "lazy" && getter !== undefined) return unwrap(getter());
  return schema;
}

/** Every schema that a value at this path may have; several where alternatives meet. */
function schemasAt(path: Path): z.ZodType[] {
  let here: z.ZodType[] = [documentSchema];
  for (const step of path) here = here.flatMap((schema) => stepInto(schema, step));
  return here;
}

function stepInto(schema: z.ZodType, step: string | number): z.ZodType[] {
  const plain = unwrap(schema);
  const { type, shape, valueType, element, options, items } = definitionOf(plain);
  if (type === "object") return shape !== undefined && Object.hasOwn(shape, step) ? [shape[step]!] : [];
  if (type === "record") return valueType === undefined ? [] : [valueType];
  if (type === "array") return element === undefined ? [] : [element];
  if (type === "tuple") return items?.[Number(step)] === undefined ? [] : [items[Number(step)]!];
  return type === "union" ? (options ?? []).flatMap((option) => stepInto(option, step)) : [];
}

/** Keys that may stand in the map at this path, in the order in which they are usually written. */
export function keysAt(path: Path): string[] {
  const keysOf = (schema: z.ZodType): string[] => {
    const { type, shape, keyType, options } = definitionOf(unwrap(schema));
    if (type === "object") return Object.keys(shape ?? {});
    if (type === "record" && keyType !== undefined) return Object.values(definitionOf(keyType).entries ?? {});
    return type === "union" ? (options ?? []).flatMap(keysOf) : [];
  };
  return [...new Set(schemasAt(path).flatMap(keysOf))];
}

/** The description and the first example at this path, for a person who has to write it. */
export function describeAt(path: Path): { description: string | null; example: string | null } {
  const metas = schemasAt(path).flatMap((schema) => [schema.meta(), unwrap(schema).meta()]);
  const description = metas.find((meta) => meta?.description !== undefined)?.description ?? null;
  const example = metas.map((meta) => (Array.isArray(meta?.examples) ? meta.examples[0] : undefined)).find((each) => each !== undefined);
  return { description, example: example === undefined ? null : typeof example === "string" ? example : JSON.stringify(example) };
}

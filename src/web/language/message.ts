/**
 * Messages as they are written (ICU MessageFormat) and as pages use them: a message without arguments is its text, one with arguments a
 * function of one object. Which arguments it takes is read from the text itself, so that a forgotten one is a fault of types.
 */
import { IntlMessageFormat } from "intl-messageformat";

export type MessageValue = string | number | Date;

type Kind = "plural" | "selectordinal" | "number" | "date" | "time";

/** `{count, plural, one {# ticket} other {# tickets}}` names `count`; what stands in the branches has a space or `#` in it and names nothing. */
type Named<Head extends string> = Head extends `${infer Name}, ${Kind}${string}`
  ? Name
  : Head extends `${string}${" " | "#" | "{" | ","}${string}` | ""
    ? never
    : Head;

type Names<Text extends string> = Text extends `${string}{${infer Rest}`
  ? (Rest extends `${infer Head}}${string}` ? Named<Head> : never) | Names<Rest>
  : never;

type Written<Text extends string> = [Names<Text>] extends [never]
  ? string
  : (values: { readonly [Name in Names<Text>]: MessageValue }) => string;

/** What pages get of a tree of messages. */
export type Compiled<Tree> = Tree extends string
  ? string extends Tree
    ? string
    : Written<Tree>
  : Tree extends (...values: never[]) => unknown
    ? Tree
    : { readonly [Key in keyof Tree]: Compiled<Tree[Key]> };

/** What another language has to bring for a tree of English messages: the same keys. */
export type Translation<Tree> = Tree extends string
  ? string
  : Tree extends (...values: never[]) => unknown
    ? Tree
    : { readonly [Key in keyof Tree]: Translation<Tree[Key]> };

/** Messages ready to be used, in the plurals and figures of `locale`. A message is parsed when it is first needed. */
export function compile<Tree extends object>(tree: Tree, locale: string): Compiled<Tree> {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, compileOne(value, locale)])) as Compiled<Tree>;
}

function compileOne(value: unknown, locale: string): unknown {
  if (typeof value === "object" && value !== null) return compile(value, locale);
  if (typeof value !== "string" || !value.includes("{")) return value;
  let format: IntlMessageFormat | null = null;
  return (values: Record<string, MessageValue>): string => {
    format ??= new IntlMessageFormat(value, locale);
    return String(format.format(values));
  };
}

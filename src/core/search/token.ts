/** A query cut into its parts: where each stands, what is in front of it, behind it and inside of its quotes. */

export type Comparison = ":" | "<" | ">";

/** A stretch of the text, `to` exclusive. */
export type Place = { readonly from: number; readonly to: number };

export type Value = Place & { readonly text: string; readonly isQuoted: boolean };

export type Token = Place & {
  readonly isNegated: boolean;
  /** As written; null for words, a quotation or a number. */
  readonly name: (Place & { readonly text: string }) | null;
  readonly comparison: Comparison | null;
  /** Behind the comparison, separated by commas; of words without a field: one. */
  readonly values: readonly Value[];
  /** A quotation in it does not end. */
  readonly isUnclosed: boolean;
};

const named = /^([A-Za-z][A-Za-z-]{0,30})([:<>])(?!\/\/)/;
const isSpace = (character: string | undefined): boolean => character !== undefined && /\s/u.test(character);

/** Never throws, and reads every character: what is not space belongs to exactly one token. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at])) {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.to;
  }
  return tokens;
}

function tokenAt(text: string, from: number): Token {
  const isNegated = text[from] === "-" && from + 1 < text.length && !isSpace(text[from + 1]);
  const start = isNegated ? from + 1 : from;
  const field = named.exec(text.slice(start, start + 40));
  if (field === null) {
    const value = valueAt(text, start, false);
    return { from, to: value.to, isNegated, name: null, comparison: null, values: [value], isUnclosed: value.isUnclosed };
  }
  const [whole, name = "", comparison] = field;
  const values: Value[] = [];
  let at = start + whole.length;
  let isUnclosed = false;
  for (;;) {
    const value = valueAt(text, at, true);
    values.push(value);
    isUnclosed ||= value.isUnclosed;
    at = value.to;
    if (text[at] !== ",") break;
    at += 1;
  }
  const place = { from: start, to: start + name.length, text: name };
  return { from, to: at, isNegated, name: place, comparison: comparison as Comparison, values, isUnclosed };
}

/** A quotation, or everything up to the next space (of a field's values also up to the next comma). */
function valueAt(text: string, from: number, isListed: boolean): Value & { isUnclosed: boolean } {
  if (text[from] === '"') {
    const end = text.indexOf('"', from + 1);
    const isUnclosed = end < 0;
    const inner = text.slice(from + 1, isUnclosed ? text.length : end);
    return { from, to: isUnclosed ? text.length : end + 1, text: inner, isQuoted: true, isUnclosed };
  }
  let to = from;
  // A quotation mark ends a word, except the first character of one that could not begin a quotation.
  while (to < text.length && !isSpace(text[to]) && text[to] !== '"' && !(isListed && text[to] === ",")) to += 1;
  return { from, to, text: text.slice(from, to), isQuoted: false, isUnclosed: false };
}

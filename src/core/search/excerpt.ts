/** The place of a text that shows why it was found, with what to mark in it. */

/** `from` inclusive, `to` exclusive. */
export type Mark = { readonly from: number; readonly to: number };
export type Excerpt = { readonly excerpt: string; readonly marks: readonly Mark[] };

const word = /[\p{L}\p{N}](?:[\p{L}\p{N}._@-]*[\p{L}\p{N}])?/gu;
/** Stems of fewer letters mark only the very word. */
const shortestStem = 4;

/** Without case and accents. */
export const plainWord = (text: string): string =>
  // What has none is most of what there is.
  isAscii.test(text) ? text.toLowerCase() : text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

const isAscii = /^[ -~]*$/;

/** A lexeme of a dictionary as the beginning that its words share: `happi` marks happy and happiness. */
export const stemOf = (lexeme: string): string => {
  const plain = plainWord(lexeme);
  return plain.length > shortestStem && /[iy]$/.test(plain) ? plain.slice(0, -1) : plain;
};

type Place = Mark & { readonly stem: number };

function placesIn(text: string, stems: readonly string[]): Place[] {
  const places: Place[] = [];
  for (const match of text.matchAll(word)) {
    const plain = plainWord(match[0]);
    const stem = stems.findIndex((each) => plain === each || (each.length >= shortestStem && plain.startsWith(each)));
    if (stem >= 0) places.push({ from: match.index, to: match.index + match[0].length, stem });
  }
  return places;
}

/**
 * Of several texts the one that has the most of the words, and of it the stretch of about `length` characters that does; the beginning
 * of the first text when none has any. Ends are at words, an ellipsis says where something is left out.
 */
export function excerptOf(texts: readonly string[], stems: readonly string[], length = 180): Excerpt {
  let best: { text: string; places: Place[]; start: number; score: number } | null = null;
  for (const text of texts) {
    const places = placesIn(text, stems);
    for (const [at, { from }] of places.entries()) {
      const within = places.slice(at, at + 40).filter(({ to }) => to <= from + length);
      const score = new Set(within.map(({ stem }) => stem)).size * 100 + within.length;
      if (best === null || score > best.score) best = { text, places, start: from, score };
    }
  }
  if (best === null) return cut(texts.find((text) => text.trim() !== "") ?? "", 0, length, []);
  // A little of what stands before it, so that it reads as a sentence.
  return cut(best.text, Math.max(0, best.start - Math.floor(length / 4)), length, best.places);
}

function cut(text: string, from: number, length: number, places: readonly Place[]): Excerpt {
  let start = from;
  while (start > 0 && start < text.length && !/\s/u.test(text[start - 1] ?? "") && start > from - 20) start -= 1;
  let end = Math.min(text.length, start + length);
  while (end < text.length && end > start + length - 20 && !/\s/u.test(text[end] ?? "")) end -= 1;
  if (isInsidePair(text, start)) start -= 1;
  if (isInsidePair(text, end)) end += 1;
  const before = start > 0 ? "…" : "";
  const excerpt = `${before}${text.slice(start, end).replaceAll(/\s/gu, " ").trimEnd()}${end < text.length ? "…" : ""}`;
  const shift = before.length - start;
  const marks = places
    .filter((place) => place.from >= start && place.to <= end)
    .map((place) => ({ from: place.from + shift, to: place.to + shift }));
  return { excerpt, marks };
}

/** A character beyond the first plane is two units, which must not be parted. */
const isInsidePair = (text: string, at: number): boolean => at > 0 && at < text.length && /[\uD800-\uDBFF]/.test(text[at - 1] ?? "");

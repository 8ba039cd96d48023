/** What people copy from screens: numbers of tickets elsewhere, error codes, hosts, addresses, versions. Words of no language. */

/** Runs of letters, digits and the signs inside of identifiers, beginning and ending with a letter or digit. */
const candidates = /[\p{L}\p{N}](?:[\p{L}\p{N}._:@/\\-]{0,78}[\p{L}\p{N}])?/gu;
const mostPerText = 200;

/**
 * The identifiers of a text in lower case, each once, in order: `err-4711`, `inc0000045`, `db01.acme.internal`, `10.0.0.7`. A word with
 * a digit is one, and so is one with a dot, an underscore or an @ inside. At most 200, each at most 80 characters.
 */
export function identifiersOf(text: string): string[] {
  const found = new Set<string>();
  for (const [candidate] of text.matchAll(candidates)) {
    for (const part of partsOf(candidate)) {
      if (!isIdentifier(part)) continue;
      found.add(part.toLowerCase());
      if (found.size === mostPerText) return [...found];
    }
  }
  return [...found];
}

/** A path is its pieces: `/api/v2/orders.json` holds `v2` and `orders.json`. */
const partsOf = (candidate: string): string[] => (/[/\\:]/.test(candidate) ? candidate.split(/[/\\:]+/) : [candidate]);

function isIdentifier(part: string): boolean {
  if (part.length < 3 || part.length > 80) return false;
  if (/\p{L}/u.test(part)) return /\p{N}|[._@]/u.test(part);
  // Digits alone: long enough to name something, or with dots as in an address.
  return part.length >= 4;
}

/** Which entries a few typed letters mean, best first. Pure. */

export type Matched = { readonly label: string; readonly hint?: string | undefined; readonly words?: string | undefined };

/** Without case and accents: "echeance" finds « Échéance ». */
export const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** How well it fits, smaller is better; null when some word is not in it. The label counts before what stands beside it. */
export function closeness({ label, hint = "", words = "" }: Matched, typed: string): number | null {
  const sought = plain(typed).split(/\s+/).filter(Boolean);
  const [name, rest] = [plain(label), plain(`${hint} ${words}`)];
  let sum = 0;
  for (const word of sought) {
    const at = name.indexOf(word);
    if (at === 0) continue;
    if (at > 0) sum += /[\p{L}\p{N}]/u.test(name[at - 1]!) ? 2 : 1;
    else if (rest.includes(word)) sum += 3;
    else return null;
  }
  return sum;
}

/** Those that fit, best first; equal ones in their given order. */
export function fitting<Item extends Matched>(items: readonly Item[], typed: string, most: number): Item[] {
  if (typed.trim() === "") return items.slice(0, most);
  return items
    .flatMap((item) => {
      const sum = closeness(item, typed);
      return sum === null ? [] : [{ item, sum }];
    })
    .sort((a, b) => a.sum - b.sum)
    .slice(0, most)
    .map(({ item }) => item);
}

/** A mention as Markdown: `[@Diego Paredes](mention:diego)`, a link whose text anybody can read. Pure. */

export type Mentionable = { key: string; name: string; hint?: string | undefined };

export const mentionLink = ({ key, name }: Pick<Mentionable, "key" | "name">): string =>
  `[@${name.replaceAll(/[[\]\\]/g, "")}](mention:${encodeURIComponent(key).replaceAll(/[()]/g, (each) => (each === "(" ? "%28" : "%29"))})`;

export const mentionPattern = /^\[@([^\][]{1,200})\]\(mention:([^\s()]{1,300})\)/;

/** Keys of those who are mentioned in a text, each once, in order. */
export function mentionsIn(markdown: string): string[] {
  const keys = [...markdown.matchAll(/\[@[^\][]{1,200}\]\(mention:([^\s()]{1,300})\)/g)].map(([, key = ""]) => keyOf(key));
  return [...new Set(keys)].filter((key) => key !== "");
}

/** What was percent-encoded by `mentionLink`; as it stands where somebody wrote nonsense. */
export function keyOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** The first few whose name or key fits what was typed, names that begin with it first. */
export function fitting(all: readonly Mentionable[], typed: string, most = 8): Mentionable[] {
  const wanted = plain(typed);
  const scored = all.flatMap((each) => {
    const name = plain(each.name);
    const place = name.startsWith(wanted)
      ? 0
      : name.includes(` ${wanted}`)
        ? 1
        : name.includes(wanted) || plain(each.key).startsWith(wanted)
          ? 2
          : null;
    return place === null ? [] : [{ each, place }];
  });
  return scored
    .sort((a, b) => a.place - b.place || a.each.name.localeCompare(b.each.name))
    .slice(0, most)
    .map(({ each }) => each);
}

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

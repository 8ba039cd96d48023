/** An article's address: words of its title, so that a link says where it leads. */
import { Refusal } from "#core/refusal.ts";

const longest = 80;
const wellFormed = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** `¿Por qué se rechazó?` becomes `por-que-se-rechazo`; "article" when the title has no letter or digit that an address may hold. */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  let slug = "";
  for (const word of words) {
    const next = slug === "" ? word : `${slug}-${word}`;
    if (next.length > longest) break;
    slug = next;
  }
  return slug === "" ? (words[0]?.slice(0, longest) ?? "article") : slug;
}

/** Refuses `bad-slug` for what is no address. */
export function requireSlug(slug: string): void {
  if (slug.length <= longest && wellFormed.test(slug)) return;
  throw new Refusal(
    "bad-slug",
    `"${slug}" is no address of an article: write small letters, digits and hyphens between them, ${longest} at most.`,
    { slug, longest },
  );
}

/** Markdown without its signs: what is searched, and how a list shows the beginning of an article. */

/** Words alone, on one line: headings, lists, emphasis, links and images lose their signs, code keeps its text. */
export function plainText(markdown: string): string {
  return markdown
    .replaceAll(/^(`{3,}|~{3,}).*$/gm, " ")
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^\s{0,3}(#{1,6}|>|[-*+]|\d{1,3}[.)])\s+/gm, "")
    .replaceAll(/^\s*\|?(\s*:?-{3,}:?\s*\|?)+\s*$/gm, " ")
    .replaceAll(/[|]/g, " ")
    .replaceAll(/(?<![\p{L}\p{N}])[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?![\p{L}\p{N}])/gu, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The beginning of a text, cut between words, with an ellipsis where it goes on. */
export function beginningOf(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const cut = text.slice(0, longest);
  const space = cut.lastIndexOf(" ");
  return `${(space > longest / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:.]+$/, "")} …`;
}

/** The first paragraph that is prose: what tells whether to read on. Headings are left out. */
export function leadOf(markdown: string, longest = 220): string {
  const prose = markdown.split(/\n{2,}/).find((block) => block.trim() !== "" && !/^\s*(#|```|~~~|\||---)/.test(block));
  return beginningOf(plainText(prose ?? markdown), longest);
}

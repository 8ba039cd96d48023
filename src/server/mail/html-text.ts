/** The words of an HTML letter as plain text: quotes marked, pictures of the letter itself named by their Content-ID. */
import type { convert as Convert, FormatCallback } from "html-to-text";

/** A letter of more is a page; the raw message has it whole. */
const longestHtml = 1_500_000;

const picture: FormatCallback = (element, _, builder) => {
  const source = String(element.attribs?.src ?? "");
  if (/^cid:/i.test(source)) builder.addInline(`[cid:${source.slice(4).replaceAll(/[\s[\]]/g, "")}]`);
};

let converting: Promise<typeof Convert> | null = null;

/** Loaded with the first letter that has no plain words. */
export async function htmlToText(html: string): Promise<string> {
  converting ??= import("html-to-text").then(({ convert }) => convert);
  const convert = await converting;
  return convert(html.slice(0, longestHtml), {
    wordwrap: false,
    formatters: { picture },
    limits: { maxInputLength: longestHtml, maxDepth: 120, maxChildNodes: 20_000 },
    selectors: [
      { selector: "img", format: "picture" },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, ignoreHref: false, noAnchorUrl: true, linkBrackets: ["<", ">"] } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: "table", options: { uppercaseHeaderCells: false } },
      ...["style", "script", "head", "title"].map((selector) => ({ selector, format: "skip" })),
    ],
  });
}

/**
 * Words of others as safe elements: Markdown (CommonMark, its raw HTML shown as text) or foreign HTML, sanitised; quotes folded, images of
 * ours inline, other people's images as links, since loading them would tell their owner who reads.
 */
import DOMPurify from "dompurify";
import markdownIt from "markdown-it";

export type TextFormat = "markdown" | "html";

export type MarkdownWords = { quoted: string; image: string };

export type MarkdownOptions = {
  /** The level that the first kind of heading gets, so that the page's outline stays whole. */
  headings: number;
  words: MarkdownWords;
  /** Quotes of earlier messages are folded (default); an article's quotes are its own words. */
  isFolding?: boolean;
};

const reader = markdownIt({ html: false, linkify: true, breaks: true });
reader.linkify.set({ fuzzyLink: false });

const tags = [
  ...["p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "i", "u", "s", "del", "ins", "sub", "sup", "code", "pre"],
  ...["blockquote", "ul", "ol", "li", "a", "img", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "div", "span", "dl", "dt", "dd"],
];

/** `class` is read to find a mail program's quote, and then taken away. */
const attributes = ["href", "src", "alt", "title", "start", "colspan", "rowspan", "align", "dir", "class", "type"];
const addresses = /^(?:https?:|mailto:|tel:|mention:|\/(?!\/)|#)/i;

/** Images that we serve ourselves. */
const own = /^\/api\/v1\/attachments\/[\w-]+$/;

/** Fresh elements of a text, to be put into the page. */
export function elementsOf(text: string, format: TextFormat, options: MarkdownOptions): DocumentFragment {
  const written = format === "html" ? text : reader.render(text);
  const fragment = DOMPurify.sanitize(written, {
    ALLOWED_TAGS: tags,
    ALLOWED_ATTR: attributes,
    ALLOWED_URI_REGEXP: addresses,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  const page = fragment.ownerDocument;
  for (const link of fragment.querySelectorAll("a")) dressLink(link, page);
  for (const image of fragment.querySelectorAll("img")) dressImage(image, page, options.words);
  for (const table of fragment.querySelectorAll("table")) frameTable(table, page);
  level(fragment, page, options.headings);
  if (options.isFolding !== false) foldQuotes(fragment, page, options.words);
  for (const element of fragment.querySelectorAll("[class]")) element.removeAttribute("class");
  for (const block of fragment.querySelectorAll("p, li, h1, h2, h3, h4, h5, h6, td, th, blockquote")) block.setAttribute("dir", "auto");
  return fragment;
}

function replaceTag(element: Element, tag: string, page: Document): HTMLElement {
  const next = page.createElement(tag);
  next.append(...element.childNodes);
  element.replaceWith(next);
  return next;
}

function dressLink(link: HTMLAnchorElement, page: Document): void {
  const href = link.getAttribute("href") ?? "";
  if (href.startsWith("mention:")) {
    const mention = replaceTag(link, "span", page);
    mention.dataset.mention = decodeURIComponent(href.slice("mention:".length));
    return;
  }
  if (/^https?:/i.test(href)) {
    link.target = "_blank";
    link.rel = "noopener noreferrer nofollow";
  }
}

function dressImage(image: HTMLImageElement, page: Document, words: MarkdownWords): void {
  const source = image.getAttribute("src") ?? "";
  if (own.test(source)) {
    image.loading = "lazy";
    image.alt ||= words.image;
    const link = page.createElement("a");
    link.href = source;
    link.target = "_blank";
    link.rel = "noopener";
    // A link within a link would be none: the image then stays what the link shows.
    if (image.closest("a") !== null) return;
    image.replaceWith(link);
    link.append(image);
    return;
  }
  const name = image.alt === "" ? words.image : image.alt;
  if (!/^https?:/i.test(source) || image.closest("a") !== null) {
    image.replaceWith(page.createTextNode(name));
    return;
  }
  const link = page.createElement("a");
  link.href = source;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  link.textContent = name;
  image.replaceWith(link);
}

/** A wide table scrolls by itself, also by keyboard. */
function frameTable(table: HTMLTableElement, page: Document): void {
  const frame = page.createElement("div");
  frame.dataset.frame = "table";
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}

/** The headings' own order is kept, none deeper than one below the one before. */
function level(fragment: DocumentFragment, page: Document, base: number): void {
  const found = [...fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const used = [...new Set(found.map(({ tagName }) => tagName))].sort();
  let before = base - 1;
  for (const heading of found) {
    before = Math.min(base + used.indexOf(heading.tagName), before + 1, 6);
    replaceTag(heading, `h${before}`, page);
  }
}

/** What mail programs put around what is quoted below an answer. */
const mailQuotes = ".gmail_quote, .yahoo_quoted, .moz-cite-prefix + blockquote, blockquote[type=cite]";
const longQuote = 240;

/** Long quotes, and the one below an answer, are one line until somebody wants them. */
function foldQuotes(fragment: DocumentFragment, page: Document, words: MarkdownWords): void {
  const marked = new Set<Element>(fragment.querySelectorAll(mailQuotes));
  const outer = [...fragment.querySelectorAll("blockquote, .gmail_quote, .yahoo_quoted")].filter(
    (each) => each.parentElement?.closest("blockquote, .gmail_quote, .yahoo_quoted") == null,
  );
  const last = fragment.lastElementChild;
  for (const quote of outer) {
    const isBelow = quote === last && quote !== fragment.firstElementChild;
    if (!marked.has(quote) && !isBelow && (quote.textContent ?? "").length < longQuote) continue;
    const fold = page.createElement("details");
    const summary = page.createElement("summary");
    summary.textContent = words.quoted;
    quote.replaceWith(fold);
    fold.append(summary, quote);
  }
}

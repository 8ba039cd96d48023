/** Words of a ticket as a letter has them: Markdown, or what came as HTML, as safe HTML with inline styles and as plain text. */
import type markdownIt from "markdown-it";
import type { TextFormat } from "#core/ticket/ticket.ts";
import { escaped, paragraphsOf } from "#server/channels/email/letter-page.ts";
import { htmlToText } from "#server/mail/html-text.ts";

export type LetterText = { html: string; text: string };

export type TextFrame = {
  publicUrl: string;
  /** The Content-ID under which the letter brings a file of ours that the text shows; null when it does not. */
  contentIdOf(fileId: string): string | null;
  /** What stands for a picture where none can be shown. */
  pictureWords(name: string): string;
};

type Reader = ReturnType<typeof markdownIt>;
type Token = Parameters<Reader["renderer"]["render"]>[0][number];
type Env = { frame: TextFrame; isPlain: boolean };

let reading: Promise<Reader> | null = null;

/** Loaded with the first letter. The same options as the interface's, so that a letter shows what the page shows. */
function openReader(): Promise<Reader> {
  reading ??= import("markdown-it").then(({ default: create }) => {
    const reader = create({ html: false, linkify: true, breaks: true });
    reader.linkify.set({ fuzzyLink: false });
    reader.renderer.rules.image = (tokens, index, _options, env) => pictureOf(tokens[index]!, env as Env);
    return reader;
  });
  return reading;
}

const ownFile = /^\/api\/v1\/attachments\/([\w-]+)$/;

/** Other people's pictures are links: loading them would tell their owner who reads. */
function pictureOf(token: Token, { frame, isPlain }: Env): string {
  const { content } = token;
  const source = String(token.attrGet("src") ?? "");
  const fileId = ownFile.exec(source)?.[1];
  const words = escaped(frame.pictureWords(content));
  if (fileId === undefined) return /^https?:/i.test(source) ? `<a href="${escaped(source)}">${escaped(content) || words}</a>` : words;
  const contentId = isPlain ? null : frame.contentIdOf(fileId);
  if (contentId === null) return words;
  return `<img src="cid:${escaped(contentId)}" alt="${escaped(content)}" style="max-width:100%;height:auto">`;
}

const styles: Readonly<Record<string, string>> = {
  p: "margin:0 0 16px",
  ul: "margin:0 0 16px;padding-left:24px",
  ol: "margin:0 0 16px;padding-left:24px",
  blockquote: "margin:0 0 16px;padding-left:12px;border-left:2px solid #d3dcdb;color:#46595d",
  pre: "margin:0 0 16px;padding:10px 12px;background:#f1f4f3;font-size:14px;white-space:pre-wrap;word-break:break-word",
  code: "font-family:ui-monospace,SFMono-Regular,Consolas,monospace",
  table: "margin:0 0 16px;border-collapse:collapse",
  th: "padding:4px 8px;border:1px solid #d3dcdb;text-align:left",
  td: "padding:4px 8px;border:1px solid #d3dcdb",
};

export async function letterText(written: string, format: TextFormat, frame: TextFrame): Promise<LetterText> {
  if (format === "html") {
    const text = (await htmlToText(written)).trim();
    return { text, html: paragraphsOf(escaped(text)).join("") };
  }
  const reader = await openReader();
  const render = (isPlain: boolean): string =>
    reader
      .render(written, { frame, isPlain } satisfies Env)
      // Somebody of ours who was asked to look: their name, and no address.
      .replaceAll(/<a href="mention:[^"]*">(.*?)<\/a>/gs, "$1")
      .replaceAll('href="/', `href="${escaped(frame.publicUrl)}/`);
  const html = render(false).replaceAll(/<([a-z]+)>/g, (tag, name: string) => {
    const style = styles[name];
    return style === undefined ? tag : `<${name} style="${style}">`;
  });
  return { html, text: await plainText(render(true)) };
}

/** As one would have typed it: tables in columns, code as it stands. */
async function plainText(html: string): Promise<string> {
  const { convert } = await import("html-to-text");
  const text = convert(html, {
    wordwrap: false,
    selectors: [
      { selector: "table", format: "dataTable", options: { uppercaseHeaderCells: false, maxColumnWidth: 60 } },
      { selector: "a", options: { hideLinkHrefIfSameAsText: true, linkBrackets: ["<", ">"] } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  });
  return text.replaceAll(/\n{3,}/g, "\n\n").trim();
}

/** The same as a quote in plain text. */
export const quotedText = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" || line.startsWith(">") ? `>${line}` : `> ${line}`))
    .join("\n");

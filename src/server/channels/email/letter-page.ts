/** The frame of our letters as HTML: one narrow column, inline styles, no picture from elsewhere. What comes in is HTML already. */
import type { Language } from "#core/model/document.ts";

export type LetterFrame = {
  language: Language;
  /** Becomes the document's title; not shown. */
  title: string;
  /** Whose letter it is, at its head; a letter of the installation itself has none. */
  brand?: { name: string; accent: string | null; logo: string | null };
  parts: readonly string[];
  /** Small, below a line. */
  footer?: readonly string[];
  /** Below everything: what was said before. */
  after?: string;
};

const ink = "#10262b";
const quiet = "#46595d";
const line = "#d3dcdb";
const houseAccent = "#0b5c69";
const font = "system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** Blank lines part paragraphs, single ones break them. */
export const paragraphsOf = (html: string): string[] =>
  html
    .trim()
    .split(/\n\s*\n/)
    .filter((each) => each.trim() !== "")
    .map((each) => `<p style="margin:0 0 16px">${each.replaceAll("\n", "<br>")}</p>`);

/** The address stands below the button too: some readers of mail show no buttons. `accent` is readable under white. */
export const linkButton = (link: string, label: string, accent: string | null = null): string[] => [
  `<p style="margin:24px 0 8px"><a href="${escaped(link)}" style="display:inline-block;background:${accent ?? houseAccent};color:#ffffff;` +
    `padding:12px 20px;border-radius:4px;text-decoration:none;font-weight:600">${escaped(label)}</a></p>`,
  `<p style="margin:0 0 16px;font-size:13px;color:${quiet};word-break:break-all">${escaped(link)}</p>`,
];

export const quietLine = (html: string): string => `<p style="margin:0 0 8px;font-size:13px;line-height:1.45;color:${quiet}">${html}</p>`;

/** What was said before, set apart as programs for mail do it, so that ours folds it as well. */
export const quoted = (attribution: string, html: string): string =>
  `<div style="margin:24px 0 0;color:${quiet};font-size:14px"><p style="margin:0 0 8px">${attribution}</p>` +
  `<blockquote type="cite" style="margin:0;padding:0 0 0 12px;border-left:2px solid ${line}">${html}</blockquote></div>`;

export function frameOf({ language, title, brand, parts, footer = [], after = "" }: LetterFrame): string {
  const accent = brand?.accent ?? houseAccent;
  const logo =
    brand?.logo === null || brand === undefined
      ? ""
      : `<img src="${brand.logo}" alt="" height="32" style="height:32px;width:auto;border:0;vertical-align:middle;margin-right:10px">`;
  const head =
    brand === undefined
      ? ""
      : `<div style="padding:20px 24px 16px;border-bottom:3px solid ${accent};font-weight:600;font-size:17px">${logo}${escaped(brand.name)}</div>`;
  const foot =
    footer.length === 0
      ? ""
      : `<div style="margin-top:24px;padding-top:12px;border-top:1px solid ${line}">${footer.map(quietLine).join("")}</div>`;
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
    `<meta name="color-scheme" content="light"><title>${escaped(title)}</title></head>` +
    `<body style="margin:0;background:#f1f4f3;color:${ink};font:16px/1.55 ${font}">` +
    `<div style="max-width:600px;margin:0 auto;background:#ffffff">${head}<div style="padding:24px">${parts.join("")}${foot}${after}</div></div></body></html>`
  );
}

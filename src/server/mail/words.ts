/** A letter's words as a ticket shows them: Markdown, folded, its pictures where they stood. */
import { asMarkdown } from "#core/mail/plain-markdown.ts";
import { attachmentPath, mayBeInline } from "#core/ticket/attachment.ts";
import type { MailFile, ParsedMail } from "#server/mail/parse.ts";
import { foldLetter } from "#server/mail/second-opinion.ts";

export type LetterWords = {
  /** Plain; pictures still by their marks. */
  shown: string;
  quoted: string | null;
  signature: string | null;
};

/** How mail programs name a picture in plain text: Outlook and we by Content-ID, Gmail by its name. */
const pictureMark = /\[(?:cid:([^\]\s]{1,300})|image: ([^\]\n]{1,300}))\]/g;
const longestShown = 90_000;
const longestFolded = 100_000;

/** @param isWhole for a new ticket: what was forwarded or answered is what it is about, so only a signature is folded */
export function wordsOf({ letter }: ParsedMail, isWhole: boolean): LetterWords {
  const { shown, quoted, signature } = foldLetter(letter.text);
  const whole = isWhole && quoted !== null ? `${shown}\n\n${quoted}` : shown;
  return {
    shown: whole.length <= longestShown ? whole : `${whole.slice(0, longestShown)} …`,
    quoted: isWhole ? null : (quoted?.slice(0, longestFolded) ?? null),
    signature: signature?.slice(0, 5_000) ?? null,
  };
}

/** The file that a mark names. */
function fileOfMark(files: readonly MailFile[], contentId: string | undefined, name: string | undefined): MailFile | undefined {
  return files.find((file) => mayBeInline(file.type) && (contentId === undefined ? file.name === name : file.contentId === contentId));
}

/** The files that come to lie beside the message: all but pictures that stand only in what was folded away. */
export function filesBeside({ files }: ParsedMail, { quoted, signature }: LetterWords): MailFile[] {
  const folded = `${quoted ?? ""}\n${signature ?? ""}`;
  const marked = new Set([...folded.matchAll(pictureMark)].map(([, contentId, name]) => fileOfMark(files, contentId, name)));
  return files.filter((file) => !(file.isRelated && marked.has(file)));
}

/** Markdown with the pictures at their places. `kept`: under which id each file lies in the store. */
export function markdownOf(shown: string, files: readonly MailFile[], kept: ReadonlyMap<MailFile, string>): string {
  let text = "";
  let from = 0;
  for (const mark of shown.matchAll(pictureMark)) {
    const file = fileOfMark(files, mark[1], mark[2]);
    const id = file === undefined ? undefined : kept.get(file);
    if (file === undefined || id === undefined) continue;
    text += `${asMarkdown(shown.slice(from, mark.index))}![${file.name.replaceAll(/[[\]\\]/g, "")}](${attachmentPath(id)})`;
    from = mark.index + mark[0].length;
  }
  return text + asMarkdown(shown.slice(from));
}

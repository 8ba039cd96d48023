/** Markdown files are often wrapped at a width; here every line break is one, as people who write in a box mean it. */

const fence = /^\s{0,3}(`{3,}|~{3,})/;
/** Lines that begin a block of their own, or are one. */
const beginsBlock = /^\s*(#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|>|\||`{3,}|~{3,}|<!--|(-{3,}|\*{3,}|_{3,})\s*$)/;
const isWhole = (line: string): boolean => line.trim() === "" || /^\s{0,3}(#{1,6}\s|\||<!--)/.test(line) || fence.test(line);
/** Two spaces or a backslash at the end of a line ask for the break. */
const isBroken = (line: string): boolean => / {2,}$|\\$/.test(line);

/** The same text with each paragraph, list item and quote on one line. Code, tables and breaks that are asked for stay. */
export function unwrapped(markdown: string): string {
  const out: string[] = [];
  let isCode = false;
  for (const line of markdown.split("\n")) {
    const isFence = fence.test(line);
    if (isFence) isCode = !isCode;
    const last = out.at(-1);
    const goesOn = last !== undefined && !isCode && !isFence && !isWhole(last) && !isBroken(last) && line.trim() !== "";
    const isQuote = goesOn && /^\s*>/.test(line) && /^\s*>\s*\S/.test(last) && /^\s*>\s*[^\s>#\-*+\d|`]/.test(line);
    if (isQuote) out[out.length - 1] = `${last} ${line.replace(/^\s*>\s*/, "")}`;
    else if (goesOn && !beginsBlock.test(line) && !/^\s*>/.test(last)) out[out.length - 1] = `${last} ${line.trim()}`;
    else out.push(line);
  }
  return out.join("\n");
}

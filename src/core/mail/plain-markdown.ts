/** Plain words of a letter as Markdown that shows just them. */

/** Where a sign would mean something at the beginning of a line: heading, code fence, underline of a heading or rule. */
const atStart = /^(\s{0,3})(#{1,6}(?=\s|$)|~{3,}|={2,}\s*$|-{3,}\s*$)/;

/**
 * Text as it was written, line for line: signs of Markdown are escaped where they would vanish or change something, indentation is kept
 * by spaces that do not collapse. Quotes (`>`) and lists stay, they mean the same in both.
 */
export function asMarkdown(text: string): string {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .split("\n")
    .map((line) => {
      const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
      const rest = escaped(line.slice(indent.length));
      if (rest === "") return "";
      const spaces = indent.replaceAll("\t", "    ");
      const opened = rest.replace(atStart, "$1\\$2");
      // Four spaces would begin a block of code; lists may be indented.
      return spaces.length < 2 ? opened : "\u00a0".repeat(Math.min(spaces.length, 40)) + opened;
    })
    .join("\n");
}

/** Emphasis needs a sign beside a word: within one, `snake_case` is safe. Addresses keep theirs. */
function escaped(line: string): string {
  return line
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll(/[\\`*[\]]/g, "\\$&")
            .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
            .replaceAll(/<(?=[A-Za-z/!?])/g, "\\<")
            .replaceAll(/&(?=#?\w{1,31};)/g, "\\&")
            .replace(/^(\d{1,9})([.)])(?=\s)/, "$1\\$2"),
    )
    .join("");
}

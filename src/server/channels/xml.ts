/** Text as it may stand in XML, between tags and in attributes. */
export const xmlText = (text: string): string =>
  [...text]
    // XML knows no control characters (XML 1.0, 2.2).
    .filter((character) => character >= " " || character === "\n" || character === "\t")
    .join("")
    .replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

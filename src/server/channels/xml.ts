/** Text as it may stand in XML, between tags and in attributes. */

/** XML knows no control characters but tab and line feeds (XML 1.0, 2.2). */
const controls = /[\u0000-\u0008\u000b-\u001f]/g;

export const xmlText = (text: string): string =>
  text.replaceAll(controls, "").replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

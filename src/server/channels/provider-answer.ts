/** What drivers of providers share: their words and answers as text, and how they are signed in to. */
const longestSaid = 200;

/** A provider's words in one short line, without the address that it repeats in them. */
export function plainly(text: string, address: string): string {
  const bare = address.replace(/^\+/, "");
  const line = text.replaceAll(/\s+/g, " ").trim();
  const hidden = bare === "" ? line : line.replaceAll(address, "…").replaceAll(bare, "…");
  return hidden.length > longestSaid ? `${hidden.slice(0, longestSaid - 1)}…` : hidden;
}

/** The answer as JSON; null when it is none. */
export function jsonOf({ text }: { text: string }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The `Authorization` of a name and a password (RFC 7617). */
export const basicAuthorization = (name: string, password: string): string =>
  `Basic ${Buffer.from(`${name}:${password}`, "utf8").toString("base64")}`;

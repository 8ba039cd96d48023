/** A letter as it was read: what the rules of mail look at. Nothing in it is believed; everything came from outside. */

/** `address` in lower case, with exactly one @ and no spaces. */
export type MailAddress = { address: string; name: string };

export type Letter = {
  /** With angle brackets; null when there is none that could be quoted. */
  messageId: string | null;
  inReplyTo: readonly string[];
  /** The oldest first, as the header has them. */
  references: readonly string[];
  from: MailAddress | null;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  subject: string;
  /** All headers by lower-case name, each unfolded, in order. */
  headers: Readonly<Record<string, readonly string[]>>;
  /** Plain text, whatever it was written as. */
  text: string;
  isEncrypted: boolean;
  /** The machine-readable part of a delivery report (RFC 3464), as text. */
  deliveryStatus: string | null;
  /** The letter that a report gives back, or its headers alone. */
  returned: string | null;
};

const longestId = 998;
const mostIds = 100;

/** Message-IDs in a header, in order, each once. What has no brackets, or spaces within, is none. */
export function idsIn(header: string): string[] {
  const ids = new Set<string>();
  for (const [id] of header.slice(0, 65_536).matchAll(/<[^<>\s]+>/g)) {
    if (id.length > longestId) continue;
    ids.add(id);
    if (ids.size === mostIds) break;
  }
  return [...ids];
}

/** An address as it is compared: lower case, or null when it is none that mail could be sent to (RFC 5321: at most 254 letters). */
export function addressIn(written: string): string | null {
  const address = written.trim().toLowerCase();
  return address.length <= 254 && /^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+$/.test(address) ? address : null;
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf("@") + 1);

/** `support+4711-k3j9@example.com` is delivered to `support@example.com` (RFC 5233). */
export function withoutTag(address: string): string {
  const at = address.lastIndexOf("@");
  const plus = address.indexOf("+");
  return plus <= 0 || plus > at ? address : address.slice(0, plus) + address.slice(at);
}

export const headerOf = ({ headers }: Pick<Letter, "headers">, name: string): string | null =>
  Object.hasOwn(headers, name) ? (headers[name]?.[0] ?? null) : null;

export const headersOf = ({ headers }: Pick<Letter, "headers">, name: string): readonly string[] =>
  Object.hasOwn(headers, name) ? (headers[name] ?? []) : [];

/** From raw bytes to a letter and its files, within bounds of size and nesting. What is no letter gives null, and never an error. */
import type { Address, Email } from "postal-mime";
import { addressIn, idsIn, type Letter, type MailAddress } from "#core/mail/letter.ts";
import { htmlToText } from "#server/mail/html-text.ts";

export type MailFile = {
  name: string;
  type: string;
  bytes: Uint8Array;
  /** Without brackets. */
  contentId: string | null;
  /** Beside the text as a part of it: a picture in a letter or in somebody's signature. */
  isRelated: boolean;
};
export type ParsedMail = { letter: Letter; files: readonly MailFile[] };

const bounds = { maxNestingDepth: 60, maxHeadersSize: 1_048_576 };
const mostHeaders = 500;
const mostAddresses = 200;
const longestHeader = 65_536;
export const longestText = 400_000;

export async function parseMail(raw: Uint8Array): Promise<ParsedMail | null> {
  const { default: PostalMime } = await import("postal-mime");
  let email: Email;
  try {
    // A forwarded letter is kept as a file: its words are not those of whoever forwards it.
    email = await PostalMime.parse(raw, { ...bounds, attachmentEncoding: "arraybuffer", forceRfc822Attachments: true });
  } catch {
    return null;
  }
  const files = email.attachments.map(fileOf);
  const letter = await letterOf(email, files);
  // Bytes without a sender, a subject and words are no letter, whatever they are.
  return letter.from === null && letter.subject === "" && letter.text.trim() === "" && letter.to.length === 0 ? null : { letter, files };
}

/** What Windows has where Latin-1 has controls: programs write the one and say the other (WHATWG Encoding, "windows-1252"). */
const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

/** What PostgreSQL and people can take: no NUL, no half letters. */
export const clean = (text: string): string =>
  text
    .replaceAll("\0", "")
    .replaceAll(/\p{Surrogate}/gu, "\ufffd")
    .replaceAll(/[\u0080-\u009f]/g, (letter) => windows.charAt(letter.charCodeAt(0) - 0x80));

const line = (text: string, longest: number): string =>
  clean(text)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, longest)
    .replace(/\p{Surrogate}$/u, "");

async function letterOf(email: Email, files: readonly MailFile[]): Promise<Letter> {
  const headers: Record<string, string[]> = Object.create(null);
  for (const { key, value } of email.headers.slice(0, mostHeaders)) {
    const values = headers[key] ?? [];
    values.push(clean(value.slice(0, longestHeader)));
    headers[key] = values;
  }
  const [messageId = null] = idsIn(email.messageId ?? "");
  const [from = null] = mailboxesOf(email.from === undefined ? [] : [email.from]);
  const contentType = headers["content-type"]?.[0]?.toLowerCase() ?? "";
  const part = (type: string): string | null => {
    const found = files.find((file) => file.type === type);
    return found === undefined ? null : clean(Buffer.from(found.bytes.subarray(0, 262_144)).toString("utf8"));
  };
  return {
    messageId,
    from,
    headers,
    inReplyTo: idsIn(email.inReplyTo ?? ""),
    references: idsIn(email.references ?? ""),
    to: mailboxesOf(email.to ?? []),
    cc: mailboxesOf(email.cc ?? []),
    subject: line(email.subject ?? "", 500),
    text: await wordsOf(email),
    isEncrypted:
      contentType.startsWith("multipart/encrypted") ||
      /^application\/(?:x-)?pkcs7-mime/.test(contentType) ||
      (email.text ?? "").trimStart().startsWith("-----BEGIN PGP MESSAGE-----"),
    deliveryStatus: part("message/delivery-status") ?? part("message/global-delivery-status"),
    returned: part("message/rfc822") ?? part("text/rfc822-headers") ?? part("message/global-headers"),
  };
}

async function wordsOf({ text = "", html = "" }: Email): Promise<string> {
  if (text.trim() !== "" || html === "") return clean(text.slice(0, longestText));
  try {
    return clean((await htmlToText(html)).slice(0, longestText));
  } catch {
    // Nested beyond all measure: its letters without its signs, which is better than nothing.
    return clean(html.slice(0, longestText).replaceAll(/<[^<>]{0,2000}>/g, " "));
  }
}

function mailboxesOf(addresses: readonly Address[]): MailAddress[] {
  const found: MailAddress[] = [];
  for (const { name, address, group } of addresses.flatMap((each) => [each, ...(each.group ?? [])]).slice(0, mostAddresses)) {
    const known = group === undefined ? addressIn(clean(address ?? "")) : null;
    if (known !== null && !found.some((each) => each.address === known)) found.push({ address: known, name: line(name, 200) });
  }
  return found;
}

/** What has no name gets one that says what it is. */
const names: Readonly<Record<string, string>> = {
  ...{ "text/calendar": "invite.ics", "message/rfc822": "message.eml", "message/delivery-status": "delivery-status.txt" },
  ...{ "application/pgp-signature": "signature.asc", "application/pgp-encrypted": "version.txt", "text/html": "page.html" },
  ...{ "application/pkcs7-mime": "smime.p7m", "application/pkcs7-signature": "smime.p7s", "text/rfc822-headers": "headers.txt" },
};

function fileOf({ filename, mimeType, content, contentId, related, disposition }: Email["attachments"][number]): MailFile {
  const bytes = typeof content === "string" ? Buffer.from(content) : new Uint8Array(content);
  const type = mimeType.toLowerCase();
  const name = line(filename ?? "", 300);
  const ending = type.startsWith("image/") ? `.${type.slice(6).replaceAll(/[^a-z0-9]/g, "")}` : "";
  return {
    name: name === "" ? (names[type] ?? `file${ending}`) : name,
    type,
    bytes,
    contentId: contentId === undefined ? null : clean(contentId).replaceAll(/[<>\s[\]]/g, ""),
    isRelated: contentId !== undefined && (related === true || disposition === "inline"),
  };
}

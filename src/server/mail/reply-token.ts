/**
 * The word in our addresses and Message-IDs that says to which ticket an answer belongs: `4711-8v0k3m5q2w7x9ztb`. It is signed, so that
 * nobody writes into a ticket by guessing its number, and survives servers that write addresses in lower or upper case.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** Under which name the installation keeps the secret (`sharedSecret`). */
export const replySecretName = "reply-tokens";

/** Crockford's base 32: no letter that is taken for a digit. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const signatureLength = 16;
const tokenPattern = new RegExp(`(?<![0-9a-z])(\\d{1,12})-([${alphabet}]{${signatureLength}})(?![0-9a-z])`, "g");
/** A header of References holds hundreds of ids; what lies beyond is not looked at. */
const longestText = 65_536;

/** The ticket's word: 80 bits of HMAC-SHA-256 beside its number. */
export const replyTokenOf = (secret: string, ticketId: number): string => `${ticketId}-${signatureOf(secret, ticketId)}`;

/** The ticket of the first true word in a text (an address, a Message-ID, a whole header); null when there is none. */
export function readReplyToken(secret: string, text: string): number | null {
  for (const [, digits = "", signature = ""] of text.slice(0, longestText).toLowerCase().matchAll(tokenPattern)) {
    const ticketId = Number(digits);
    if (String(ticketId) !== digits) continue;
    if (timingSafeEqual(Buffer.from(signatureOf(secret, ticketId)), Buffer.from(signature))) return ticketId;
  }
  return null;
}

function signatureOf(secret: string, ticketId: number): string {
  const digest = createHmac("sha256", secret).update(`reply:${ticketId}`).digest();
  let letters = "";
  let bits = 0;
  let count = 0;
  for (const byte of digest) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 5 && letters.length < signatureLength) {
      count -= 5;
      letters += alphabet[(bits >> count) & 31];
    }
    bits &= (1 << count) - 1;
  }
  return letters;
}

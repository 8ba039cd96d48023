/** Subjects: what is left of them without the marks that mail programs put before, and the numbers in them that are ours. */

/** How programs say "answer" and "forwarded", in the languages that are met; a counter may stand beside: `Re[2]:`. */
const mark =
  /^(?:re|aw|sv|vs|antw|antwort|ref|rif|res|odp|ynt|atb|fwd?|wg|tr|rv|enc|vl|doorst|i|rép|回复|答复|转发)\s{0,3}(?:[[(]\d{1,3}[\])])?\s{0,3}[:：]\s{0,9}/iu;
/** What gateways put before a subject: `[EXT]`, `[External]`, `[SPAM]`, and our own numbers. */
const label = /^\[(?:#\d{1,12}|ext|extern|external|externe|externo|spam|\*+spam\*+)\]\s{0,9}/i;
const longestSubject = 500;

/** A subject as two letters of one conversation share it: lower case, one space between words, without marks and numbers. */
export function normalSubject(subject: string): string {
  let rest = subject.slice(0, longestSubject).normalize("NFC").replaceAll(/\s+/gu, " ").trim();
  for (let count = 0; count < 20; count++) {
    const shorter = rest.replace(mark, "").replace(label, "");
    if (shorter === rest) break;
    rest = shorter;
  }
  return rest
    .replaceAll(/\[#\d{1,12}\]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** The subject of a new ticket: without the marks, with its own capitals; null when nothing is left. */
export function titleOf(subject: string): string | null {
  let rest = subject
    .slice(0, longestSubject)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  for (let count = 0; count < 20; count++) {
    const shorter = rest.replace(mark, "");
    if (shorter === rest) break;
    rest = shorter;
  }
  const title = Array.from(rest).slice(0, 200).join("").trim();
  return title === "" ? null : title;
}

/** Ticket numbers written as we write them, `[#4711]`: at most ten. */
export function ticketNumbersIn(subject: string): number[] {
  const numbers = [...subject.slice(0, longestSubject).matchAll(/\[#([1-9]\d{0,11})\]/g)].map(([, digits]) => Number(digits));
  return [...new Set(numbers)].slice(0, 10);
}

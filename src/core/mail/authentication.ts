/** Whether a letter is from whom it says: the verdicts of SPF, DKIM and DMARC, as a server wrote them down or as we found them. */

export const authenticationResults = ["pass", "fail", "softfail", "neutral", "none", "policy", "temperror", "permerror"] as const;
export type AuthenticationResult = (typeof authenticationResults)[number];

/** Null: nobody looked. `domain`: who is vouched for by it. `checkedBy`: ourselves, or the server that is trusted. */
export type Authentication = {
  spf: Checked | null;
  dkim: Checked | null;
  dmarc: Checked | null;
  /** What the domain asks for where DMARC fails: `none`, `quarantine`, `reject`; null where nobody said. */
  dmarcPolicy: string | null;
  checkedBy: "us" | "server" | null;
};
export type Checked = { result: AuthenticationResult; domain: string | null };

export const unauthenticated: Authentication = { spf: null, dkim: null, dmarc: null, dmarcPolicy: null, checkedBy: null };

/** Better verdicts first: of several signatures the best one counts. */
const order: readonly AuthenticationResult[] = ["pass", "temperror", "neutral", "policy", "softfail", "permerror", "fail", "none"];

/** A word of any checker as one of ours; what is unknown is `none` (RFC 8601, 2.7). */
export function resultOf(word: string): AuthenticationResult {
  const lower = word.toLowerCase();
  if (lower === "hardfail") return "fail";
  if (lower === "temperr") return "temperror";
  return authenticationResults.find((each) => each === lower) ?? "none";
}

export function better(a: Checked | null, b: Checked): Checked {
  return a === null || order.indexOf(b.result) < order.indexOf(a.result) ? b : a;
}

/**
 * Reads Authentication-Results headers (RFC 8601) of one server. Others may have been written by anybody on the way and are not read.
 * @param headers their values, the newest first
 * @param server the name that the trusted server signs with (its authserv-id)
 */
export function readAuthenticationResults(headers: readonly string[], server: string): Authentication {
  let found: Authentication = unauthenticated;
  for (const header of headers.slice(0, 20)) {
    const [identity = "", ...results] = withoutComments(header.slice(0, 10_000)).split(";");
    if (identity.trim().split(/\s+/)[0]?.toLowerCase() !== server.toLowerCase()) continue;
    for (const result of results.slice(0, 50)) {
      const [, method = "", word = ""] = /^\s*(spf|dkim|dmarc)(?:\/\d+)?\s*=\s*([a-z]+)/i.exec(result) ?? [];
      const name = method.toLowerCase();
      if (name !== "spf" && name !== "dkim" && name !== "dmarc") continue;
      const checked = { result: resultOf(word), domain: domainIn(result) };
      found = { ...found, [name]: better(found[name], checked), checkedBy: "server" };
    }
    const [, policy] = /\bdmarc\s*=[^;]*?\b(?:policy\.dmarc|p)\s*=\s*([a-z]{4,10})/i.exec(header.slice(0, 10_000)) ?? [];
    found = { ...found, dmarcPolicy: policy?.toLowerCase() ?? null };
    // The first of that name is the last that was written, by the server that handed the letter to us.
    return found;
  }
  return found;
}

function domainIn(result: string): string | null {
  const [, value = ""] = /\b(?:header\.(?:d|from|i)|smtp\.mailfrom|smtp\.helo)\s*=\s*"?([^\s";]+)/i.exec(result) ?? [];
  const domain = value.slice(value.lastIndexOf("@") + 1).toLowerCase();
  return domain === "" ? null : domain.slice(0, 253);
}

/** Comments nest (RFC 5322, 3.2.2). */
function withoutComments(header: string): string {
  let depth = 0;
  let text = "";
  for (const letter of header) {
    if (letter === "(") depth++;
    else if (letter === ")") depth = Math.max(0, depth - 1);
    else if (depth === 0) text += letter;
  }
  return text;
}

/** Somebody else wrote under this name, and its domain does not want such letters to be believed. A lenient domain (`p=none`) only asks to be told. */
export const isForged = ({ dmarc, dmarcPolicy }: Authentication): boolean => dmarc?.result === "fail" && dmarcPolicy !== "none";

/**
 * The domain of the address vouches for the letter: by DMARC, else by a signature or path of that domain or of one above it. Any domain
 * can sign anything, so a signature of another one says nothing.
 */
export function isProven({ spf, dkim, dmarc }: Authentication, address: string): boolean {
  if (dmarc !== null && dmarc.result !== "none") return dmarc.result === "pass";
  return [dkim, spf].some((each) => each?.result === "pass" && isOf(address.slice(address.lastIndexOf("@") + 1), each.domain));
}

const isOf = (domain: string, voucher: string | null): boolean =>
  voucher?.includes(".") === true && (domain === voucher || domain.endsWith(`.${voucher}`));

/** What an SMTP server's refusal means: for now or for good, and whether the address or the gateway is to blame (RFC 5321 §4.2, RFC 3463). */
import type { SendOutcome } from "#server/channels/driver.ts";

/** An error as nodemailer throws it. */
export type SmtpError = { code?: unknown; responseCode?: unknown; response?: unknown; command?: unknown };

/**
 * @param hasSent a byte of the letter had left: without an answer nobody knows whether the server kept it
 * 4yz and everything that breaks off may succeed later. So may 535: whoever mends the password mends what waits.
 */
export function outcomeOf(error: unknown, hasSent: boolean): SendOutcome {
  const { code, responseCode } = (error ?? {}) as SmtpError;
  const said = saidOf(error);
  const reply = typeof responseCode === "number" ? responseCode : null;
  if (reply === null) return { outcome: "failed-for-now", said, mayHaveArrived: hasSent };
  if (reply < 500 || code === "EAUTH" || isOfSession(error)) return { outcome: "failed-for-now", said, mayHaveArrived: false };
  return { outcome: "failed-for-good", said, blames: blames(error, reply) };
}

/** The server refused us before it heard of a letter: 554 at the greeting, 530 before STARTTLS. */
const isOfSession = (error: unknown): boolean => {
  const { code } = error as SmtpError;
  return code !== "EENVELOPE" && code !== "EMESSAGE";
};

/** Basic codes that speak of the mailbox, where the server gives no enhanced one (RFC 5321 §4.2.3). */
const ofMailbox: ReadonlySet<number> = new Set([550, 551, 552, 553]);

/** 5.1.x is the address and 5.2.x the mailbox (RFC 3463 §3); 5.1.7 and 5.1.8 are the sender's. What else is refused, another gateway may take. */
function blames(error: unknown, reply: number): "gateway" | "address" {
  const { command, response } = error as SmtpError;
  if (command !== "RCPT TO") return "gateway";
  const enhanced = enhancedIn(response);
  if (enhanced === null) return ofMailbox.has(reply) ? "address" : "gateway";
  return /^5\.(1\.(?![78]$)|2\.)/.test(enhanced) ? "address" : "gateway";
}

const enhancedIn = (response: unknown): string | null =>
  typeof response === "string" ? (/^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null) : null;

const longestSaid = 160;

/** In the server's words where it spoke; addresses and links that it repeats are left out. */
export function saidOf(error: unknown): string {
  const { code, response } = (error ?? {}) as SmtpError & { originalCode?: unknown };
  if (typeof response === "string" && response !== "") return withoutAddresses(response);
  const { originalCode, message } = (error ?? {}) as { originalCode?: unknown; message?: unknown };
  const parts = [code, originalCode].filter((each) => typeof each === "string");
  return parts.length > 0 ? [...new Set(parts)].join(" ") : withoutAddresses(String(message ?? "unknown failure"));
}

/** One line without anything that looks like an address of a person or of a page. */
export const withoutAddresses = (text: string): string =>
  text
    .replaceAll(/<?[^\s<>"']+@[^\s<>"']+>?/g, "…")
    .replaceAll(/https?:\/\/\S+/g, "…")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, longestSaid);

/** Only codes: for the process's log, which shall not even hold what a server says. */
export function codeOf(error: unknown): string {
  const { code, responseCode } = (error ?? {}) as SmtpError;
  const parts = [code, responseCode].filter((each) => typeof each === "string" || typeof each === "number");
  return parts.length === 0 ? "unknown failure" : parts.join(" ");
}

/** Whether a message is from whom it says, asked of the DNS (SPF, DKIM, DMARC) or read from the server that was told to be believed. */
import type { DNSResolver } from "mailauth";
import {
  type Authentication,
  better,
  type Checked,
  readAuthenticationResults,
  resultOf,
  unauthenticated,
} from "#core/mail/authentication.ts";
import { headersOf, type Letter } from "#core/mail/letter.ts";
import type { Envelope } from "#server/mail/mail.ts";

export type AuthenticationTools = {
  /** The system's when there is none. */
  resolver?: DNSResolver | undefined;
  /** The name under which we take mail. */
  hostName: string;
  log: (line: string) => void;
};

/** The names of a few domains are looked up; one that does not answer holds nobody up for longer. */
const longestLookupMs = 10_000;

/**
 * @param trustedServer whose Authentication-Results are believed; null: none
 * @param envelope with the sender's address when our own listener took the message; without it nothing can be said of SPF, so that a
 * failing DMARC proves nothing either and is not recorded
 */
export async function authenticate(
  raw: Buffer,
  letter: Letter,
  envelope: Envelope,
  trustedServer: string | null,
  tools: AuthenticationTools,
): Promise<Authentication> {
  if (trustedServer !== null) {
    const told = readAuthenticationResults(headersOf(letter, "authentication-results"), trustedServer);
    if (told.checkedBy !== null) return told;
  }
  if (envelope.ip === null && headersOf(letter, "dkim-signature").length === 0) return unauthenticated;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Authentication>((resolve) => {
    timer = setTimeout(() => resolve(undecided(envelope)), longestLookupMs);
  });
  try {
    return await Promise.race([checked(raw, envelope, tools), late]);
  } catch (error) {
    tools.log(`A message could not be authenticated: ${error instanceof Error ? error.message : String(error)}`);
    return undecided(envelope);
  } finally {
    clearTimeout(timer);
  }
}

async function checked(raw: Buffer, { ip, helo, from }: Envelope, { resolver, hostName }: AuthenticationTools): Promise<Authentication> {
  const { authenticate: ask } = await import("mailauth");
  const path = ip === null ? {} : { ip, helo: helo ?? "", sender: from ?? "" };
  const found = await ask(raw, {
    ...{ ...path, mta: hostName, disableArc: true, disableBimi: true },
    ...(resolver === undefined ? {} : { resolver }),
  });
  const dkim = found.dkim.results.reduce<Checked | null>((best, { signingDomain, status }) => {
    const each = { result: resultOf(status.result), domain: signingDomain?.toLowerCase().slice(0, 253) ?? null };
    return each.result === "none" ? best : better(best, each);
  }, null);
  const spf = found.spf === false ? null : { result: resultOf(found.spf.status.result), domain: found.spf.domain ?? null };
  const dmarc = found.dmarc === false ? null : { result: resultOf(found.dmarc.status.result), domain: found.dmarc.domain ?? null };
  const isKnown = ip !== null || dmarc?.result !== "fail";
  return {
    spf: ip === null ? null : spf,
    dkim: dkim ?? { result: "none", domain: null },
    dmarc: isKnown ? dmarc : null,
    dmarcPolicy: found.dmarc === false ? null : (found.dmarc.policy ?? null),
    checkedBy: "us",
  };
}

const undecided = ({ ip }: Envelope): Authentication => ({
  ...unauthenticated,
  spf: ip === null ? null : { result: "temperror", domain: null },
  dkim: { result: "temperror", domain: null },
  checkedBy: "us",
});

/** An account at an SMTP server, with the key by which its letters are signed. */
import { z } from "@hono/zod-openapi";
import { senderPattern } from "#core/model/sender.ts";
import { isSigningKey } from "#server/channels/email/signing-key.ts";

const domain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, { error: "is not a domain: write it like example.com" });
const secret = z.string().max(1_000);

export const smtpSettings = z
  .object({
    host: z.string().min(1).max(253).meta({ description: "The server's name, like mail.example.com" }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .default(587)
      .meta({ description: "587 for submission, 465 for TLS from the beginning, 25 between servers" }),
    security: z.enum(["starttls", "tls", "opportunistic", "none"]).default("starttls").meta({
      description: "starttls: encrypted or not at all; tls: from the first byte; opportunistic: where the server offers it; none: never",
    }),
    certificate: z
      .enum(["verified", "any"])
      .default("verified")
      .meta({ description: "any: also a certificate that nobody vouches for, within one's own network" }),
    user: z.string().max(320).optional().meta({ description: "Empty where the server asks for no sign-in" }),
    password: secret.optional().meta({ description: "The account's password" }),
    from: z
      .string()
      .max(500)
      .regex(senderPattern, { error: "is not a sender: write it like Acme support <support@example.com>" })
      .meta({ description: "Sender of letters that name none, like Acme support <support@example.com>" }),
    dkimDomain: domain.optional().meta({ description: "Domain that signs (DKIM); letters are not signed without it" }),
    dkimSelector: z
      .string()
      .max(63)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, { error: "is not a selector: the name before ._domainkey in the domain's records" })
      .optional()
      .meta({ description: "Name under which the public key stands: <selector>._domainkey.<domain>" }),
    dkimKey: z
      .string()
      .max(10_000)
      .refine(isSigningKey, { error: "is not a private RSA key of at least 1,024 bits in PEM" })
      .optional()
      .meta({ description: "Private key in PEM" }),
  })
  .refine(
    ({ dkimDomain, dkimSelector, dkimKey }) =>
      [dkimDomain, dkimSelector, dkimKey].every((each) => each === undefined) ||
      [dkimDomain, dkimSelector, dkimKey].every((each) => each !== undefined),
    { error: "DKIM needs all three: domain, selector and key", path: ["dkimDomain"] },
  );

export type SmtpSettings = z.output<typeof smtpSettings>;

/** The signing key of the environment, beside the address of its server. */
export type Signing = { readonly domain: string; readonly selector: string; readonly key: string };

/**
 * The account that an address like `smtp://user:secret@mail.example.com:587` names; `smtps:` is TLS from the first byte. After a question
 * mark `requireTLS=true`, `ignoreTLS=true` and `tls.rejectUnauthorized=false` are understood.
 */
export function settingsOfUrl(url: string, from: string, signing: Signing | null = null): SmtpSettings {
  const { protocol, hostname, port, username, password, searchParams } = new URL(url);
  const isTls = protocol === "smtps:";
  const isSet = (name: string): boolean => searchParams.get(name) === "true";
  return {
    host: decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (isTls ? 465 : 587) : Number(port),
    security: isTls ? "tls" : isSet("requireTLS") ? "starttls" : isSet("ignoreTLS") ? "none" : "opportunistic",
    certificate: searchParams.get("tls.rejectUnauthorized") === "false" ? "any" : "verified",
    from,
    ...(username === "" ? {} : { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
    ...(signing === null ? {} : { dkimDomain: signing.domain, dkimSelector: signing.selector, dkimKey: signing.key }),
  };
}

/** The key that signs letters (DKIM, RFC 6376). */
import { createPrivateKey } from "node:crypto";

/** An RSA key of at least 1,024 bits (RFC 8301 §3.2), as PEM. */
export function isSigningKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pemOf(pem));
    return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1_024;
  } catch {
    return false;
  }
}

/** The key in lines of 64 letters (RFC 7468 §2): a form's single line, or a shell's variable, has lost its breaks. */
export function pemOf(written: string): string {
  const [, label, body] = /-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END \1-----/.exec(written.replaceAll("\\n", "\n")) ?? [];
  if (label === undefined || body === undefined) return written;
  const lines = body.replaceAll(/\s+/g, "").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

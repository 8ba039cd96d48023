/** The key that signs letters (DKIM, RFC 6376). */
import { createPrivateKey } from "node:crypto";

/** An RSA key of at least 1,024 bits (RFC 8301 §3.2), as PEM. */
export function isSigningKey(pem: string): boolean {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 1_024;
  } catch {
    return false;
  }
}

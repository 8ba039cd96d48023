/** The installation's own key for web push: no account anywhere, only a key that browsers subscribe with. */
import { createECDH, hkdfSync } from "node:crypto";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Door } from "#server/database/door.ts";

/**
 * The private key (base64url), the same on every node and after every start: browsers that subscribed with its public half get nothing
 * signed by another one.
 */
export async function ownPushKey(door: Door): Promise<string> {
  return privateKeyFrom(await sharedSecret(door, "web-push"));
}

/** A scalar of P-256 from a secret of 256 random bits; one in 2^32 is none, then the next is taken. */
export function privateKeyFrom(secret: string): string {
  for (let turn = 0; ; turn++) {
    const scalar = Buffer.from(hkdfSync("sha256", Buffer.from(secret, "base64url"), "", `web push ${turn}`, 32));
    try {
      createECDH("prime256v1").setPrivateKey(scalar);
      return scalar.toString("base64url");
    } catch {
      // Not below the order of the curve.
    }
  }
}

/** What is kept encrypted in the database: accounts at providers, codes on their way. AES-256-GCM, so that what was changed is refused. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { Refusal } from "#core/refusal.ts";
import { sharedSecret } from "#server/access/shared-secret.ts";
import type { Door } from "#server/database/door.ts";

/** `place` names what it belongs to: a sealed text does not open in another place. */
export type Sealing = {
  seal(text: string, place: string): Promise<string>;
  /** Refuses `cannot-unseal` when the key or the place is another one. */
  open(sealed: string, place: string): Promise<string>;
};

const mark = "v1.";
const nonceBytes = 12;
const tagBytes = 16;

/** @param secret GUARDIA_SECRET; without one the key comes from a secret that lies in the database beside what it seals */
export function openSealing(door: Door, secret: string | null): Sealing {
  let key: Promise<Buffer> | null = null;
  const keyed = (): Promise<Buffer> => {
    key ??= (secret === null ? sharedSecret(door, "sealing") : Promise.resolve(secret)).then((given) =>
      Buffer.from(hkdfSync("sha256", given, "", "guardia sealing", 32)),
    );
    key.catch(() => {
      key = null;
    });
    return key;
  };
  return {
    async seal(text, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", await keyed(), nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return mark + sealed.toString("base64url");
    },
    async open(sealed, place) {
      const bytes = Buffer.from(sealed.slice(mark.length), "base64url");
      try {
        if (!sealed.startsWith(mark) || bytes.length < nonceBytes + tagBytes) throw new Error("too short");
        const decipher = createDecipheriv("aes-256-gcm", await keyed(), bytes.subarray(0, nonceBytes)).setAAD(Buffer.from(place));
        decipher.setAuthTag(bytes.subarray(-tagBytes));
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString("utf8");
      } catch {
        throw new Refusal(
          "cannot-unseal",
          `What was sealed for ${place} does not open with today's secret: set GUARDIA_SECRET as it was, or enter the secrets anew.`,
          { place },
        );
      }
    },
  };
}

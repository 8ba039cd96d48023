/** A push message that only the browser can read (RFC 8291, by the content coding aes128gcm of RFC 8188), and who sends it (VAPID, RFC 8292). */
import { createCipheriv, createECDH, createPrivateKey, hkdfSync, randomBytes, sign } from "node:crypto";
import type { Instant } from "#core/time/instant.ts";

/** As `PushSubscription.toJSON()` gives it: base64url. */
export type PushKeys = { readonly p256dh: string; readonly auth: string };

/** Push services take bodies of 4,096 bytes; the header, the delimiter and the tag need 103 of them (RFC 8291 §4). */
export const mostPlainBytes = 3_993;

const recordBytes = 4_096;
const bytesOf = (text: string): Buffer => Buffer.from(text, "base64url");

/**
 * The body of one record. `given` fixes what is otherwise drawn: the sender's key of this one message and the salt, for the RFC's example.
 * Throws when the keys are no point of the curve P-256.
 */
export function encryptPush(plain: Uint8Array, keys: PushKeys, given?: { privateKey: Buffer; salt: Buffer }): Buffer {
  const sender = createECDH("prime256v1");
  if (given === undefined) sender.generateKeys();
  else sender.setPrivateKey(given.privateKey);
  const salt = given?.salt ?? randomBytes(16);
  const [receiverKey, senderKey] = [bytesOf(keys.p256dh), sender.getPublicKey()];
  const keyInfo = Buffer.concat([Buffer.from("WebPush: info\0"), receiverKey, senderKey]);
  const material = Buffer.from(hkdfSync("sha256", sender.computeSecret(receiverKey), bytesOf(keys.auth), keyInfo, 32));
  const contentKey = Buffer.from(hkdfSync("sha256", material, salt, "Content-Encoding: aes128gcm\0", 16));
  const nonce = Buffer.from(hkdfSync("sha256", material, salt, "Content-Encoding: nonce\0", 12));
  const header = Buffer.alloc(21);
  salt.copy(header);
  header.writeUInt32BE(recordBytes, 16);
  header.writeUInt8(senderKey.length, 20);
  const cipher = createCipheriv("aes-128-gcm", contentKey, nonce);
  // 0x02 ends the last record (RFC 8188 §2).
  const sealed = Buffer.concat([cipher.update(plain), cipher.update(Buffer.of(2)), cipher.final(), cipher.getAuthTag()]);
  return Buffer.concat([header, senderKey, sealed]);
}

/** The public point (65 bytes, base64url) of a private key (32 bytes, base64url): what a browser subscribes with. */
export function publicKeyOf(privateKey: string): string {
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(bytesOf(privateKey));
  return pair.getPublicKey().toString("base64url");
}

/** RFC 8292 §2 allows a day. */
const tokenSeconds = 12 * 3_600;

/**
 * The `Authorization` header that says who pushes (RFC 8292 §3). `subject` is a `mailto:` or `https:` address at which the push service
 * reaches the operator; the token is good for twelve hours at the endpoint's origin.
 */
export function vapidHeader(endpoint: string, privateKey: string, subject: string, now: Instant): string {
  const publicKey = publicKeyOf(privateKey);
  const point = bytesOf(publicKey);
  const key = createPrivateKey({
    format: "jwk",
    key: {
      ...{ kty: "EC", crv: "P-256", d: privateKey },
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
  });
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(now / 1_000) + tokenSeconds;
  const unsigned = `${part({ typ: "JWT", alg: "ES256" })}.${part({ aud: new URL(endpoint).origin, exp, sub: subject })}`;
  const signature = sign("sha256", Buffer.from(unsigned), { key, dsaEncoding: "ieee-p1363" }).toString("base64url");
  return `vapid t=${unsigned}.${signature}, k=${publicKey}`;
}

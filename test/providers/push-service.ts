/**
 * A push service with a browser behind it: it takes messages as RFC 8030 says, asks who pushes (RFC 8292), and the browser decrypts them
 * with its own keys (RFC 8291). UnifiedPush servers answer the same, and a GET with their name (SERV_1.2.0).
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { z } from "zod";
import { type Answered, type Asked, type HttpProvider, json, openProvider } from "./http-provider.ts";
import { now } from "./trial.ts";

export type PushService = HttpProvider & {
  /** What the browser read, with the headers that came along. */
  readonly shown: { content: Record<string, unknown>; topic: string; urgency: string; ttl: number }[];
  /** The browser's subscription as JSON, as it is stored. */
  readonly subscription: string;
  /** Its endpoint alone. */
  readonly endpoint: string;
  /** The browser gives its subscription up. */
  end(): void;
};

const browser = () => {
  const pair = createECDH("prime256v1");
  const publicKey = pair.generateKeys("base64url");
  return { pair, publicKey, auth: randomBytes(16) };
};

/** @param senderKey the public key that the browser subscribed with: nobody else may push. `clock`: by which its tokens are judged */
export async function openPushService(senderKey: string, clock: () => number = () => now): Promise<PushService> {
  const shown: PushService["shown"] = [];
  const { pair, publicKey, auth } = browser();
  let isEnded = false;
  const provider = await openProvider((asked) => {
    if (asked.path !== "/push/k3j9x2") return { status: 404 };
    if (asked.method === "GET") return json(200, { unifiedpush: { version: 1 } });
    if (isEnded) return { status: 410, body: "push subscription has unsubscribed or expired." };
    const wrong = wrongWith(asked, senderKey, provider.url, clock());
    if (wrong !== null) return wrong;
    const isPlain = asked.headers["content-encoding"] === undefined;
    const content = JSON.parse(isPlain ? asked.body : decrypted(asked.bytes, pair, publicKey, auth)) as Record<string, unknown>;
    const { ttl, topic, urgency } = asked.headers;
    shown.push({ content, topic: String(topic), urgency: String(urgency), ttl: Number(ttl) });
    return { status: 201, headers: { location: `${provider.url}/message/${shown.length}`, ttl: String(ttl) } };
  });
  const endpoint = `${provider.url}/push/k3j9x2`;
  const subscription = JSON.stringify({ endpoint, keys: { p256dh: publicKey, auth: auth.toString("base64url") } });
  const end = (): void => {
    isEnded = true;
  };
  return { ...provider, shown, subscription, endpoint, end };
}

function wrongWith({ method, headers, bytes }: Asked, senderKey: string, origin: string, at: number): Answered | null {
  if (method !== "POST") return { status: 405 };
  if (!/^\d+$/.test(headers.ttl as string)) return { status: 400, body: "TTL is missing (RFC 8030 §5.2)" };
  if (headers.topic !== undefined && !/^[\w-]{1,32}$/.test(headers.topic as string)) return { status: 400, body: "bad Topic (§5.4)" };
  if (headers.urgency !== undefined && !["very-low", "low", "normal", "high"].includes(headers.urgency as string)) {
    return { status: 400, body: "bad Urgency (§5.3)" };
  }
  if (bytes.length === 0 || bytes.length > 4_096) return { status: 413, body: "more than 4096 bytes" };
  const reason = wrongToken(headers.authorization ?? "", senderKey, origin, at);
  return reason === null ? null : { status: 403, body: reason };
}

const claims = z.strictObject({ aud: z.string(), exp: z.int(), sub: z.string().regex(/^(mailto:|https:)/) });

/** Why the token is not who subscribed (RFC 8292 §2, §4.2); null when it is. */
function wrongToken(authorization: string, senderKey: string, origin: string, at: number): string | null {
  const { t, k } = /^vapid t=(?<t>[\w.-]+), k=(?<k>[\w-]+)$/.exec(authorization)?.groups ?? {};
  if (t === undefined || k === undefined) return "no vapid credentials";
  if (k !== senderKey) return "the credentials do not correspond to those used to subscribe";
  const [head = "", body = "", signature = ""] = t.split(".");
  const text = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  if ((text(head) as { alg: string }).alg !== "ES256") return "not ES256";
  const { aud, exp } = claims.parse(text(body));
  if (aud !== origin || exp * 1_000 <= at || exp * 1_000 > at + 86_400_000) return "wrong audience or time";
  const point = Buffer.from(k, "base64url");
  const key = createPublicKey({
    format: "jwk",
    key: { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33, 65).toString("base64url") },
  });
  const isSigned = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  return isSigned ? null : "bad signature";
}

/** RFC 8188 §2.1 and RFC 8291 §3.4, from the browser's side. */
function decrypted(body: Buffer, pair: ReturnType<typeof createECDH>, publicKey: string, auth: Buffer): string {
  const [salt, keyLength] = [body.subarray(0, 16), body.readUInt8(20)];
  const sender = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  if (body.readUInt32BE(16) < sealed.length) throw new Error("more than one record");
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), Buffer.from(publicKey, "base64url"), sender]);
  const material = Buffer.from(hkdfSync("sha256", pair.computeSecret(sender), auth, info, 32));
  const derive = (name: string, length: number) => Buffer.from(hkdfSync("sha256", material, salt, `Content-Encoding: ${name}\0`, length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error("the record has no delimiter");
  return plain.subarray(0, end).toString("utf8");
}

/**
 * Links by which somebody who was paged answers from a phone, without signing in: signed, for one page and one person, and only for a
 * time. They go through providers and mail scanners, so opening one never acts; acting needs a second request (server/oncall/routes-link.ts).
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { Refusal } from "#core/refusal.ts";
import { type Instant, toIso } from "#core/time/instant.ts";

/** Name of the installation's secret that signs them. */
export const pageLinkSecret = "page-links";

/** How long a link answers: whoever is woken looks within hours, and what lies in an old mailbox must not act. */
export const pageLinkLifeMs = 24 * 3_600_000;

/** What a link says; `person` is the key by which the model and tickets name somebody, or null for who has none (a contact, a webhook). */
export type PageLink = { pageId: number; customerId: string; deliveryId: number; person: string | null; expiresAt: Instant };

type Written = [pageId: number, customerId: string, deliveryId: number, person: string | null, expiresAt: number];

/** The token for `/p/{token}`: base64url and dots alone, about 120 characters. Expires to the second. */
export function signPageLink(secret: string, { pageId, customerId, deliveryId, person, expiresAt }: PageLink): string {
  const written: Written = [pageId, customerId, deliveryId, person, Math.floor(expiresAt / 1_000)];
  const payload = Buffer.from(JSON.stringify(written)).toString("base64url");
  return `${payload}.${signature(secret, payload)}`;
}

/** Reads a token back. Refuses `bad-link` for what this installation did not sign, `link-expired` from its expiry on. */
export function readPageLink(secret: string, token: string, now: Instant): PageLink {
  const [payload = "", signed = "", ...rest] = token.split(".");
  if (rest.length > 0 || token.length > 2_000 || !isSame(signed, signature(secret, payload))) throw badLink();
  const [pageId, customerId, deliveryId, person, expires] = JSON.parse(Buffer.from(payload, "base64url").toString()) as Written;
  const expiresAt = (expires * 1_000) as Instant;
  if (expiresAt <= now) {
    const at = toIso(expiresAt);
    throw new Refusal("page-link-expired", `This link answered until ${at}: sign in to see what became of it.`, { expiredAt: at });
  }
  return { pageId, customerId, deliveryId, person, expiresAt };
}

/** 128 bits of HMAC-SHA-256: nobody guesses them, and a text message stays short. Bound to its purpose by the first line. */
const signature = (secret: string, payload: string): string =>
  createHmac("sha256", keyFor(secret)).update(`page-link\n${payload}`).digest().toString("base64url", 0, 16);

/** There is one secret; making its key anew takes as long as signing with it. */
let lastKey: { secret: string; key: KeyObject } | null = null;

function keyFor(secret: string): KeyObject {
  if (lastKey?.secret !== secret) lastKey = { secret, key: createSecretKey(Buffer.from(secret)) };
  return lastKey.key;
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const badLink = (): Refusal =>
  new Refusal("bad-page-link", "This link is not one of ours, or it was cut off on its way: open it again from the message.", {});

/** Which letters there are: what each one needs to know, and of which texts it is made. */
import type { Instant } from "#core/time/instant.ts";

/** `at` is an instant, told in `zone` (IANA). */
export type When = { at: Instant; zone: string };

export type Letters = {
  /** A link by which somebody comes in for the first time; `inviter` and `organisation` are names. */
  invitation: { name: string; inviter: string; organisation: string; link: string; hours: number };
  /** A link by which somebody who forgot their password sets another one. */
  reset: { name: string; link: string; minutes: number };
  "password-changed": { name: string } & When;
  /** Somebody signed in where they never did before. */
  "new-sign-in": { name: string; device: string; address: string } & When;
  "second-factor-enabled": { name: string } & When;
  "second-factor-removed": { name: string } & When;
  "recovery-codes-renewed": { name: string } & When;
  "passkey-added": { name: string; passkey: string } & When;
  "passkey-removed": { name: string; passkey: string } & When;
};

export type LetterName = keyof Letters;

/** `button` stands under the link where there is one; `closing` after all. */
export type LetterText = { subject: string; paragraphs: readonly string[]; button?: string; closing: string };
export type LetterTexts = Readonly<Record<LetterName, LetterText>> & { readonly greeting: string; readonly footer: string };

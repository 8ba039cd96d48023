/** Phone numbers as SMS and voice write them: E.164 with its plus sign. */
import { z } from "@hono/zod-openapi";

const written = /^\+[1-9]\d{6,14}$/;

/** What people put between digits, and 00 for the plus sign, are understood. */
const tidied = (text: string): string => text.replaceAll(/[\s().\-/]/g, "").replace(/^00/, "+");

/** An address of the channels sms and voice: `+34600123456`. Separators and a leading 00 are understood; a national number is not. */
export const phoneNumber = z
  .string()
  .max(40)
  .transform(tidied)
  .refine((text) => written.test(text), { error: "Write the number with its country, like +34 600 123 456." });

/** A number as a provider writes it (often without the plus sign), as contact points write it; null for a name or a short code. */
export function readPhoneNumber(text: string): string | null {
  const number = tidied(text.trim());
  const international = number.startsWith("+") ? number : `+${number}`;
  return written.test(international) ? international : null;
}

/** For providers that want digits alone. */
export const digitsOf = (number: string): string => number.replace(/^\+/, "");

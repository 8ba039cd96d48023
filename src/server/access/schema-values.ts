/** Values of which the schemas of people are made. */
import { z } from "@hono/zod-openapi";
import { isZone } from "#server/ticket/local-time.ts";
import { line } from "#server/ticket/schema-values.ts";

export const email = z
  .string()
  .max(254)
  .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "Write an e-mail address, ana@example.com for instance.");
export const personName = line.pipe(z.string().trim().min(1).max(200));
export const department = z.string().trim().min(1).max(200);
export const phone = z
  .string()
  .trim()
  .max(40)
  .regex(/^\+?[\d\s().\-/]{3,40}$/, "Write a telephone number, +34 600 000 000 for instance.");
export const language = z.enum(["en", "fr", "es"]);
export const hourCycle = z.enum(["h12", "h23"]);
export const zone = z.string().max(60).refine(isZone, "Write an IANA name of a zone, Europe/Paris for instance.");

/**
 * What SMS and voice share at Twilio, and at providers that speak its protocol: the account, requests to its API
 * (https://www.twilio.com/docs/usage/api), the signature of what it sends (https://www.twilio.com/docs/usage/security) and TwiML.
 */
import { createHmac } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Language } from "#core/model/document.ts";
import type { Incoming, Probe, Sending, SendOutcome } from "#server/channels/driver.ts";
import { failureAt } from "#server/channels/http-outcome.ts";
import { basicAuthorization, jsonOf, plainly } from "#server/channels/provider-answer.ts";
import { badSignature, isSame } from "#server/channels/verify.ts";
import { xmlText } from "#server/channels/xml.ts";
import type { Outside } from "#server/outside/outside.ts";

/** The settings of an account, for both of its channels. */
export const twilioAccount = {
  accountSid: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{8,64}$/, { error: "An account SID looks like AC and 32 characters." })
    .meta({ title: "Account SID", description: "From the account's console; it begins with AC." }),
  authToken: z.string().min(8).max(200).meta({ title: "Auth token", description: "It also signs what the provider sends back." }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default("https://api.twilio.com")
    .meta({ title: "Address of the API", description: "Another one for a provider that speaks the same protocol." }),
};
export type TwilioAccount = { accountSid: string; authToken: string; baseUrl: string };

/** Errors that speak of the number that was to be reached (https://www.twilio.com/docs/api/errors). */
const aboutTheAddress = new Set([21211, 21214, 21217, 21401, 21407, 21421, 21610, 21612, 21614, 13223, 13224]);

/** Posts a form to a list of the account (`Messages`, `Calls`); 201 with a `sid` is a success. */
export async function createAtTwilio(
  { accountSid, authToken, baseUrl }: TwilioAccount,
  list: "Messages" | "Calls",
  fields: readonly (readonly [string, string])[],
  { address, outside, signal, now }: Pick<Sending<unknown>, "address" | "outside" | "signal" | "now">,
): Promise<SendOutcome> {
  const answer = await outside.request({
    method: "POST",
    url: `${baseUrl.replace(/\/$/, "")}/2010-04-01/Accounts/${accountSid}/${list}.json`,
    headers: { authorization: basicAuthorization(accountSid, authToken), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(),
    signal,
  });
  const told = (jsonOf(answer) ?? {}) as { sid?: unknown; code?: unknown; message?: unknown };
  if (answer.status === 201 || answer.status === 200) {
    if (typeof told.sid === "string") return { outcome: "sent", providerId: told.sid, expectsReceipt: true };
    return { outcome: "failed-for-now", said: "The answer names no message.", mayHaveArrived: true };
  }
  const words = typeof told.message === "string" ? `${told.code}: ${told.message}` : answer.text;
  if (typeof told.code === "number" && aboutTheAddress.has(told.code)) {
    return { outcome: "failed-for-good", said: plainly(words, address), blames: "address" };
  }
  return failureAt(answer, address, now, words);
}

/** Whether the account answers, and is active. */
export async function probeTwilio(
  { accountSid, authToken, baseUrl }: TwilioAccount,
  outside: Outside,
  signal: AbortSignal,
): Promise<Probe> {
  const answer = await outside.request({
    method: "GET",
    url: `${baseUrl.replace(/\/$/, "")}/2010-04-01/Accounts/${accountSid}.json`,
    headers: { authorization: basicAuthorization(accountSid, authToken) },
    signal,
  });
  const { status, message } = (jsonOf(answer) ?? {}) as { status?: unknown; message?: unknown };
  if (answer.status !== 200) return { isWell: false, said: plainly(`${answer.status} ${String(message ?? "")}`, "") };
  return { isWell: status === "active", said: `account ${String(status)}` };
}

/**
 * The form of a request that Twilio signed: HMAC-SHA-1 with the auth token over the address as it was given to Twilio, followed by each
 * field's name and value in the order of the names. The address is taken from `hookUrl`, because a proxy may have changed what arrived;
 * Twilio sometimes counts the standard port in. Refuses `bad-signature`.
 */
export function signedForm(incoming: Incoming, { authToken }: TwilioAccount, hookUrl: string): URLSearchParams {
  const form = new URLSearchParams(incoming.method === "POST" ? incoming.body : "");
  const url = new URL(hookUrl);
  url.search = new URL(incoming.url, hookUrl).search;
  const withPort = url.href.replace(url.host, url.port === "" ? `${url.host}:${url.protocol === "https:" ? 443 : 80}` : url.host);
  const given = incoming.headers["x-twilio-signature"] ?? "";
  if (![url.href, withPort].some((each) => isSame(given, twilioSignature(authToken, each, form)))) throw badSignature("Twilio");
  return form;
}

/** The signature in base64; a field that comes several times counts with each of its different values, in order. */
export function twilioSignature(authToken: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const fields = names.flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => `${name}${value}`));
  return createHmac("sha1", authToken)
    .update(`${url}${fields.join("")}`, "utf8")
    .digest("base64");
}

/** https://www.twilio.com/docs/voice/twiml/say: the language of a voice. */
const spoken: Record<Language, string> = { en: "en-GB", fr: "fr-FR", es: "es-ES" };

export const twiml = (inner: string): string => `<?xml version="1.0" encoding="UTF-8"?><Response>${inner}</Response>`;

export const say = (language: Language, text: string): string => `<Say language="${spoken[language]}">${xmlText(text)}</Say>`;

/**
 * SMS through Vonage's SMS API (https://developer.vonage.com/en/messaging/sms/overview), formerly Nexmo. Receipts and inbound messages come
 * by GET or POST, as a form or as JSON, and are signed where the account has it (https://developer.vonage.com/en/getting-started/concepts/signing-messages).
 * `client-ref` is only a note at Vonage: what is repeated may arrive twice.
 */
import { createHash, createHmac } from "node:crypto";
import { z } from "@hono/zod-openapi";
import { defineDriver, type Incoming, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureAt } from "#server/channels/http-outcome.ts";
import { digitsOf, phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { jsonOf, plainly } from "#server/channels/provider-answer.ts";
import { isGsmText } from "#server/channels/sms/alphabet.ts";
import { badSignature, isSame } from "#server/channels/verify.ts";

const methods = ["md5hash", "md5", "sha1", "sha256", "sha512"] as const;

const settings = z.object({
  apiKey: z.string().trim().min(4).max(40).meta({ title: "API key" }),
  apiSecret: z.string().min(8).max(100).meta({ title: "API secret" }),
  from: z
    .string()
    .trim()
    .regex(/^([1-9]\d{2,14}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, {
      error: "A number without its plus sign, or a name of up to 11 letters.",
    })
    .meta({ title: "Sender", description: "A virtual number without its plus sign, or a name; only numbers can be answered." }),
  signatureSecret: z.string().max(100).default("").meta({
    title: "Signature secret",
    description: "Of the account, where it signs what it sends; else only the hook's own address protects it.",
  }),
  signatureMethod: z
    .enum(methods)
    .default("sha256")
    .meta({ title: "Signature method", description: "As chosen in the account's settings." }),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default("https://rest.nexmo.com")
    .meta({ title: "Address of the API" }),
});

/** Statuses of an answer (https://developer.vonage.com/en/messaging/sms/guides/troubleshooting-sms): throttled, internal error, too many binds. */
const passing = new Set(["1", "5", "10"]);
/** An unknown prefix, a barred and a deactivated number. */
const aboutTheAddress = new Set(["6", "7", "33"]);
const ends: Record<string, "delivered" | "failed"> = { delivered: "delivered", expired: "failed", failed: "failed", rejected: "failed" };

type Answer = { messages?: { status?: string; "message-id"?: string; "error-text"?: string }[] };

export const vonageSms = defineDriver({
  ...{ name: "vonage-sms", title: "Vonage SMS", channel: "sms", isIdempotent: false, givesReceipts: true },
  ...{ settings, secrets: ["apiSecret", "signatureSecret"], address: phoneNumber },
  async send({ settings, address, message, key, hookUrl, outside, signal, now }): Promise<SendOutcome> {
    const form = new URLSearchParams({
      ...{ api_key: settings.apiKey, api_secret: settings.apiSecret, from: settings.from, to: digitsOf(address) },
      ...{ text: message.short, type: isGsmText(message.short) ? "text" : "unicode" },
      ...{ "status-report-req": "true", callback: hookUrl, "client-ref": key.slice(0, 40) },
    });
    const answer = await outside.request({
      method: "POST",
      url: `${settings.baseUrl.replace(/\/$/, "")}/sms/json`,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: form.toString(),
      signal,
    });
    if (answer.status !== 200) return failureAt(answer, address, now);
    const [first] = (jsonOf(answer) as Answer | null)?.messages ?? [];
    if (first === undefined) return { outcome: "failed-for-now", said: "The answer names no message.", mayHaveArrived: true };
    const { status = "" } = first;
    if (status === "0") return { outcome: "sent", providerId: first["message-id"] ?? null, expectsReceipt: true };
    const said = plainly(`${status}: ${first["error-text"] ?? ""}`, address);
    if (passing.has(status)) return { outcome: "failed-for-now", said };
    return { outcome: "failed-for-good", said, blames: aboutTheAddress.has(status) ? "address" : "gateway" };
  },
  async probe({ settings, outside, signal }) {
    const query = new URLSearchParams({ api_key: settings.apiKey, api_secret: settings.apiSecret });
    const url = `${settings.baseUrl.replace(/\/$/, "")}/account/get-balance?${query}`;
    const answer = await outside.request({ method: "GET", url, signal });
    const { value } = (jsonOf(answer) ?? {}) as { value?: unknown };
    if (answer.status !== 200 || typeof value !== "number") return { isWell: false, said: plainly(`${answer.status} ${answer.text}`, "") };
    return { isWell: value > 0, said: `balance ${value}` };
  },
  async receive(incoming, { settings }): Promise<Received> {
    const fields = fieldsOf(incoming);
    const { signatureSecret: secret, signatureMethod: method } = settings;
    if (secret !== "" && !isSame((fields.sig ?? "").toUpperCase(), vonageSignature(fields, secret, method))) throw badSignature("Vonage");
    const { messageId = "", msisdn = "", status, text } = fields;
    if (status !== undefined) {
      const state = ends[status];
      const said = state === "failed" ? `${status} (${fields["err-code"] ?? "?"})` : null;
      return { receipts: state === undefined || messageId === "" ? [] : [{ providerId: messageId, state, said, at: null }], replies: [] };
    }
    const address = readPhoneNumber(msisdn);
    if (address === null || text === undefined) return { receipts: [], replies: [] };
    return { receipts: [], replies: [{ address, text, providerId: null, pageId: null, ...(messageId === "" ? {} : { id: messageId }) }] };
  },
});

/** The parameters, however they came; numbers and booleans of JSON as text. */
function fieldsOf({ method, body, query, headers }: Incoming): Record<string, string> {
  if (method !== "POST") return { ...query };
  if (!(headers["content-type"] ?? "").includes("json")) return Object.fromEntries(new URLSearchParams(body));
  const told = jsonOf({ text: body });
  if (typeof told !== "object" || told === null) return {};
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, String(value)]));
}

/** In capitals: over `&name=value` of all parameters but `sig`, in the order of their names; `&` and `=` in a value count as `_`. */
export function vonageSignature(fields: Record<string, string>, secret: string, method: (typeof methods)[number]): string {
  const names = Object.keys(fields).filter((name) => name !== "sig");
  const signed = names
    .sort()
    .map((name) => `&${name}=${(fields[name] ?? "").replaceAll(/[&=]/g, "_")}`)
    .join("");
  const hash = method === "md5hash" ? createHash("md5").update(`${signed}${secret}`) : createHmac(method, secret).update(signed);
  return hash.digest("hex").toUpperCase();
}

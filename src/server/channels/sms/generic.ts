/**
 * SMS through any provider that takes an HTTP request: address, headers and body are templates. What it sends back to the hook is read by
 * the names of its fields. The hook's own address protects it: a provider that signs wants a driver of its own.
 */
import { z } from "@hono/zod-openapi";
import { defineDriver, type Incoming, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureAt } from "#server/channels/http-outcome.ts";
import { digitsOf, phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { basicAuthorization, jsonOf, plainly } from "#server/channels/provider-answer.ts";
import { answerLanguage } from "#server/channels/reply-language.ts";
import { replyWords } from "#server/channels/reply-words.ts";
import { xmlText } from "#server/channels/xml.ts";

const contentTypes = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  xml: "application/xml; charset=utf-8",
  text: "text/plain; charset=utf-8",
} as const;
type ContentType = keyof typeof contentTypes;

const pattern = z
  .string()
  .max(200)
  .default("")
  .refine((text) => readPattern(text) !== undefined, { error: 'A regular expression, like ^OK or "id":"([^"]+)".' });
const fieldName = z.string().trim().max(100).default("");

const settings = z.object({
  method: z.enum(["POST", "GET", "PUT"]).default("POST").meta({ title: "Method" }),
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), {
      error: "An address like https://sms.example.com/send?to={to}.",
    })
    .meta({
      title: "Address",
      description: "May contain {to}, {digits}, {text}, {key}, {from} and {token}; they are encoded as they must be.",
    }),
  contentType: z.enum(["json", "form", "xml", "text"]).default("json").meta({ title: "Kind of body" }),
  body: z.string().max(4_000).default('{"to":"{to}","text":"{text}","reference":"{key}"}').meta({
    title: "Body",
    description: "The same words in braces; {digits} is the number without its plus sign, {key} the same at a repetition.",
  }),
  from: z.string().trim().max(40).default("").meta({ title: "Sender", description: "What {from} stands for." }),
  header: z
    .string()
    .trim()
    .max(400)
    .regex(/^([A-Za-z0-9-]+: ?[^\r\n]*)?$/, { error: "One header, like Authorization: Bearer {token}." })
    .default("")
    .meta({ title: "Header", description: "Like Authorization: Bearer {token}." }),
  token: z.string().max(1_000).default("").meta({ title: "Token", description: "What {token} stands for." }),
  user: z.string().max(200).default("").meta({ title: "User", description: "With the password, for basic authentication." }),
  password: z.string().max(200).default("").meta({ title: "Password" }),
  successPattern: pattern.meta({
    title: "Success looks like",
    description: "What the answer must contain beside a status of 2xx; empty for anything.",
  }),
  idPattern: pattern.meta({ title: "Id looks like", description: "Its first group is the provider's id of the message." }),
  hasReceipts: z
    .boolean()
    .default(false)
    .meta({ title: "Gives receipts", description: "The provider reports deliveries to this gateway's hook." }),
  receiptIdField: fieldName.meta({ title: "Receipt: field of the id", description: "Of the query, the form or the JSON; like data.id." }),
  receiptStateField: fieldName.meta({ title: "Receipt: field of the state" }),
  deliveredPattern: pattern.default("^(delivered|DELIVRD)$").meta({ title: "Receipt: delivered looks like" }),
  failedPattern: pattern
    .default("^(failed|undelivered|rejected|expired|UNDELIV|REJECTD|EXPIRED)$")
    .meta({ title: "Receipt: failed looks like" }),
  replyFromField: fieldName.meta({ title: "Answer: field of the number" }),
  replyTextField: fieldName.meta({ title: "Answer: field of the text" }),
  replyIdField: fieldName.meta({ title: "Answer: field of its id" }),
  answerLanguage,
});
type Settings = z.output<typeof settings>;

/** Of what a provider answers or sends, as much as a pattern is tried on. */
const longestTried = 4_096;

export const httpSms = defineDriver({
  ...{ name: "http-sms", title: "SMS by HTTP", channel: "sms", isIdempotent: false, givesReceipts: true },
  ...{ settings, secrets: ["token", "password"], address: phoneNumber },
  async send({ settings, address, message, key, outside, signal, now }): Promise<SendOutcome> {
    const values = { to: address, digits: digitsOf(address), text: message.short, key, from: settings.from, token: settings.token };
    const hasBody = settings.method !== "GET" && settings.body !== "";
    const answer = await outside.request({
      method: settings.method,
      url: filled(settings.url, values, encodeURIComponent),
      headers: headersOf(settings, values, hasBody),
      ...(hasBody ? { body: filled(settings.body, values, encoders[settings.contentType]) } : {}),
      signal,
    });
    if (answer.status < 200 || answer.status > 299) return failureAt(answer, address, now);
    const text = answer.text.slice(0, longestTried);
    if (settings.successPattern !== "" && !readPattern(settings.successPattern)?.test(text)) {
      return { outcome: "failed-for-now", said: plainly(text, address) };
    }
    const providerId = settings.idPattern === "" ? null : (readPattern(settings.idPattern)?.exec(text)?.[1] ?? null);
    return { outcome: "sent", providerId, expectsReceipt: settings.hasReceipts && providerId !== null };
  },
  async receive(incoming, { settings }): Promise<Received> {
    const id = fieldOf(incoming, settings.receiptIdField);
    const state = fieldOf(incoming, settings.receiptStateField);
    const receipt = id === null || state === null ? null : stateOf(settings, state);
    const from = fieldOf(incoming, settings.replyFromField);
    const text = fieldOf(incoming, settings.replyTextField);
    const own = fieldOf(incoming, settings.replyIdField);
    const address = from === null ? null : readPhoneNumber(from);
    return {
      receipts:
        id === null || receipt === null ? [] : [{ providerId: id, state: receipt, said: receipt === "failed" ? state : null, at: null }],
      replies:
        address === null || text === null ? [] : [{ address, text, providerId: null, pageId: null, ...(own === null ? {} : { id: own }) }],
      answer: (results) => ({
        status: 200,
        contentType: "text/plain; charset=utf-8",
        body: results.map((result) => replyWords(settings.answerLanguage, result)).join("\n"),
      }),
    };
  },
});

const encoders: Record<ContentType, (value: string) => string> = {
  json: (value) => JSON.stringify(value).slice(1, -1),
  form: encodeURIComponent,
  xml: xmlText,
  text: (value) => value,
};

/** Each word in braces that is known, encoded; others stay. In one pass, so that a value is never taken for a template. */
const filled = (template: string, values: Record<string, string>, encode: (value: string) => string): string =>
  template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? encode(values[name] ?? "") : whole));

function headersOf(settings: Settings, values: Record<string, string>, hasBody: boolean): Record<string, string> {
  const [name = "", ...rest] = settings.header.split(":");
  return {
    ...(hasBody ? { "content-type": contentTypes[settings.contentType] } : {}),
    ...(settings.user === "" ? {} : { authorization: basicAuthorization(settings.user, settings.password) }),
    ...(name === "" ? {} : { [name.toLowerCase()]: filled(rest.join(":").trim(), values, (value) => value.replaceAll(/[\r\n]/g, " ")) }),
  };
}

function stateOf({ deliveredPattern, failedPattern }: Settings, state: string): "delivered" | "failed" | null {
  const tried = state.slice(0, longestTried);
  if (deliveredPattern !== "" && readPattern(deliveredPattern)?.test(tried)) return "delivered";
  return failedPattern !== "" && readPattern(failedPattern)?.test(tried) ? "failed" : null;
}

/** The field of that name: of the query, else of the form or, with dots between the names, of the JSON in the body. */
function fieldOf({ query, body, headers }: Incoming, name: string): string | null {
  if (name === "") return null;
  const asked = query[name];
  if (asked !== undefined) return asked;
  if (!(headers["content-type"] ?? "").includes("json")) return new URLSearchParams(body).get(name);
  let found: unknown = jsonOf({ text: body });
  for (const part of name.split("."))
    found = typeof found === "object" && found !== null ? (found as Record<string, unknown>)[part] : undefined;
  return typeof found === "string" || typeof found === "number" ? String(found) : null;
}

function readPattern(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return;
  }
}

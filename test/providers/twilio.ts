/**
 * Twilio, as its documentation has it: Messages and Calls (https://www.twilio.com/docs/messaging/api/message-resource,
 * https://www.twilio.com/docs/voice/api/call-resource), errors with their codes, and callbacks signed with the auth token.
 */
import { createHmac } from "node:crypto";
import type { Incoming } from "#server/channels/driver.ts";
import { type Answered, type Asked, basicOf, type HttpProvider, json, openProvider } from "./http-provider.ts";
import { incomingOf } from "./trial.ts";

export const accountSid = "AC0123456789abcdef0123456789abcdef";
export const authToken = "fedcba9876543210fedcba9876543210";

export type Twilio = HttpProvider & {
  /** The forms that were taken, with the sid that each got. */
  readonly taken: { sid: string; list: string; form: URLSearchParams }[];
  /** A request of Twilio's to an address that it was given. */
  callback(url: string, fields: Record<string, string>): Incoming;
};

const known = {
  Messages: ["To", "From", "MessagingServiceSid", "Body", "StatusCallback"],
  Calls: [
    "To",
    "From",
    "Twiml",
    "Timeout",
    "StatusCallback",
    "StatusCallbackEvent",
    "MachineDetection",
    "AsyncAmd",
    "AsyncAmdStatusCallback",
  ],
};

export async function openTwilio(): Promise<Twilio> {
  const taken: Twilio["taken"] = [];
  const provider = await openProvider((asked) => {
    if (basicOf(asked) !== `${accountSid}:${authToken}`) return refused(401, 20003, "Authenticate");
    if (asked.path === `/2010-04-01/Accounts/${accountSid}.json` && asked.method === "GET") {
      return json(200, { sid: accountSid, status: "active", type: "Full" });
    }
    const list = /^\/2010-04-01\/Accounts\/(\w+)\/(Messages|Calls)\.json$/.exec(asked.path);
    if (list === null || list[1] !== accountSid || asked.method !== "POST") return refused(404, 20404, `${asked.path} was not found`);
    const name = list[2] as keyof typeof known;
    const form = new URLSearchParams(asked.body);
    const refusal = refusalOf(name, form, asked);
    if (refusal !== null) return refusal;
    const sid = `${name === "Messages" ? "SM" : "CA"}${String(taken.length + 1).padStart(32, "0")}`;
    taken.push({ sid, list: name, form });
    return json(201, { sid, status: "queued", to: form.get("To"), error_code: null });
  });
  return {
    ...provider,
    taken,
    callback(url, fields) {
      const signed = Object.keys(fields)
        .sort()
        .reduce((text, name) => `${text}${name}${fields[name]}`, url);
      const signature = createHmac("sha1", authToken).update(Buffer.from(signed, "utf8")).digest("base64");
      return incomingOf({ url, headers: { "x-twilio-signature": signature }, body: fields });
    },
  };
}

const refused = (status: number, code: number, message: string): Answered =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

function refusalOf(list: keyof typeof known, form: URLSearchParams, { headers }: Asked): Answered | null {
  if (headers["content-type"] !== "application/x-www-form-urlencoded") return refused(415, 20415, "Unsupported media type");
  for (const name of form.keys()) if (!known[list].includes(name)) return refused(400, 20001, `Unknown parameter ${name}`);
  const to = form.get("To") ?? "";
  if (!/^\+[1-9]\d{7,14}$/.test(to) || to === "+15005550001") {
    return refused(400, list === "Messages" ? 21211 : 21217, `The 'To' number ${to} is not a valid phone number.`);
  }
  if (to === "+15005550004") return refused(400, 21610, "Attempt to send to unsubscribed recipient");
  if ((form.get("From") ?? form.get("MessagingServiceSid") ?? "") === "") return refused(400, 21603, "A 'From' phone number is required.");
  if (!URL.canParse(form.get("StatusCallback") ?? "")) return refused(400, 21609, "The 'StatusCallback' URL is not a valid URL.");
  if (form.get("AsyncAmd") === "true" && !URL.canParse(form.get("AsyncAmdStatusCallback") ?? ""))
    return refused(400, 21262, "No AMD status callback");
  if (list === "Calls") return twimlRefusal(form.get("Twiml") ?? "");
  const body = form.get("Body") ?? "";
  if (body === "") return refused(400, 21602, "Message body is required.");
  return body.length > 1_600 ? refused(400, 21617, "The concatenated message body exceeds the 1600 character limit.") : null;
}

/** As much of TwiML as is used: elements closed in order, known ones only, at most 4,000 characters. */
function twimlRefusal(twiml: string): Answered | null {
  if (twiml.length === 0 || twiml.length > 4_000) return refused(400, 21218, "Invalid Twiml");
  const open: string[] = [];
  const tags = /<(\/?)([A-Z][A-Za-z]*)((?: [A-Za-z]+="[^"<&]*(?:&#?\w+;[^"<&]*)*")*)(\/?)>/g;
  const rest = twiml.replace(/^<\?xml[^>]*\?>/, "").replaceAll(tags, (_, closing: string, name: string, __, alone: string) => {
    if (!["Response", "Gather", "Say", "Pause"].includes(name)) open.push("?");
    if (closing === "/") return open.pop() === name ? "" : "<";
    if (alone === "") open.push(name);
    return "";
  });
  return open.length > 0 || /[<>]|&(?!#?\w+;)/.test(rest) ? refused(400, 21218, "Invalid Twiml") : null;
}

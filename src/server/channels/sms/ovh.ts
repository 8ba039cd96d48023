/**
 * SMS through OVHcloud (https://eu.api.ovh.com/console/?section=%2Fsms). Requests are signed with the application's secret and the consumer's
 * key. Receipts come to the account's callback (one for the whole account, set at OVHcloud), unsigned: the hook's own address protects
 * them. Answers to short numbers are fetched. A job knows no idempotency: what is repeated may arrive twice.
 */
import { createHash } from "node:crypto";
import { z } from "@hono/zod-openapi";
import type { Instant } from "#core/time/instant.ts";
import { defineDriver, type Received, type Reply, type SendOutcome } from "#server/channels/driver.ts";
import { failureAt } from "#server/channels/http-outcome.ts";
import { phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { jsonOf, plainly } from "#server/channels/provider-answer.ts";
import { isGsmText } from "#server/channels/sms/alphabet.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

const settings = z.object({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default("https://eu.api.ovh.com/1.0")
    .meta({ title: "Address of the API", description: "https://eu.api.ovh.com/1.0 or https://ca.api.ovh.com/1.0." }),
  serviceName: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{4,40}$/, { error: "The name of the SMS service, like sms-ab12345-1." })
    .meta({ title: "SMS service", description: "Like sms-ab12345-1." }),
  applicationKey: z.string().trim().min(8).max(64).meta({ title: "Application key" }),
  applicationSecret: z.string().min(8).max(128).meta({ title: "Application secret" }),
  consumerKey: z.string().min(8).max(128).meta({ title: "Consumer key", description: "With the rights GET, POST and DELETE on /sms/*." }),
  sender: z
    .string()
    .trim()
    .max(15)
    .default("")
    .meta({ title: "Sender", description: "A name validated by OVHcloud; empty for a short number, which can be answered for 48 hours." }),
  hasCallback: z.boolean().default(false).meta({
    title: "Receipts come to the hook",
    description: "Set the account's callback at OVHcloud to this gateway's hook; then receipts are expected.",
  }),
});
type Settings = z.output<typeof settings>;
type Asking = { settings: Settings; outside: Outside; signal: AbortSignal; now: Instant };

/** 0, 4 and 8 are on the way; 1 has arrived, 2 and 16 never will. */
const ends: Record<string, "delivered" | "failed"> = { "1": "delivered", "2": "failed", "16": "failed" };
/** Fetched at a time; the rest the next time. */
const mostReplies = 20;

export const ovhSms = defineDriver({
  ...{ name: "ovh-sms", title: "OVHcloud SMS", channel: "sms", isIdempotent: false, givesReceipts: true },
  ...{ settings, secrets: ["applicationSecret", "consumerKey"], address: phoneNumber },
  async send({ settings, address, message, outside, signal, now }): Promise<SendOutcome> {
    const sender = settings.sender === "" ? { senderForResponse: true } : { senderForResponse: false, sender: settings.sender };
    const answer = await ask({ settings, outside, signal, now }, "POST", "/jobs", {
      ...{ message: message.short, receivers: [address], ...sender, charset: "UTF-8", coding: isGsmText(message.short) ? "7bit" : "8bit" },
      // Without it, French law lets no message through at night.
      ...{ noStopClause: true, priority: "high" },
    });
    if (answer.status !== 200) return failureAt(answer, address, now, wordsOf(answer));
    const job = (jsonOf(answer) ?? {}) as { ids?: number[]; invalidReceivers?: string[] };
    if ((job.invalidReceivers ?? []).length > 0) return { outcome: "failed-for-good", said: "The number is invalid.", blames: "address" };
    const id = job.ids?.[0];
    return { outcome: "sent", providerId: id === undefined ? null : String(id), expectsReceipt: settings.hasCallback && id !== undefined };
  },
  async probe({ settings, hookUrl, outside, signal }) {
    const answer = await ask({ settings, outside, signal, now: await timeAt(settings, outside, signal) }, "GET", "");
    if (answer.status !== 200) return { isWell: false, said: plainly(`${answer.status} ${wordsOf(answer)}`, "") };
    const account = (jsonOf(answer) ?? {}) as { status?: string; creditsLeft?: number; callBack?: string | null };
    if (account.status !== "enable") return { isWell: false, said: `account ${account.status}` };
    if ((account.creditsLeft ?? 0) <= 0) return { isWell: false, said: "no credits left" };
    const isDeaf = settings.hasCallback && account.callBack !== hookUrl;
    return { isWell: !isDeaf, said: isDeaf ? "the account's callback is not this gateway's hook" : `${account.creditsLeft} credits` };
  },
  async receive({ query }): Promise<Received> {
    const { id = "", dlr = "", ptt } = query;
    const state = ends[dlr];
    const said = state === "failed" ? `dlr ${dlr}${ptt === undefined ? "" : `, ptt ${ptt}`}` : null;
    return { receipts: state === undefined || id === "" ? [] : [{ providerId: id, state, said, at: null }], replies: [] };
  },
  async collect(context): Promise<Received> {
    if (context.settings.sender !== "") return { receipts: [], replies: [] };
    const listed = jsonOf(await ask(context, "GET", "/incoming"));
    const ids = (Array.isArray(listed) ? listed : []).filter((id) => Number.isSafeInteger(id)).slice(0, mostReplies) as number[];
    const replies: Reply[] = [];
    for (const id of ids) {
      const { sender = "", message = "" } = (jsonOf(await ask(context, "GET", `/incoming/${id}`)) ?? {}) as Record<string, string>;
      const address = readPhoneNumber(sender);
      if (address !== null) replies.push({ address, text: message, providerId: null, pageId: null, id: String(id) });
    }
    return {
      ...{ receipts: [], replies },
      forget: async () => {
        for (const id of ids) await ask(context, "DELETE", `/incoming/${id}`);
      },
    };
  },
});

/**
 * One request, signed (https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api): `$1$` and the SHA-1 over secret, consumer's key,
 * method, address, body and seconds, joined by `+`. A clock that disagrees with OVHcloud's is refused; then theirs is asked, once.
 */
async function ask(asking: Asking, method: "GET" | "POST" | "DELETE", path: string, content?: unknown): Promise<OutsideAnswer> {
  const { settings, outside, signal } = asking;
  const url = `${settings.baseUrl.replace(/\/$/, "")}/sms/${settings.serviceName}${path}`;
  const body = content === undefined ? "" : JSON.stringify(content);
  const attempt = (now: Instant) => {
    const timestamp = String(Math.floor(now / 1_000));
    const headers = {
      ...{ "content-type": "application/json", "x-ovh-application": settings.applicationKey, "x-ovh-consumer": settings.consumerKey },
      ...{ "x-ovh-timestamp": timestamp, "x-ovh-signature": ovhSignature(settings, { method, url, body, timestamp }) },
    };
    return outside.request({ method, url, headers, signal, ...(body === "" ? {} : { body }) });
  };
  const answer = await attempt(asking.now);
  if (answer.status !== 400 || (jsonOf(answer) as { errorCode?: string } | null)?.errorCode !== "QUERY_TIME_OUT") return answer;
  return attempt(await timeAt(settings, outside, signal));
}

async function timeAt({ baseUrl }: Settings, outside: Outside, signal: AbortSignal): Promise<Instant> {
  const { text } = await outside.request({ method: "GET", url: `${baseUrl.replace(/\/$/, "")}/auth/time`, signal });
  return (Number(text) * 1_000) as Instant;
}

export function ovhSignature(
  { applicationSecret, consumerKey }: { applicationSecret: string; consumerKey: string },
  { method, url, body, timestamp }: { method: string; url: string; body: string; timestamp: string },
): string {
  const signed = [applicationSecret, consumerKey, method, url, body, timestamp].join("+");
  return `$1$${createHash("sha1").update(signed).digest("hex")}`;
}

const wordsOf = (answer: OutsideAnswer): string => {
  const { message } = (jsonOf(answer) ?? {}) as { message?: unknown };
  return typeof message === "string" ? message : answer.text;
};

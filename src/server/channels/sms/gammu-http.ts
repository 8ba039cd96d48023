/**
 * SMS through a GSM modem by Gammu behind HTTP: the interface of sms-gammu-gateway (https://github.com/pajikos/sms-gammu-gateway).
 * It sends while it answers and reports nothing afterwards; a repetition after an unknown end may send twice.
 */
import { z } from "@hono/zod-openapi";
import { defineDriver, type Received, type SendOutcome } from "#server/channels/driver.ts";
import { failureAt } from "#server/channels/http-outcome.ts";
import { phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { basicAuthorization, jsonOf, plainly } from "#server/channels/provider-answer.ts";
import type { Outside, OutsideRequest } from "#server/outside/outside.ts";

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ title: "Address", description: "Of the gateway beside the modem, like http://192.168.1.20:5000." }),
  user: z.string().min(1).max(200).meta({ title: "User" }),
  password: z.string().min(1).max(200).meta({ title: "Password" }),
});
type Settings = z.output<typeof settings>;
type Asking = { settings: Settings; outside: Outside; signal: AbortSignal };
type Stored = { Date?: string; Number?: string; State?: string; Text?: string };

export const gammuHttp = defineDriver({
  ...{ name: "gammu-http", title: "GSM modem (Gammu by HTTP)", channel: "sms", isIdempotent: false, givesReceipts: false },
  ...{ settings, secrets: ["password"], address: phoneNumber },
  async send({ settings, address, message, outside, signal, now }): Promise<SendOutcome> {
    const body = JSON.stringify({ text: message.short, number: address });
    const answer = await ask({ settings, outside, signal }, { method: "POST", path: "/sms", body });
    // A modem that cannot be spoken to is a 500: it is not known whether the network had the message.
    if (answer.status !== 200) return failureAt(answer, address, now);
    const { message: references } = (jsonOf(answer) ?? {}) as { message?: unknown };
    return { outcome: "sent", providerId: typeof references === "string" ? plainly(references, address) : null, expectsReceipt: false };
  },
  async probe(asking) {
    const answer = await ask(asking, { method: "GET", path: "/signal" });
    const { SignalPercent: percent } = (jsonOf(answer) ?? {}) as { SignalPercent?: unknown };
    if (answer.status !== 200 || typeof percent !== "number")
      return { isWell: false, said: plainly(`${answer.status} ${answer.text}`, "") };
    // Gammu says -1 for a signal that it does not know.
    return { isWell: percent > 0, said: `signal ${percent} %` };
  },
  async collect(asking): Promise<Received> {
    const arrived = (await stored(asking)).map((each, index) => ({ ...each, index })).filter(isReceived);
    const replies = arrived.flatMap(({ Number: from = "", Text: text = "", Date: at = "" }) => {
      const address = readPhoneNumber(from);
      return address === null ? [] : [{ address, text, providerId: null, pageId: null, id: `${at} ${from}` }];
    });
    return { receipts: [], replies, forget: () => removeFrom(asking, arrived) };
  },
});

const isReceived = ({ State }: Stored): boolean => State === "UnRead" || State === "Read";

async function stored(asking: Asking): Promise<Stored[]> {
  const listed = jsonOf(await ask(asking, { method: "GET", path: "/sms" }));
  return Array.isArray(listed) ? (listed as Stored[]) : [];
}

/** Places are counted anew after each removal: from the last to the first, and each looked at before. */
async function removeFrom(asking: Asking, arrived: readonly (Stored & { index: number })[]): Promise<void> {
  for (const { index, ...known } of arrived.toReversed()) {
    const there = (jsonOf(await ask(asking, { method: "GET", path: `/sms/${index}` })) ?? {}) as Stored;
    const isSame = there.Date === known.Date && there.Number === known.Number && there.Text === known.Text;
    if (isSame) await ask(asking, { method: "DELETE", path: `/sms/${index}` });
  }
}

type Ask = { method: OutsideRequest["method"]; path: string; body?: string };

function ask({ settings: { url, user, password }, outside, signal }: Asking, { method, path, body }: Ask) {
  return outside.request({
    ...{ method, url: `${url.replace(/\/$/, "")}${path}`, signal },
    headers: { authorization: basicAuthorization(user, password), ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
  });
}

/**
 * SMS through Twilio's Messages (https://www.twilio.com/docs/messaging/api/message-resource) or a provider that speaks the same.
 * It knows no idempotency key: what is repeated after an unknown end may arrive twice.
 */
import { z } from "@hono/zod-openapi";
import { defineDriver, type Received } from "#server/channels/driver.ts";
import { phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { answerLanguage } from "#server/channels/reply-language.ts";
import { replyWords } from "#server/channels/reply-words.ts";
import { createAtTwilio, probeTwilio, signedForm, twilioAccount, twiml } from "#server/channels/twilio.ts";
import { xmlText } from "#server/channels/xml.ts";

const settings = z.object({
  ...twilioAccount,
  from: z
    .string()
    .trim()
    .regex(/^(\+[1-9]\d{3,14}|\d{3,8}|MG[0-9a-fA-F]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/, {
      error: "A number of the account like +34911123456, a short code, a name of up to 11 letters, or a messaging service (MG…).",
    })
    .meta({ title: "Sender", description: "A number of the account, a name, or a messaging service; only numbers can be answered." }),
  answerLanguage,
});

/** Where a message stands; the others (queued, sending, sent…) say nothing yet. */
const ends: Record<string, "delivered" | "failed"> = {
  delivered: "delivered",
  read: "delivered",
  undelivered: "failed",
  failed: "failed",
  canceled: "failed",
};

export const twilioSms = defineDriver({
  ...{ name: "twilio-sms", title: "Twilio SMS", channel: "sms", isIdempotent: false, givesReceipts: true },
  ...{ settings, secrets: ["authToken"], address: phoneNumber },
  send({ settings, address, message, hookUrl, outside, signal, now }) {
    const sender = settings.from.startsWith("MG") ? "MessagingServiceSid" : "From";
    const fields = [
      ["To", address],
      [sender, settings.from],
      ["Body", message.short],
      ["StatusCallback", hookUrl],
    ] as const;
    return createAtTwilio(settings, "Messages", fields, { address, outside, signal, now });
  },
  probe: ({ settings, outside, signal }) => probeTwilio(settings, outside, signal),
  async receive(incoming, { settings, hookUrl }): Promise<Received> {
    const form = signedForm(incoming, settings, hookUrl);
    const providerId = form.get("MessageSid") ?? form.get("SmsSid") ?? "";
    const status = form.get("MessageStatus");
    if (status !== null) {
      const state = ends[status];
      const code = form.get("ErrorCode");
      const said = state === "failed" ? `${status}${code === null ? "" : ` (${code})`}` : null;
      return { receipts: state === undefined || providerId === "" ? [] : [{ providerId, state, said, at: null }], replies: [] };
    }
    const address = readPhoneNumber(form.get("From") ?? "");
    if (address === null) return { receipts: [], replies: [] };
    return {
      receipts: [],
      replies: [
        { address, text: form.get("Body") ?? "", providerId: null, pageId: null, ...(providerId === "" ? {} : { id: providerId }) },
      ],
      answer: (results) => {
        const messages = results.map((result) => `<Message>${xmlText(replyWords(settings.answerLanguage, result))}</Message>`);
        return { status: 200, contentType: "text/xml", body: twiml(messages.join("")) };
      },
    };
  },
});

/**
 * Calls through Twilio (https://www.twilio.com/docs/voice/api/call-resource) or a provider that speaks the same: the text is read aloud
 * twice, and one key answers: 1 acknowledges, 2 escalates. What is to be said goes along with the order (`Twiml`), so that nobody has to
 * reach us while the phone rings; only the pressed key comes back.
 */
import { z } from "@hono/zod-openapi";
import type { Language } from "#core/model/document.ts";
import { defineDriver, type Message, type Received, type ReplyResult } from "#server/channels/driver.ts";
import { phoneNumber, readPhoneNumber } from "#server/channels/phone-number.ts";
import { replyWords } from "#server/channels/reply-words.ts";
import { createAtTwilio, probeTwilio, say, signedForm, twilioAccount, twiml } from "#server/channels/twilio.ts";
import { goodbye, keyMenu, wordOfKey, wrongKey } from "#server/channels/voice/key-menu.ts";
import { xmlText } from "#server/channels/xml.ts";

const settings = z.object({
  ...twilioAccount,
  from: z
    .string()
    .trim()
    .regex(/^\+[1-9]\d{6,14}$/, { error: "A number of the account, like +34911123456." })
    .meta({ title: "Calling number", description: "A number of the account, or one that was verified there." }),
  ringSeconds: z
    .int()
    .min(10)
    .max(120)
    .default(30)
    .meta({ title: "Seconds to ring", description: "Short enough that the voice mail does not answer." }),
  detectMachines: z.boolean().default(false).meta({
    title: "Recognise answering machines",
    description: "A machine that answers counts as nobody reached; costs more.",
  }),
});

const ends: Record<string, "delivered" | "failed"> = {
  completed: "delivered",
  busy: "failed",
  "no-answer": "failed",
  failed: "failed",
  canceled: "failed",
};

/** What `Twiml` may have at most, in characters. */
const longestTwiml = 4_000;
const longestSpoken = 1_200;

export const twilioVoice = defineDriver({
  ...{ name: "twilio-voice", title: "Twilio voice", channel: "voice", isIdempotent: false, givesReceipts: true },
  ...{ settings, secrets: ["authToken"], address: phoneNumber },
  send({ settings, address, message, hookUrl, outside, signal, now }) {
    const fields = [
      ["To", address],
      ["From", settings.from],
      ["Twiml", speech(message, hookUrl)],
      ["Timeout", String(settings.ringSeconds)],
      ["StatusCallback", hookUrl],
      ["StatusCallbackEvent", "completed"],
      ...(settings.detectMachines ? detection(hookUrl) : []),
    ] as const;
    return createAtTwilio(settings, "Calls", fields, { address, outside, signal, now });
  },
  probe: ({ settings, outside, signal }) => probeTwilio(settings, outside, signal),
  async receive(incoming, { settings, hookUrl }): Promise<Received> {
    const form = signedForm(incoming, settings, hookUrl);
    const providerId = form.get("CallSid") ?? "";
    const digits = form.get("Digits");
    if (digits === null) return { receipts: ended(form, providerId, settings.detectMachines), replies: [] };
    const language = languageOf(incoming.query.language);
    const pageId = Number(incoming.query.page);
    // Whom we called is `To`; somebody who calls our number would be `From`.
    const address = readPhoneNumber(form.get((form.get("Direction") ?? "").startsWith("outbound") ? "To" : "From") ?? "");
    const word = wordOfKey(digits);
    if (word === null || address === null || !Number.isSafeInteger(pageId) || pageId <= 0) {
      return { receipts: [], replies: [], answer: () => spokenAnswer(say(language, wrongKey(language))) };
    }
    return {
      receipts: [],
      replies: [{ address, text: `${word} ${pageId}`, providerId: providerId === "" ? null : providerId, pageId }],
      answer: (results: readonly ReplyResult[]) =>
        spokenAnswer(`${results.map((result) => say(language, replyWords(language, result))).join("")}${say(language, goodbye(language))}`),
    };
  },
});

/** Without a page there is nothing to answer: it is only said. */
function speech({ spoken, language, pageId }: Message, hookUrl: string): string {
  for (let most = longestSpoken; ; most = Math.floor(most / 2)) {
    const text = say(language, spoken.slice(0, most));
    const said = twiml(pageId === null ? `${text}<Pause length="1"/>${text}` : withMenu(text, language, pageId, hookUrl));
    if (said.length <= longestTwiml) return said;
  }
}

function withMenu(text: string, language: Language, pageId: number, hookUrl: string): string {
  const action = new URL(hookUrl);
  action.searchParams.set("page", String(pageId));
  action.searchParams.set("language", language);
  const attributes = `numDigits="1" timeout="6" method="POST" action="${xmlText(action.href)}"`;
  const gather = `<Gather ${attributes}>${text}${say(language, keyMenu(language))}</Gather>`;
  return `${gather}${gather}${say(language, goodbye(language))}`;
}

/** Beside the call, so that nobody waits in silence (https://www.twilio.com/docs/voice/answering-machine-detection). */
const detection = (hookUrl: string) =>
  [
    ["MachineDetection", "Enable"],
    ["AsyncAmd", "true"],
    ["AsyncAmdStatusCallback", hookUrl],
  ] as const;

/** Where machines are recognised, a completed call says nothing: who answered is told in a request of its own. */
function ended(form: URLSearchParams, providerId: string, isDetecting: boolean): Received["receipts"] {
  if (providerId === "") return [];
  const answeredBy = form.get("AnsweredBy");
  if (answeredBy !== null) {
    const machine = /^(machine|fax)/.exec(answeredBy)?.[1];
    const said = machine === undefined ? null : `answered by a ${machine}`;
    return [{ providerId, state: machine === undefined ? "delivered" : "failed", said, at: null }];
  }
  const status = form.get("CallStatus") ?? "";
  const state = ends[status];
  if (state === undefined || (isDetecting && status === "completed")) return [];
  return [{ providerId, state, said: state === "failed" ? status : null, at: null }];
}

const spokenAnswer = (inner: string) => ({ status: 200, contentType: "text/xml", body: twiml(inner) });

const languageOf = (written: string | undefined): Language => (written === "fr" || written === "es" ? written : "en");

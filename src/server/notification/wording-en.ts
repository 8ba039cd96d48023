/** What Guardia tells people, in English. */
import { spelled, type Wording } from "#server/notification/wording-kinds.ts";

export const en: Wording = {
  page: {
    subject: ({ number, customer, summary, isUrgent }) => `[#${number}] ${isUrgent ? "Urgent page" : "Page"}: ${customer}: ${summary}`,
    text: ({ number, customer, summary, isUrgent, since }) => [
      `${customer}: ${summary}`,
      `Page ${number}, ${isUrgent ? "urgent" : "not urgent"}, since ${since}.`,
      `Acknowledge it by the link, or answer ACK ${number} to take it, ESC ${number} to pass it on, RES ${number} when it is over.`,
    ],
    short: ({ number, customer, summary }) => `${customer}: ${summary}. Answer ACK ${number} or ESC ${number}.`,
    spoken: ({ number, customer, summary, isUrgent }) =>
      `This is Guardia. ${isUrgent ? "Urgent page" : "Page"} ${spelled(number)}. ${customer}. ${summary}.`,
    ourselves: "Guardia itself",
  },
  notice: {
    subject({ number, by }, cause) {
      if (cause.kind === "threshold" && "percent" in cause) {
        const objective = en.objectives[cause.objective];
        return cause.percent >= 100 ? `#${number}: ${objective} is overdue` : `#${number}: ${objective} at ${cause.percent} % of its time`;
      }
      if (cause.kind === "silence" && "silence" in cause) return `#${number}: no word to the customer for ${cause.silence}`;
      if (cause.kind === "mention") return `#${number}: ${by} mentioned you`;
      if (cause.kind === "message") return `#${number}: the customer wrote`;
      if (cause.kind === "rating" && "score" in cause) return `#${number}: the customer rated it ${cause.score} of 5`;
      if (cause.kind === "complaint") return `#${number}: the customer complains`;
      return `#${number}: news`;
    },
    text: ({ customer, subject, due }) => [`${customer}: ${subject}`, ...(due === "" ? [] : [`Due ${due}.`])],
  },
  test: {
    subject: "A test from Guardia",
    text: (name, at) => `${name}, this is the test that was asked for at ${at}: by this way Guardia reaches you. There is nothing to do.`,
    spoken: "This is Guardia, with the test that was asked for. By this way we reach you. There is nothing to do.",
  },
  code: {
    subject: "Your code for Guardia",
    text: (code, minutes) => `${code} is the code by which you confirm to Guardia that this is yours. It holds for ${minutes} minutes.`,
    spoken: (code) => `This is Guardia. Your code is ${spelled(code)}. Once more: ${spelled(code)}.`,
  },
  alarm: { prefix: "Guardia" },
  objectives: {
    response: "the first response",
    "next-response": "the next response",
    update: "the update",
    escalation: "the escalation",
    restoration: "the restoration",
    resolution: "the resolution",
  },
};

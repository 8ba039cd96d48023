/** Letters about tickets in English. ICU MessageFormat. */
import type { TicketWords } from "#server/channels/email/ticket-words.ts";

export const en: TicketWords = {
  greeting: "Hello {name},",
  greetingPlain: "Hello,",
  receipt: {
    lead: "We have received your message. It is ticket #{ticket}; please keep this number.",
    promise: "You will have our first answer by {due} at the latest.",
    billable: "What you ask for is not included in your agreement ({clause}): we will send you a quote before any work begins.",
    excerpt: "What you wrote to us:",
  },
  question: {
    lead: "To go on with ticket #{ticket} we need something from you: please read our last message and answer it.",
    leadNoted: "To go on with ticket #{ticket} we need something from you:",
  },
  quote: {
    lead: "For ticket #{ticket} we offer you this work for {amount}:",
    leadHours: "For ticket #{ticket} we offer you this work for {amount}, about {hours, plural, one {# hour} other {# hours}}:",
    decide: "Work begins once your designated contact has approved the quote in the portal.",
    waits: "The ticket waits until then.",
  },
  resolution: {
    lead: "Ticket #{ticket} is resolved. What was done:",
    reopen: "If it still does not work, answer this letter: the ticket is then open again.",
    reopenUntil: "If it still does not work, answer this letter before {until}: the ticket is then open again.",
    reopenThere: "If it still does not work, reopen the ticket in the portal.",
    rate: "How did we do? In the portal you can tell us with one click.",
  },
  wrote: "On {at}, {name} wrote:",
  machine: "This answer was written automatically.",
  leftOut: "Too large for mail: {names}. You find {count, plural, one {the file} other {the files}} in the portal.",
  picture: "[picture: {name}]",
  open: "Open the ticket",
  decide: "Decide in the portal",
  footer: {
    answer: "Just answer this letter: your words and files go into ticket #{ticket}.",
    noAnswer: "Answers to this letter reach nobody: please use the portal.",
    about: "{provider} wrote to you about ticket #{ticket} of {customer}.",
  },
};

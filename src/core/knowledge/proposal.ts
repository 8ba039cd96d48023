/** What an article made of a resolved ticket would say: the question and the answer, without those who asked and answered. */
import { type KnownNames, type Replaced, withoutPersons } from "#core/knowledge/redaction.ts";
import type { Language } from "#core/model/document.ts";
import { Refusal } from "#core/refusal.ts";

/** The public side of a ticket, as plain text or Markdown; internal notes have no place here, so that none can slip in. */
export type PublicStory = {
  ticketId: number;
  status: "open" | "resolved" | "closed";
  subject: string;
  description: string;
  solution: string | null;
  /** Public answers in order. */
  messages: readonly { by: "agent" | "contact"; text: string }[];
};

export type Proposal = { title: string; body: string; replaced: Replaced[] };

type Headings = { question: string; answer: string; said: string; by: Record<"agent" | "contact", string> };

const headings: Readonly<Record<Language, Headings>> = {
  en: { question: "What happens", answer: "What to do", said: "From the conversation", by: { agent: "Support", contact: "Customer" } },
  fr: { question: "Ce qui se passe", answer: "Que faire", said: "Extraits de l’échange", by: { agent: "Support", contact: "Client" } },
  es: { question: "Qué ocurre", answer: "Qué hacer", said: "De la conversación", by: { agent: "Soporte", contact: "Cliente" } },
};

/** An article tells the core of a conversation, not all of it. */
const mostMessages = 6;
const longestMessage = 2_000;

/** Refuses `ticket-unresolved` while there is nothing to tell: a draft of a question without its answer helps nobody. */
export function proposeArticle(story: PublicStory, names: KnownNames, language: Language): Proposal {
  if (story.status === "open" || story.solution === null) {
    throw new Refusal(
      "ticket-unresolved",
      `Ticket ${story.ticketId} is not resolved yet: resolve it with its solution, then write the article.`,
      {
        ticketId: story.ticketId,
      },
    );
  }
  const words = headings[language];
  const said = story.messages.filter(({ text }) => text.trim() !== "").slice(-mostMessages);
  const parts = [
    `## ${words.question}\n\n${story.description.trim() === "" ? story.subject : story.description.trim()}`,
    `## ${words.answer}\n\n${story.solution.trim()}`,
    ...(said.length === 0 ? [] : [`## ${words.said}\n\n${said.map(({ by, text }) => quoted(words.by[by], text)).join("\n\n")}`]),
  ];
  const title = withoutPersons(story.subject.trim(), names, language);
  const body = withoutPersons(parts.join("\n\n"), names, language);
  return { title: title.text, body: `${body.text}\n`, replaced: together(title.replaced, body.replaced) };
}

const quoted = (who: string, text: string): string => `> **${who}:** ${text.trim().slice(0, longestMessage).replaceAll("\n", "\n> ")}`;

function together(first: readonly Replaced[], second: readonly Replaced[]): Replaced[] {
  const all = new Map<string, Replaced>();
  for (const each of [...first, ...second]) {
    const key = `${each.kind}\n${each.text.toLowerCase()}`;
    const before = all.get(key);
    all.set(key, before === undefined ? { ...each } : { ...before, times: before.times + each.times });
  }
  return [...all.values()];
}

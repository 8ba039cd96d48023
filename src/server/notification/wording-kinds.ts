/** What each of our messages needs to know, and what a language has to word. */
import type { Objective } from "#core/model/document.ts";
import type { NotificationCause } from "#core/ticket/ticket.ts";

export type PageFacts = {
  /** As one reads it in a message: 4711. */
  number: string;
  customer: string;
  summary: string;
  isUrgent: boolean;
  /** In the provider's zone, with its name. */
  since: string;
};

export type NoticeFacts = { number: string; customer: string; subject: string; by: string; due: string };

export type Wording = {
  page: {
    subject(facts: PageFacts): string;
    text(facts: PageFacts): readonly string[];
    /** Without the link. */
    short(facts: PageFacts): string;
    spoken(facts: PageFacts): string;
    /** Whose page it is when it is no customer's. */
    ourselves: string;
  };
  notice: {
    subject(facts: NoticeFacts, cause: NotificationCause | { kind: string }): string;
    text(facts: NoticeFacts): readonly string[];
  };
  test: { subject: string; text(name: string, at: string): string; spoken: string };
  code: { subject: string; text(code: string, minutes: number): string; spoken(code: string): string };
  alarm: { prefix: string };
  objectives: Readonly<Record<Objective, string>>;
};

/** Digits one by one, as one says a number over a telephone. */
export const spelled = (number: string): string => Array.from(number).join(" ");

/** Which words letters about tickets are made of. ICU MessageFormat; `{ticket}` is a number, `{subject}`, `{name}`, `{provider}` texts. */

export type TicketWords = {
  readonly greeting: string;
  /** To somebody whose name nobody knows. */
  readonly greetingPlain: string;
  readonly receipt: { lead: string; promise: string; billable: string; excerpt: string };
  readonly question: { lead: string; leadNoted: string };
  readonly quote: { lead: string; leadHours: string; decide: string; waits: string };
  readonly resolution: { lead: string; reopen: string; reopenUntil: string; reopenThere: string; rate: string };
  /** Who said what is quoted below; worded as programs for mail do it, so that they fold it. */
  readonly wrote: string;
  /** Beside a letter that a machine wrote for us. */
  readonly machine: string;
  readonly leftOut: string;
  readonly picture: string;
  readonly open: string;
  readonly decide: string;
  readonly footer: { answer: string; noAnswer: string; about: string };
};

/** What happens next, in the reader's language and clock. */
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import type { Next } from "./promise.ts";

export function useNextSentence(): (next: Next, now: number) => string {
  const { text, zoned } = useLanguage();
  const { next: t } = text.portal;
  return (next, now) => {
    switch (next.kind) {
      case "due":
        return t.due[next.objective]({ when: shortInstant(next.at, now, zoned) });
      case "late":
        return t.late[next.objective]({ when: shortInstant(next.at, now, zoned) });
      case "waiting":
        return t.waiting[next.reason];
      default:
        return t[next.kind];
    }
  };
}

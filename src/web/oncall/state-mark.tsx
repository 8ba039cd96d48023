/** How a page stands and how urgent it is, as words with a sign. */
import type { PageSummary } from "../api/pages.ts";
import { useText } from "../language/language.tsx";
import style from "./state-mark.module.css";

export function PageMark({ state }: Pick<PageSummary, "state">) {
  const { pages } = useText();
  return (
    <span className={style.mark} data-state={state}>
      <span className={style.dot} aria-hidden="true" />
      {pages.state[state]}
    </span>
  );
}

export function UrgencyMark({ urgency }: Pick<PageSummary, "urgency">) {
  const { pages } = useText();
  return (
    <span className={style.urgency} data-urgency={urgency} title={pages.urgencyLong[urgency]}>
      {pages.urgency[urgency]}
    </span>
  );
}

/** An instant for a person: short in the reader's zone, in full and in the customer's zone on hover or focus. */
import { Tooltip } from "@mantine/core";
import { useLanguage } from "../language/language.tsx";
import style from "./time.module.css";
import { fullInstant, lengthText, rowInstant, shortInstant } from "./time-text.ts";

type Props = {
  at: number;
  now: number;
  /** Another zone to read it in: the customer's. */
  zone?: string | undefined;
  form?: "short" | "row";
  /** Within a button or link the hint must not be a stop of its own. */
  isStill?: boolean;
};

export function Time({ at, now, zone, form = "short", isStill = false }: Props) {
  const { zoned } = useLanguage();
  const shown = form === "row" ? rowInstant(at, zoned) : shortInstant(at, now, zoned);
  const here = fullInstant(at, zoned);
  const hint = zone === undefined || zone === zoned.zone ? here : `${here}\n${fullInstant(at, { ...zoned, zone })} (${zone})`;
  const element = (focusable: boolean) => (
    <time className={style.time} dateTime={new Date(at).toISOString()} {...(focusable ? { tabIndex: 0 } : { title: hint })}>
      {shown}
    </time>
  );
  return isStill || zone === undefined ? element(false) : <Tooltip label={hint}>{element(true)}</Tooltip>;
}

export const Length = ({ ms }: { ms: number }) => <span className={style.time}>{lengthText(ms)}</span>;

/** A plain table: captioned, its head staying in sight, numbers to the right; scrolls sideways by itself on a phone. */
import type { ReactNode } from "react";
import style from "./table.module.css";

type Head = string | { text: string; isNumber: true };

export function Table({
  caption,
  head,
  children,
  isCaptioned = false,
}: {
  caption: string;
  head: readonly Head[];
  children: ReactNode;
  isCaptioned?: boolean;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={style.frame} tabIndex={0} aria-label={caption}>
      <table className={style.table}>
        <caption className={isCaptioned ? style.caption : "unseen"}>{caption}</caption>
        <thead>
          <tr>
            {head.map((each) => {
              const { text, isNumber } = typeof each === "string" ? { text: each, isNumber: false } : each;
              return (
                <th key={text} scope="col" data-number={isNumber || undefined}>
                  {text}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

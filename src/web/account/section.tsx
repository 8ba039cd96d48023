/** A part of the account page: what it is about on the left, what one can do on the right. */
import { type ReactNode, useId } from "react";
import style from "./account.module.css";

export function Section({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={style.section} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p className={style.lead}>{lead}</p>
      </header>
      <div className={style.body}>{children}</div>
    </section>
  );
}

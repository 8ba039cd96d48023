/** One look, one answer: the sentence at the top of a room that says how things stand. */
import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";
import style from "./verdict.module.css";

/** `noted` is well too, but there is something to read; `soon` and `late` want somebody. */
export type Tone = "well" | "noted" | "soon" | "late";

export function Verdict({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <div className={style.verdict} data-tone={tone} role="status">
      <Icon name={tone === "well" || tone === "noted" ? "check" : "warn"} size={28} />
      <div>{children}</div>
    </div>
  );
}

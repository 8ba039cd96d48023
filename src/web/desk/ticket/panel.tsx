/** A part of the side panel; on a phone it folds. */
import { type ReactNode, useState } from "react";
import { Icon } from "../../kit/icon.tsx";
import style from "./panel.module.css";

export function Panel({ title, children, isFolding = true }: { title: string; children: ReactNode; isFolding?: boolean }) {
  const [isUnfolded, setUnfolded] = useState(!isFolding);
  return (
    <section className={style.panel} data-unfolded={isUnfolded}>
      <h2>
        <span className={style.wide}>{title}</span>
        <button type="button" className={style.fold} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          {title} <Icon name="chevron" size={16} />
        </button>
      </h2>
      <div className={style.content}>{children}</div>
    </section>
  );
}

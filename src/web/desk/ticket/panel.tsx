/** A part of the side column; it folds, and stays as its reader left it. */
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { meQuery } from "../../api/queries.ts";
import { Icon } from "../../kit/icon.tsx";
import style from "./panel.module.css";

type Props = {
  /** By which it is remembered. */
  id: string;
  title: string;
  /** A word beside the title, seen while it is folded too. */
  hint?: string | undefined;
  isOpenAtFirst?: boolean;
  children: ReactNode;
};

export function Panel({ id, title, hint, isOpenAtFirst = true, children }: Props) {
  const content = useId();
  const { data: me } = useQuery(meQuery);
  const reader = me?.id ?? "";
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isOpen = chosen ?? remembered(reader)[id] ?? isOpenAtFirst;
  const toggle = () => {
    remember(reader, id, !isOpen);
    setChosen(!isOpen);
  };
  return (
    <section className={style.panel} data-unfolded={isOpen}>
      <h2>
        <button type="button" className={style.fold} aria-expanded={isOpen} aria-controls={content} onClick={toggle}>
          <span>{title}</span>
          {hint !== undefined && <span className={style.hint}>{hint}</span>}
          <Icon name="chevron" size={16} />
        </button>
      </h2>
      <div id={content} className={style.content} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </section>
  );
}

const placeOf = (reader: string): string => `guardia.panels ${reader}`;

/** Per person and browser. */
function remembered(reader: string): Readonly<Record<string, boolean>> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(placeOf(reader)) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Record<string, boolean>) : {};
  } catch {
    return {};
  }
}

function remember(reader: string, id: string, isOpen: boolean): void {
  try {
    localStorage.setItem(placeOf(reader), JSON.stringify({ ...remembered(reader), [id]: isOpen }));
  } catch {
    // A browser that keeps nothing shows what is open at first.
  }
}

/** The frame of the room: its name, its three parts, what one can do here. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useText } from "../language/language.tsx";
import style from "./room.module.css";

export function Room({ tools, children }: { tools?: ReactNode; children: ReactNode }) {
  const t = useText().knowledge;
  return (
    <div className={style.room}>
      <header className={style.head}>
        <h1>{t.title}</h1>
        <nav className={style.tabs} aria-label={t.tabs.label}>
          <Link to="/knowledge" activeOptions={{ exact: true, includeSearch: false }}>
            {t.tabs.articles}
          </Link>
          <Link to="/runbooks" activeOptions={{ exact: true, includeSearch: false }}>
            {t.tabs.runbooks}
          </Link>
          <Link to="/knowledge/figures" activeOptions={{ includeSearch: false }}>
            {t.tabs.figures}
          </Link>
        </nav>
        <div className={style.tools}>{tools}</div>
      </header>
      <div className={style.body}>{children}</div>
    </div>
  );
}

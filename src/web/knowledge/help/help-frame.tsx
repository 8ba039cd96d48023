/** The frame of the public pages: whose help it is, in which language, and the door for those who have a key. */
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Lamp } from "../../kit/icon.tsx";
import { type LanguageCode, languageCodes, languageNames, useText } from "../../language/language.tsx";
import style from "./help.module.css";

type Props = { provider: string | null; language: LanguageCode; choose: (language: LanguageCode) => void; children: ReactNode };

export function HelpFrame({ provider, language, choose, children }: Props) {
  const { knowledge, house } = useText();
  return (
    <div className={style.frame}>
      <header className={style.bar}>
        <Link to="/help" search={{}} className={style.brand}>
          <Lamp size={26} />
          <span>{provider === null ? knowledge.help.title : `${provider} · ${knowledge.help.title}`}</span>
        </Link>
        <div className={style.end}>
          <label className={style.language}>
            <span className="unseen">{house.language.label}</span>
            <select value={language} onChange={(event) => choose(event.currentTarget.value as LanguageCode)}>
              {languageCodes.map((each) => (
                <option key={each} value={each} lang={each}>
                  {languageNames[each]}
                </option>
              ))}
            </select>
          </label>
          <Link to="/sign-in" search={{}}>
            {knowledge.help.signIn}
          </Link>
        </div>
      </header>
      <main className={style.main}>{children}</main>
      <footer className={style.foot}>
        <p>{knowledge.help.still}</p>
        <Link to="/sign-in" search={{ back: "/portal/report" }}>
          {knowledge.help.ask}
        </Link>
      </footer>
    </div>
  );
}

/** The page before the desk: a lamp at the door by night. */
import type { ReactNode } from "react";
import { Lamp } from "../kit/icon.tsx";
import { languageCodes, languageNames, useLanguage, useText } from "../language/language.tsx";
import tongue from "./access.module.css";
import style from "./door-frame.module.css";

export function DoorFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  const { house } = useText();
  return (
    <div className={style.door}>
      <header className={style.night}>
        <Lamp size={64} />
        <p className={style.name}>{house.name}</p>
      </header>
      <main className={style.page}>
        <div className={style.sheet}>
          <h1>{title}</h1>
          <p className="soft">{lead}</p>
          {children}
          <Tongues />
        </div>
      </main>
    </div>
  );
}

/** Who is not known yet says here in which language to speak. */
function Tongues() {
  const { code, choose } = useLanguage();
  return (
    <ul className={tongue.tongues}>
      {languageCodes.map((each) => (
        <li key={each}>
          <button type="button" lang={each} aria-pressed={each === code} onClick={() => choose({ language: each })}>
            {languageNames[each]}
          </button>
        </li>
      ))}
    </ul>
  );
}

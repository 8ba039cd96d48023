/** The page before desk and portal: a lamp at the door by night, or the provider's own sign. */
import type { ReactNode } from "react";
import { BrandColours, BrandMark } from "../branding/brand.tsx";
import { languageCodes, languageNames, useLanguage } from "../language/language.tsx";
import tongue from "./access.module.css";
import style from "./door-frame.module.css";

export function DoorFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <div className={style.door}>
      <BrandColours />
      <header className={style.night}>
        <BrandMark size="door" />
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

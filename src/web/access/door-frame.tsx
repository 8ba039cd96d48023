/** The page before the desk: a lamp at the door by night. */
import type { ReactNode } from "react";
import { Lamp } from "../kit/icon.tsx";
import { useText } from "../language/language.tsx";
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
        </div>
      </main>
    </div>
  );
}

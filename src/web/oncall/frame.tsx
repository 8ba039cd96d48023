/** The frame of the rooms of being on call: what they are called, and the way from one to the other. */
import { Link, Outlet } from "@tanstack/react-router";
import { Suspense } from "react";
import { Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./frame.module.css";
import { oncallRooms } from "./rooms.ts";

export function OncallFrame() {
  const text = useText();
  return (
    <div className={style.frame}>
      <header className={style.head}>
        <h1>{text.rota.title}</h1>
        <nav className={style.tabs} aria-label={text.rota.tabs.label}>
          {oncallRooms.map(({ to, label }) => (
            <Link key={to} to={to} activeOptions={{ exact: true, includeSearch: false }}>
              {label(text)}
            </Link>
          ))}
        </nav>
      </header>
      <Suspense fallback={<Loading />}>
        <Outlet />
      </Suspense>
    </div>
  );
}

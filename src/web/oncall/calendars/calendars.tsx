/** Calendars of the rota: those that one's own programs read, and those of others that take part in it. */

import style from "./calendars.module.css";
import { Feeds } from "./feeds.tsx";
import { Links } from "./links.tsx";

export function Calendars() {
  return (
    <div className={style.page}>
      <Links />
      <Feeds />
    </div>
  );
}

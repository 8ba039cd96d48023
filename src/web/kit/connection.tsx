/** Whether what one sees is live: a lamp on the rail, and a line over the page when it is not. */
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { connectionNow, observeConnection } from "../api/live.ts";
import { useText } from "../language/language.tsx";
import style from "./connection.module.css";
import { Icon } from "./icon.tsx";
import { say } from "./undo-store.ts";

const useConnection = () => useSyncExternalStore(observeConnection, connectionNow);

export function ConnectionMark() {
  const { house } = useText();
  const connection = useConnection();
  return (
    <div className={style.connection} data-connection={connection} role="status" title={house.connection[connection]}>
      <span className={style.lamp} aria-hidden="true" />
      <span className="unseen">{house.connection[connection]}</span>
    </div>
  );
}

/** A moment's interruption is nobody's business. */
const shownAfterMs = 3_000;

/** Shown only when the gap lasts; says so when it is over. */
export function LostBanner() {
  const { house } = useText();
  const connection = useConnection();
  const [isShown, setShown] = useState(false);
  const wasShown = useRef(false);
  useEffect(() => {
    if (connection !== "lost") {
      setShown(false);
      if (wasShown.current && connection === "live") {
        wasShown.current = false;
        say({ label: house.connection.restored });
      }
      return;
    }
    const wait = setTimeout(() => {
      wasShown.current = true;
      setShown(true);
    }, shownAfterMs);
    return () => clearTimeout(wait);
  }, [connection, house]);
  return isShown ? (
    <p className={style.banner} role="status">
      <Icon name="warn" size={16} /> {house.connection.lost}
    </p>
  ) : null;
}

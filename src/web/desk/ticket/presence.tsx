/** Who else has this ticket before them: said by everybody to everybody, live, before two people answer the same thing twice. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { presenceQuery, sayGone, sayPresence } from "../../api/presence.ts";
import { Icon } from "../../kit/icon.tsx";
import { useLanguage } from "../../language/language.tsx";
import style from "./ticket-page.module.css";

const renewMs = 20_000;
/** Whoever has not touched a key for this long is not writing any more. */
const idleMs = 15_000;

/** Says that the reader is here as long as the page is; gives what to call whenever they write. */
export function usePresence(ticketId: number): () => void {
  const client = useQueryClient();
  const lastKey = useRef(0);
  const said = useRef<"reading" | "writing">("reading");
  const tell = useRef(() => {});
  useEffect(() => {
    const say = () => {
      if (document.visibilityState === "hidden") return;
      said.current = Date.now() - lastKey.current < idleMs ? "writing" : "reading";
      sayPresence(ticketId, said.current).then(
        (others) => client.setQueryData(presenceQuery(ticketId).queryKey, others),
        () => undefined,
      );
    };
    tell.current = say;
    say();
    const renewing = setInterval(say, renewMs);
    const idling = setInterval(() => said.current === "writing" && Date.now() - lastKey.current >= idleMs && say(), 5_000);
    const leave = () => sayGone(ticketId);
    const look = () => (document.visibilityState === "hidden" ? leave() : say());
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(renewing);
      clearInterval(idling);
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", look);
      leave();
    };
  }, [ticketId, client]);
  return () => {
    lastKey.current = Date.now();
    if (said.current === "reading") tell.current();
  };
}

export function PresenceNote({ ticketId }: { ticketId: number }) {
  const { text, locale } = useLanguage();
  const t = text.ticket.answer.presence;
  const { data: others = [] } = useQuery(presenceQuery(ticketId));
  const names = (state: "reading" | "writing") => others.filter((each) => each.state === state).map(({ name }) => name);
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const [readers, writers] = [names("reading"), names("writing")];
  const said = [
    ...(writers.length === 0 ? [] : [t.writing({ names: list.format(writers), count: writers.length })]),
    ...(readers.length === 0 ? [] : [t.reading({ names: list.format(readers), count: readers.length })]),
  ].join(" · ");
  return (
    <p className={style.presence} data-writing={writers.length > 0} role="status" aria-label={t.label} hidden={said === ""}>
      {said !== "" && (
        <>
          <Icon name={writers.length > 0 ? "lines" : "person"} size={14} /> {said}
        </>
      )}
    </p>
  );
}

/** While somebody tells it: what was solved before, and what is written about it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { suggestionsQuery } from "../../api/search.ts";
import { useLanguage } from "../../language/language.tsx";
import type { Draft } from "./draft.ts";
import style from "./intake.module.css";

/** Nobody is searched for with each letter. */
const pauseMs = 500;

export function Suggestions({ draft: { subject, description, customer, service } }: { draft: Draft }) {
  const t = useLanguage().text.ticket.intake;
  const told = useSettled(
    JSON.stringify({ subject, description: description.slice(0, 4_000), customer, ...(service === "" ? {} : { service }) }),
  );
  const { data } = useQuery({ ...suggestionsQuery(JSON.parse(told)), placeholderData: (before) => before, retry: false });
  if (data === undefined || data.tickets.length + data.articles.length === 0) return null;
  return (
    <section className={style.suggestions} aria-live="polite">
      <h2>{t.suggestions}</h2>
      <ul>
        {data.articles.slice(0, 3).map(({ id, title, excerpt }) => (
          <li key={id}>
            <Link to="/knowledge/$articleId" params={{ articleId: id }} search={{}} target="_blank">
              {title}
            </Link>
            <p className="soft">{excerpt}</p>
          </li>
        ))}
        {data.tickets.slice(0, 3).map(({ id, subject: solved, solution }) => (
          <li key={id}>
            <Link to="/tickets/$ticketId" params={{ ticketId: String(id) }} target="_blank" dir="auto">
              {t.solved({ id })}: {solved}
            </Link>
            {solution.trim() !== "" && (
              <details>
                <summary>{t.useSolution}</summary>
                <p dir="auto">{solution}</p>
              </details>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A value when it has not changed for a moment. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const wait = setTimeout(() => setSettled(value), pauseMs);
    return () => clearTimeout(wait);
  }, [value]);
  return settled;
}

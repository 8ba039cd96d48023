/** What to expect, told before it is sent: covered by which clause and what is promised by when, or where to turn instead. */
import { useQuery } from "@tanstack/react-query";
import { type OpeningPreview, previewQuery } from "../../api/portal.ts";
import { Icon } from "../../kit/icon.tsx";
import { useNow } from "../../kit/now.ts";
import { shortInstant } from "../../kit/time-text.ts";
import { textOf, useLanguage, useText } from "../../language/language.tsx";
import { moneyText } from "../figures.ts";
import { type Draft, questionOf } from "./draft.ts";
import style from "./report.module.css";

export function Expectation({ draft }: { draft: Draft }) {
  const { portal } = useText();
  const t = portal.preview;
  const preview = useQuery(previewQuery(questionOf(draft)));
  return (
    <section className={style.expectation} data-decision={preview.data?.coverage.decision} aria-label={t.title} aria-live="polite">
      {preview.isPending && <p className="soft">{t.asking}</p>}
      {preview.isError && <p>{t.failed}</p>}
      {preview.data !== undefined && <Told preview={preview.data} />}
    </section>
  );
}

/** The decision in a sentence with its clause. */
export function useDecision(): (coverage: OpeningPreview["coverage"]) => string {
  const { preview: t } = useText().portal;
  return ({ decision, clause }) => (clause === "" ? t[`${decision}Plain`] : t[decision]({ clause }));
}

function Told({ preview }: { preview: OpeningPreview }) {
  const { text, code, zoned, locale } = useLanguage();
  const t = text.portal.preview;
  const now = useNow();
  const decided = useDecision();
  const { coverage, priority, promises, pause, preApproved, closesAt, hours } = preview;
  const when = (at: string): string => shortInstant(Date.parse(at), now, zoned);
  const due = promises.flatMap(({ objective, dueAt }) => (dueAt === null ? [] : [{ objective, dueAt }]));
  const [first, ...rest] = due;
  return (
    <>
      <h2>
        <Icon name={coverage.decision === "covered" ? "check" : "warn"} /> {decided(coverage)}
      </h2>
      {coverage.decision === "covered" && first !== undefined && (
        <p className={style.first}>
          {text.portal.next.due[first.objective]({ when: when(first.dueAt) })} <span className={style.yours}>{t.yourTime}</span>
        </p>
      )}
      <p>{textOf(coverage.text, code)}</p>
      {coverage.redirect !== null && <Redirect redirect={coverage.redirect} />}
      {pause === "quote" && <p>{t.quote}</p>}
      {coverage.decision === "billable" && preApproved !== null && <p>{t.preApproved({ amount: moneyText(preApproved, locale) })}</p>}
      {coverage.decision === "billable" && first !== undefined && (
        <p>
          {text.portal.next.due[first.objective]({ when: when(first.dueAt) })} <span className={style.yours}>{t.yourTime}</span>
        </p>
      )}
      {rest.length > 0 && (
        <ul>
          {rest.map(({ objective, dueAt }) => (
            <li key={objective}>{text.portal.next.due[objective]({ when: when(dueAt) })}</li>
          ))}
        </ul>
      )}
      {coverage.decision === "covered" && due.length === 0 && <p>{t.nothing}</p>}
      {closesAt !== null && coverage.decision === "excluded" && <p>{t.contest({ when: when(closesAt) })}</p>}
      {coverage.decision !== "excluded" && hours !== null && !hours.isOpen && hours.opensAt !== null && (
        <p>{t.closedNow({ when: when(hours.opensAt) })}</p>
      )}
      <p className={style.priority}>{t.priority({ priority, name: text.words.priority[priority] })}</p>
    </>
  );
}

function Redirect({ redirect }: { redirect: NonNullable<OpeningPreview["coverage"]["redirect"]> }) {
  const { text, code } = useLanguage();
  const { to, phone, email, url } = redirect;
  return (
    <div className={style.redirect}>
      <h3>{text.portal.preview.turnTo}</h3>
      <p>{textOf(to, code)}</p>
      {phone !== undefined && <a href={`tel:${phone.replaceAll(" ", "")}`}>{phone}</a>}
      {email !== undefined && <a href={`mailto:${email}`}>{email}</a>}
      {url !== undefined && (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {url}
        </a>
      )}
    </div>
  );
}

/** What the provider announces: what disturbs most first, each to be opened for its words. */
import { useState } from "react";
import type { Announcement } from "../api/portal.ts";
import { Icon, type IconName } from "../kit/icon.tsx";
import { Markdown } from "../kit/markdown.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage } from "../language/language.tsx";
import style from "./announcements.module.css";

const icons = { information: "bell", maintenance: "clock", disruption: "warn" } as const satisfies Record<
  Announcement["severity"],
  IconName
>;

export function AnnouncementList({ items, now }: { items: readonly Announcement[]; now: number }) {
  const { portal } = useLanguage().text;
  if (items.length === 0) return null;
  return (
    <section className={style.list} aria-label={portal.announcement.title}>
      {items.map((each) => (
        <AnnouncementLine key={each.id} announcement={each} now={now} />
      ))}
    </section>
  );
}

/** In the reader's language, else the first one written. */
export function AnnouncementLine({ announcement, now }: { announcement: Announcement; now: number }) {
  const { text, code, zoned } = useLanguage();
  const t = text.portal;
  const [isOpen, setOpen] = useState(announcement.severity === "disruption");
  const { severity, texts, until } = announcement;
  const said = texts[code] ?? texts.en ?? texts.fr ?? texts.es;
  if (said === undefined) return null;
  const hasBody = said.body.trim() !== "";
  return (
    <article className={style.announcement} data-severity={severity}>
      <span className={style.sign}>
        <Icon name={icons[severity]} />
      </span>
      <div className={style.words}>
        <h2>
          <span className={style.severity}>{t.severity[severity]}</span> {said.title}
        </h2>
        {hasBody && isOpen && <Markdown text={said.body} headings={3} />}
        <p className={style.facts}>
          {until !== null && <span>{t.announcement.until({ when: shortInstant(Date.parse(until), now, zoned) })}</span>}
          {hasBody && (
            <button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              {isOpen ? t.announcement.less : t.announcement.more}
              <span className="unseen">: {said.title}</span>
            </button>
          )}
        </p>
      </div>
    </article>
  );
}

/** An article as it is read, by whoever may: the desk, the portal and the public pages show the same. */
import { Link } from "@tanstack/react-router";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Article, type HelpArticle, type Origin, recordView } from "../api/knowledge.ts";
import { Icon } from "../kit/icon.tsx";
import { Markdown } from "../kit/markdown.tsx";
import { useNow } from "../kit/now.ts";
import { shortInstant } from "../kit/time-text.ts";
import { languageNames, useLanguage, useText } from "../language/language.tsx";
import style from "./article-view.module.css";
import { Helpful } from "./helpful.tsx";
import { plainMinutes } from "./reading-time.ts";

type Readable = Article | HelpArticle;

type Props = {
  article: Readable;
  /** How the reader came to it; with it, the reading is counted. */
  origin?: Origin;
  /** Reads it in another language. */
  choose?: (language: Readable["language"]) => void;
  /** Asks "was this helpful?"; for readers who are signed in. */
  isAsking?: boolean;
  /** Above the title: the service, where it leads back to. */
  eyebrow?: React.ReactNode;
};

export function ArticleView({ article, origin, choose, isAsking = true, eyebrow }: Props) {
  const t = useText().knowledge;
  const { zoned } = useLanguage();
  const now = useNow();
  const body = useRef<HTMLDivElement>(null);
  const headings = useHeadings(body, article.body);
  useCounted(article, origin);
  const id = "id" in article ? article.id : null;
  return (
    <div className={style.frame}>
      <article className={style.article} lang={article.language}>
        <header className={style.head}>
          {eyebrow !== undefined && <p className={style.eyebrow}>{eyebrow}</p>}
          <h1>{article.title}</h1>
          <div className={style.meta}>
            {article.publishedAt !== null && (
              <span>{t.article.updated({ at: shortInstant(Date.parse(article.publishedAt), now, zoned) })}</span>
            )}
            <span>{t.article.readingTime({ minutes: plainMinutes(article.body) })}</span>
            {choose !== undefined && article.languages.length > 1 && <Languages article={article} choose={choose} />}
          </div>
        </header>
        <Notices article={article} choose={choose} />
        <div ref={body} className={style.prose}>
          <Markdown text={article.body} headings={2} isFolding={false} />
        </div>
        {isAsking && id !== null && <Helpful article={article as Article} />}
      </article>
      {headings.length > 2 && <Contents headings={headings} />}
    </div>
  );
}

function Languages({ article, choose }: { article: Readable; choose: (language: Readable["language"]) => void }) {
  const t = useText().knowledge;
  return (
    <fieldset className={style.languages} aria-label={t.article.languages}>
      {article.languages.map((language) => (
        <button key={language} type="button" lang={language} aria-pressed={language === article.language} onClick={() => choose(language)}>
          {languageNames[language]}
        </button>
      ))}
    </fieldset>
  );
}

/** What a reader should know before they read: it is in another language, or behind its original. */
function Notices({ article, choose }: { article: Readable; choose: ((language: Readable["language"]) => void) | undefined }) {
  const t = useText().knowledge;
  const { code } = useLanguage();
  if (article.isInstead && article.language !== code) {
    return (
      <p className={style.notice} role="note" lang={code}>
        <Icon name="book" size={18} />
        {t.article.instead({ wanted: languageNames[code], original: languageNames[article.language] })}
      </p>
    );
  }
  if (!article.isOutdated) return null;
  return (
    <p className={style.notice} role="note" lang={code}>
      <Icon name="clock" size={18} />
      <span>
        {t.article.outdated}{" "}
        {choose !== undefined && (
          <button type="button" className={style.inline} onClick={() => choose(article.original)}>
            {t.article.readOriginal}
          </button>
        )}
      </span>
    </p>
  );
}

type Heading = { id: string; text: string };

function Contents({ headings }: { headings: readonly Heading[] }) {
  const t = useText().knowledge;
  return (
    <nav className={style.contents} aria-label={t.article.inThis}>
      <p className={style.contentsTitle}>{t.article.inThis}</p>
      <ol>
        {headings.map(({ id, text }) => (
          <li key={id}>
            <a href={`#${id}`}>{text}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Gives the headings of the text an address each, once they stand in the document. */
function useHeadings(body: React.RefObject<HTMLDivElement | null>, text: string): readonly Heading[] {
  const [headings, setHeadings] = useState<readonly Heading[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the headings are those of this text
  useLayoutEffect(() => {
    const found = [...(body.current?.querySelectorAll("h2") ?? [])];
    setHeadings(
      found.map((heading, index) => {
        heading.id = `part-${index + 1}`;
        return { id: heading.id, text: heading.textContent ?? "" };
      }),
    );
  }, [body, text]);
  return headings;
}

/** Tells the server once that this version is read. Nobody waits for it, and nobody is told when it fails: it counts, no more. */
function useCounted(article: Readable, origin: Origin | undefined): void {
  const id = "id" in article ? article.id : null;
  const { language, version } = article;
  useEffect(() => {
    if (id === null || origin === undefined || version < 1) return;
    void recordView(id, { language, version, origin }).catch(() => undefined);
  }, [id, language, version, origin]);
}

/** Words as articles set them: for previews and originals beside a text that is written. */
export const Prose = ({ text }: { text: string }) => (
  <div className={style.prose}>
    <Markdown text={text} headings={3} isFolding={false} />
  </div>
);

/** A link that leads back, above an article. */
export function BackTo({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <Link to={to as "/"} className={style.back}>
      <Icon name="back" size={14} />
      {children}
    </Link>
  );
}

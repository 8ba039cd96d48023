/** Beside the text that is written: how readers will see it; of a translation, its original and what changed in that. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { articleVersionQuery, type Manuscript } from "../../api/knowledge.ts";
import { Failure, Loading } from "../../kit/states.tsx";
import { type LanguageCode, useText } from "../../language/language.tsx";
import { Prose } from "../article-view.tsx";
import { Difference } from "../difference.tsx";
import type { Words } from "./use-manuscript.ts";
import style from "./write.module.css";

type Props = { manuscript: Manuscript; language: LanguageCode; words: Words };
type View = "preview" | "original" | "changes";

export function Beside({ manuscript, language, words }: Props) {
  const t = useText().knowledge.edit;
  const isTranslation = language !== manuscript.language;
  const outdatedSince = manuscript.texts[language]?.outdatedSince ?? null;
  const [view, setView] = useState<View>(outdatedSince !== null ? "changes" : isTranslation ? "original" : "preview");
  const names: Record<View, string> = { preview: t.preview, original: t.sideOriginal, changes: t.sideChanges };
  const views: View[] = [
    "preview",
    ...(isTranslation ? (["original"] as const) : []),
    ...(outdatedSince === null ? [] : (["changes"] as const)),
  ];
  const shown = views.includes(view) ? view : "preview";
  return (
    <section className={style.beside} aria-label={t.side}>
      <div className={style.views}>
        {views.map((each) => (
          <button key={each} type="button" aria-pressed={each === shown} onClick={() => setView(each)}>
            {names[each]}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.shown} tabIndex={0} aria-label={names[shown]}>
        {shown === "preview" && <Preview words={words} language={language} />}
        {shown === "original" && <Original manuscript={manuscript} />}
        {shown === "changes" && <Changes manuscript={manuscript} language={language} />}
      </section>
    </section>
  );
}

const Preview = ({ words, language }: { words: Words; language: LanguageCode }) => (
  <div lang={language}>
    <h2 className={style.previewTitle}>{words.title}</h2>
    <Prose text={words.body} />
  </div>
);

/** What readers have of the original; while it was never published, what its author has. */
function Original({ manuscript }: { manuscript: Manuscript }) {
  const { id, language } = manuscript;
  const working = manuscript.texts[language];
  const version = working?.version ?? 0;
  const published = useQuery({ ...articleVersionQuery(id, language, version), enabled: version > 0 });
  if (version > 0 && published.isPending) return <Loading />;
  const text = published.data ?? working;
  if (text === undefined) return null;
  return <Preview words={text} language={language} />;
}

/** What changed in the original since the version that the translation says. */
function Changes({ manuscript, language }: { manuscript: Manuscript; language: LanguageCode }) {
  const { id, language: original } = manuscript;
  const madeFrom = manuscript.texts[language]?.madeFrom ?? 1;
  const newest = manuscript.texts[original]?.version ?? 1;
  const before = useQuery(articleVersionQuery(id, original, madeFrom));
  const after = useQuery(articleVersionQuery(id, original, newest));
  if (before.isPending || after.isPending) return <Loading />;
  if (before.isError || after.isError) return <Failure error={before.error ?? after.error} />;
  return (
    <div lang={original}>
      <Difference before={`${before.data.title}\n\n${before.data.body}`} after={`${after.data.title}\n\n${after.data.body}`} />
    </div>
  );
}

/** The text of an article: formatted as one writes, or as Markdown, where tables are at home. */
import { useState } from "react";
import { Editor } from "../../kit/editor/editor.tsx";
import { useText } from "../../language/language.tsx";
import style from "./write.module.css";

type Props = { value: string; onChange: (markdown: string) => void; onSubmit: () => void; minRows?: number };

/** The formatting editor knows no tables and would take theirs apart. */
const hasTable = (markdown: string): boolean => /^\s*\|.*\|\s*$/m.test(markdown);

export function BodyEditor({ value, onChange, onSubmit, minRows = 18 }: Props) {
  const t = useText().knowledge.edit;
  const [isSource, setSource] = useState(() => hasTable(value));
  const isBound = hasTable(value);
  return (
    <div className={style.body}>
      <div className={style.bodyHead}>
        <span className={style.label} aria-hidden="true">
          {t.body}
        </span>
        {isSource && isBound ? (
          <span className="soft">{t.hasTable}</span>
        ) : (
          <button type="button" className={style.inline} onClick={() => setSource(!isSource)}>
            {isSource ? t.asRich : t.asSource}
          </button>
        )}
      </div>
      {isSource || isBound ? (
        <textarea
          className={style.source}
          rows={minRows}
          value={value}
          aria-label={t.body}
          placeholder={t.placeholder}
          maxLength={200_000}
          onChange={(event) => onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSubmit();
          }}
        />
      ) : (
        <Editor value={value} onChange={onChange} label={t.body} placeholder={t.placeholder} minRows={minRows} onSubmit={onSubmit} />
      )}
    </div>
  );
}

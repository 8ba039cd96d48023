/** The way on: the model's text with the import in it becomes the reader's draft of the model. */
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { OnCallImport } from "../../api/imports.ts";
import { useMay } from "../../kit/may.ts";
import { useText } from "../../language/language.tsx";
import { hasDraft, keepDraft } from "../../model/draft.ts";
import style from "./imports.module.css";

export function IntoModel({ found: { source, basedOn, errors } }: { found: OnCallImport }) {
  const t = useText().imports.draft;
  const may = useMay();
  const navigate = useNavigate();
  const isReplacing = hasDraft();
  const put = () => {
    keepDraft({ basedOn, source });
    void navigate({ to: "/model" });
  };
  return (
    <section className={style.part} aria-label={t.title}>
      <h2>{t.title}</h2>
      <p>{basedOn === 0 ? t.first : t.hint({ version: basedOn })}</p>
      {errors.length > 0 && (
        <div className={style.caution}>
          <p>{t.errors}</p>
          <ul>
            {errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        </div>
      )}
      {may("model:write") ? (
        <>
          {isReplacing && <p className={style.caution}>{t.replaces}</p>}
          <div>
            <Button onClick={put}>{isReplacing ? t.replace : t.put}</Button>
          </div>
        </>
      ) : (
        <p className="soft">{t.noRight}</p>
      )}
    </section>
  );
}

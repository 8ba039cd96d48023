/** What is wrong with the written model: each leads to its place in the text and says what to write instead. */
import type { ModelProblem } from "../api/wire.ts";
import { useText } from "../language/language.tsx";
import style from "./model-page.module.css";

export function Problems({ problems, goTo }: { problems: readonly ModelProblem[]; goTo: (line: number, column: number) => void }) {
  const t = useText().modelPage.problems;
  if (problems.length === 0) return <p className={style.sound}>{t.none}</p>;
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return (
    <section className={style.part}>
      <h2>{t.title({ errors, warnings: problems.length - errors })}</h2>
      <ul className={style.problems}>
        {problems.map(({ severity, line, column, path, code, message, hint }) => (
          <li key={`${line}:${column}:${path}:${code}:${message}`} data-severity={severity}>
            <button type="button" onClick={() => goTo(line, column)}>
              {t.at({ line, column })}
            </button>{" "}
            <strong>{severity === "error" ? t.error : t.warning}</strong>
            {path !== "" && <code> {path}</code>}: {message}
            {hint !== null && (
              <div className="soft">
                {t.write}: {hint}
              </div>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

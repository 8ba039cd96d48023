/** What an import says otherwise than the export, or cannot say: each by its place. */
import type { OnCallImport } from "../../api/imports.ts";
import { Table } from "../../kit/table.tsx";
import { type Catalogue, useText } from "../../language/language.tsx";
import style from "./imports.module.css";

type Note = OnCallImport["notes"][number];

export function Said({ notes }: { notes: readonly Note[] }) {
  const text = useText();
  const t = text.imports.said;
  return (
    <section className={style.part}>
      <h2>{t.title}</h2>
      {notes.length === 0 ? (
        <p className="soft">{t.nothing}</p>
      ) : (
        <Table caption={t.title} head={[t.where, t.what]}>
          {notes.map((note) => (
            <tr key={`${note.path} ${note.said}`}>
              <td className={style.where}>
                <code>{note.path === "" ? "–" : note.path}</code>
              </td>
              <td className={style.what}>{sentenceOf(note, text)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

/** The note in the reader's language; kinds of things, which the facts name in English, as well. */
function sentenceOf({ code, facts }: Note, { imports: t }: Catalogue): string {
  const message = t.notes[code] as string | ((values: Note["facts"]) => string);
  if (typeof message === "string") return message;
  const said = (words: Record<string, string>, key: string): Record<string, string> => {
    const given = facts[key];
    return given === undefined ? {} : { [key]: words[given] ?? String(given) };
  };
  return message({ ...facts, ...said(t.kinds, "kind"), ...said(t.which, "which") });
}

/** What whoever goes tells whoever comes: the notes of a hand-over, and one more. */
import { Button, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type HandoverNote, handoverQuery, rotaChanged, takeBack, writeNote } from "../../api/rota.ts";
import { Markdown } from "../../kit/markdown.tsx";
import { useMay } from "../../kit/may.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage } from "../../language/language.tsx";
import { rowInstant } from "./minute-text.ts";
import style from "./panel.module.css";

export function HandoverNotes({ schedule, at, now }: { schedule: string; at: number; now: number }) {
  const { text, zoned } = useLanguage();
  const t = text.rota.notes;
  const may = useMay();
  const { data, error } = useQuery(handoverQuery(schedule, at));
  const passes = data === undefined ? at : Date.parse(data.at);
  return (
    <section className={style.section} aria-label={t.title}>
      <h3>{t.title}</h3>
      <p className="soft">
        {t.when({ when: rowInstant(passes, zoned) })}
        {data !== undefined && data.fromName !== null && data.toName !== null && ` · ${t.passes({ from: data.fromName, to: data.toName })}`}
      </p>
      <ProblemNote error={error} />
      {data !== undefined && data.notes.length > 0 && (
        <ul className={style.notes}>
          {data.notes.map((note) => (
            <Note key={note.id} note={note} now={now} />
          ))}
        </ul>
      )}
      {data !== undefined && data.pages.length + data.tickets.length > 0 && (
        <p>{t.passesOn({ pages: data.pages.length, tickets: data.tickets.length })}</p>
      )}
      {may("tickets:write") && <NewNote schedule={schedule} at={passes} />}
    </section>
  );
}

function Note({ note, now }: { note: HandoverNote; now: number }) {
  const { text, zoned } = useLanguage();
  const client = useQueryClient();
  const taking = useMutation({
    networkMode: "always",
    mutationFn: () => takeBack("notes", note.id),
    onSettled: () => rotaChanged(client),
  });
  return (
    <li>
      <p className="soft">
        {note.authorName}, {shortInstant(Date.parse(note.writtenAt), now, zoned)}
      </p>
      <Markdown text={note.text} />
      {note.mayTakeBack && (
        <button type="button" className={style.link} disabled={taking.isPending} onClick={() => taking.mutate()}>
          {text.rota.panel.takeBack}
          <span className="unseen">: {note.text.slice(0, 60)}</span>
        </button>
      )}
    </li>
  );
}

function NewNote({ schedule, at }: { schedule: string; at: number }) {
  const { text } = useLanguage();
  const t = text.rota.notes;
  const client = useQueryClient();
  const [words, setWords] = useState("");
  const writing = useMutation({
    networkMode: "always",
    mutationFn: () => writeNote({ schedule, at: new Date(at).toISOString(), text: words.trim() }),
    onSuccess: async () => {
      setWords("");
      await rotaChanged(client);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (words.trim() !== "" && !writing.isPending) writing.mutate();
  };
  return (
    <form className={style.write} onSubmit={submit}>
      <Textarea
        aria-label={t.write}
        placeholder={t.placeholder}
        value={words}
        rows={2}
        maxLength={10_000}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <ProblemNote error={writing.error} />
      <Button type="submit" size="xs" variant="default" disabled={words.trim() === ""} loading={writing.isPending}>
        {t.write}
      </Button>
    </form>
  );
}

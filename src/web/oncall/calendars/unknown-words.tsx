/** Words of a calendar that mean nobody yet: somebody says whom. */
import { Button, NativeSelect } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { calendarsChanged, changeFeed, type Meaning, type RotaFeedView } from "../../api/rota-calendars.ts";
import { useNow } from "../../kit/now.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { say } from "../../kit/undo-store.ts";
import { useLanguage } from "../../language/language.tsx";
import { usePageNames } from "../names.ts";
import style from "./calendars.module.css";

/** An event without any words is asked about by what the reader sees of it. */
const shown = (words: string): string => (words === "" ? "…" : words);

export function UnknownWords({ feed }: { feed: RotaFeedView }) {
  const { text, zoned } = useLanguage();
  const t = text.rotaCalendars.unknown;
  const client = useQueryClient();
  const now = useNow();
  const { document } = usePageNames();
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const said: Meaning[] = Object.entries(chosen).flatMap(([words, person]) => (person === "" ? [] : [{ words, person }]));
  const known = feed.people.map(({ words, person }) => ({ words, person }));
  const saving = useMutation({
    mutationFn: () => changeFeed(feed.id, { people: [...known, ...said] }),
    onSuccess: () => {
      calendarsChanged(client);
      setChosen({});
      say({ label: t.saved });
    },
  });
  const people = Object.entries(document?.people ?? {}).map(([value, { name }]) => ({ value, label: name }));
  const choices = [{ value: "", label: t.none }, ...people.sort((a, b) => a.label.localeCompare(b.label))];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said.length > 0) saving.mutate();
  };
  return (
    <form className={style.unknown} onSubmit={submit} aria-label={t.title}>
      <h4>{t.title}</h4>
      <p className="soft">{t.lead}</p>
      <ul>
        {feed.unknown.map(({ words, events, from }) => (
          <li key={words}>
            <div>
              <strong>{shown(words)}</strong>
              <p className="soft">{t.events({ count: events, when: shortInstant(Date.parse(from), now, zoned) })}</p>
            </div>
            {feed.mayChange && words !== "" && (
              <NativeSelect
                aria-label={t.person({ words })}
                value={chosen[words] ?? ""}
                data={choices}
                onChange={(event) => setChosen({ ...chosen, [words]: event.currentTarget.value })}
              />
            )}
          </li>
        ))}
      </ul>
      <ProblemNote error={saving.error} />
      {feed.mayChange && (
        <Button type="submit" size="xs" disabled={said.length === 0} loading={saving.isPending}>
          {t.save}
        </Button>
      )}
    </form>
  );
}

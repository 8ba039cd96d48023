/** Applying the previewed version, with a note that says why. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../api/request.ts";
import { ProblemNote } from "../kit/states.tsx";
import { instantOfWall } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./model-page.module.css";

type Props = { source: string /** The version that the draft began from. */; basedOn: number; isUnchanged: boolean; done: () => void };

export function Application({ source, basedOn, isUnchanged, done }: Props) {
  const { modelPage: t, modelForms, house } = useText();
  const { zone } = useLanguage();
  const [note, setNote] = useState("");
  const [from, setFrom] = useState("");
  const effectiveAt = from === "" ? null : instantOfWall(from, zone);
  const applying = useMutation({
    mutationFn: () =>
      request("POST", "/api/v1/model", {
        body: {
          ...{ source, basedOn },
          ...(note.trim() === "" ? {} : { note: note.trim() }),
          ...(effectiveAt === null ? {} : { effectiveAt: new Date(effectiveAt).toISOString() }),
        },
      }),
    onSuccess: done,
  });
  if (isUnchanged) return <p>{t.unchanged}</p>;
  return (
    <form
      className={style.apply}
      onSubmit={(event) => {
        event.preventDefault();
        applying.mutate();
      }}
    >
      <TextInput
        label={`${t.note} (${house.form.optional})`}
        description={t.noteHint}
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <TextInput
        type="datetime-local"
        label={`${modelForms.effectiveFrom} (${house.form.optional})`}
        description={modelForms.effectiveHint({ zone })}
        value={from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <ProblemNote error={applying.error} />
      <Button type="submit" loading={applying.isPending}>
        {t.apply}
      </Button>
    </form>
  );
}

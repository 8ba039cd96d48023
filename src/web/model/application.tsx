/** Applying the previewed version, with a note that says why. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { request } from "../api/request.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./model-page.module.css";

export function Application({ source, isUnchanged, done }: { source: string; isUnchanged: boolean; done: () => void }) {
  const { modelPage: t, house } = useText();
  const [note, setNote] = useState("");
  const applying = useMutation({
    mutationFn: () => request("POST", "/api/v1/model", { body: { source, ...(note.trim() === "" ? {} : { note: note.trim() }) } }),
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
      <ProblemNote error={applying.error} />
      <Button type="submit" loading={applying.isPending}>
        {t.apply}
      </Button>
    </form>
  );
}

/** A new address: what it shows; then the address itself, this once. */
import { Anchor, Button, NativeSelect } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { meQuery } from "../../api/queries.ts";
import { type CalendarOrder, calendarsChanged, makeCalendar } from "../../api/rota-calendars.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { textOf, useLanguage, useText } from "../../language/language.tsx";
import { Once } from "../../people/once.tsx";
import { usePageNames } from "../names.ts";
import style from "./calendars.module.css";

const kinds = ["person", "team", "schedule"] as const;
type Kind = CalendarOrder["kind"];

export function LinkForm({ close }: { close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.form;
  const client = useQueryClient();
  const [url, setUrl] = useState<string | null>(null);
  const making = useMutation({
    mutationFn: makeCalendar,
    onSuccess: (made) => {
      calendarsChanged(client);
      setUrl(made.url);
    },
  });
  return (
    <Dialog close={close} title={url === null ? t.title : t.madeTitle} isKept={url !== null}>
      {url === null ? (
        <Fields make={(order) => making.mutate(order)} isPending={making.isPending} error={making.error} />
      ) : (
        <Made url={url} close={close} />
      )}
    </Dialog>
  );
}

type FieldsProps = { make: (order: CalendarOrder) => void; isPending: boolean; error: unknown };

function Fields({ make, isPending, error }: FieldsProps) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.form;
  const { data: me } = useQuery(meQuery);
  const subjects = useSubjects();
  const [kind, setKind] = useState<Kind>("person");
  const [chosen, setChosen] = useState<string | null>(null);
  const choices = subjects[kind];
  const own = choices.find(({ value }) => value === me?.assignee)?.value;
  const subject = chosen ?? own ?? choices[0]?.value ?? "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (subject !== "") make({ kind, subject });
  };
  const pick = (next: string) => {
    setKind(next as Kind);
    setChosen(null);
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <NativeSelect
        label={t.kind}
        value={kind}
        data-autofocus
        data={kinds.map((value) => ({ value, label: t.kinds[value] }))}
        onChange={(event) => pick(event.currentTarget.value)}
      />
      <NativeSelect label={t.subjects[kind]} value={subject} data={choices} onChange={(event) => setChosen(event.currentTarget.value)} />
      <ProblemNote error={error} />
      <Button type="submit" loading={isPending} disabled={subject === ""}>
        {t.make}
      </Button>
    </form>
  );
}

type Choices = { value: string; label: string }[];

/** What the model has, each by its name. */
function useSubjects(): Record<Kind, Choices> {
  const { code } = useLanguage();
  const { document } = usePageNames();
  const byName = (choices: Choices): Choices => choices.sort((a, b) => a.label.localeCompare(b.label));
  return {
    person: byName(Object.entries(document?.people ?? {}).map(([value, { name }]) => ({ value, label: name }))),
    team: byName(Object.entries(document?.teams ?? {}).map(([value, { name }]) => ({ value, label: textOf(name, code) }))),
    schedule: Object.keys(document?.schedules ?? {}).map((value) => ({ value, label: value })),
  };
}

/** Programs for calendars open `webcal:` by themselves. */
function Made({ url, close }: { url: string; close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.form;
  return (
    <Once lead={t.madeLead} label={t.label} copyLabel={t.copy} secret={url} done={close}>
      <Anchor href={url.replace(/^https?:/, "webcal:")}>{t.open}</Anchor>
    </Once>
  );
}

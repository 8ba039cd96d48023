/** A calendar of others: what it says, where it is; and later its name, another address, and what its words were said to mean. */
import { Button, FileInput, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addFeed, calendarsChanged, changeFeed, type FeedOrder, type Meaning, type RotaFeedView } from "../../api/rota-calendars.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { Segments } from "../../portal/segments.tsx";
import { usePageNames } from "../names.ts";
import { usePeopleChoice } from "../rota/form-parts.tsx";
import style from "./calendars.module.css";

/** As the server takes it. */
const largestBytes = 5_000_000;

/** Where it is: an address, or a file. */
type Source = { how: "url" | "file"; url: string; file: File | null };

const isGiven = ({ how, url, file }: Source): boolean =>
  how === "url" ? /^(https?|webcals?):\/\/./i.test(url.trim()) : file !== null && file.size <= largestBytes;

async function sourceOf({ how, url, file }: Source): Promise<{ url: string } | { file: string }> {
  return how === "url" ? { url: url.trim() } : { file: (await file?.text()) ?? "" };
}

export function FeedForm({ feed, close }: { feed: RotaFeedView | null; close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feedForm;
  return (
    <Dialog close={close} isWide title={feed === null ? t.addTitle : t.editTitle({ name: feed.name })}>
      {feed === null ? <NewFields close={close} /> : <ChangeFields feed={feed} close={close} />}
    </Dialog>
  );
}

function useSaving<Order>(save: (order: Order) => Promise<unknown>, close: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: save,
    onSuccess: () => {
      calendarsChanged(client);
      close();
    },
  });
}

function NewFields({ close }: { close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feedForm;
  const isManager = useMay()("model:write");
  const { document } = usePageNames();
  const schedules = Object.keys(document?.schedules ?? {});
  const people = usePeopleChoice();
  const [kind, setKind] = useState<FeedOrder["kind"]>(isManager ? "layer" : "leave");
  const [name, setName] = useState("");
  const [schedule, setSchedule] = useState<string | null>(null);
  const [place, setPlace] = useState<"above" | "below">("above");
  const [person, setPerson] = useState<string | null>(null);
  const [source, setSource] = useState<Source>({ how: "url", url: "", file: null });
  const [whose, of] = [person ?? people[0]?.value ?? "", schedule ?? schedules[0] ?? ""];
  const saving = useSaving(async () => {
    const given = { name: name.trim(), ...(await sourceOf(source)) };
    return addFeed(kind === "layer" ? { kind, schedule: of, place, ...given } : { kind, person: whose, ...given });
  }, close);
  const isReady = name.trim() !== "" && isGiven(source) && (kind === "layer" ? of : whose) !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !saving.isPending) saving.mutate(undefined);
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      {isManager && <Segments label={t.kind} value={kind} choices={t.kinds} pick={setKind} />}
      <TextInput
        label={t.name}
        description={t.nameHint}
        maxLength={100}
        value={name}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {kind === "layer" ? (
        <div className={style.pair}>
          <NativeSelect label={t.schedule} value={of} data={schedules} onChange={(event) => setSchedule(event.currentTarget.value)} />
          <NativeSelect
            label={t.place}
            value={place}
            data={(["above", "below"] as const).map((value) => ({ value, label: t.places[value] }))}
            onChange={(event) => setPlace(event.currentTarget.value as "above" | "below")}
          />
        </div>
      ) : (
        <NativeSelect
          label={t.person}
          description={t.leaveHint}
          value={whose}
          data={people}
          onChange={(event) => setPerson(event.currentTarget.value)}
        />
      )}
      <SourceFields source={source} set={setSource} isNew />
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={!isReady}>
        {t.add}
      </Button>
    </form>
  );
}

type SourceProps = { source: Source; set: (source: Source) => void; isNew: boolean };

function SourceFields({ source, set, isNew }: SourceProps) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feedForm;
  const isTooLarge = source.file !== null && source.file.size > largestBytes;
  return (
    <div className={style.form}>
      <Segments label={t.source} value={source.how} choices={t.sources} pick={(how) => set({ ...source, how })} />
      {source.how === "url" ? (
        <TextInput
          label={isNew ? t.url : t.newUrl}
          description={isNew ? t.urlHint : t.newUrlHint}
          type="url"
          maxLength={2_000}
          placeholder="https://"
          value={source.url}
          onChange={(event) => set({ ...source, url: event.currentTarget.value })}
        />
      ) : (
        <FileInput
          label={t.file}
          description={t.fileHint}
          accept=".ics,.ical,text/calendar"
          value={source.file}
          error={isTooLarge ? t.tooLarge : null}
          onChange={(file) => set({ ...source, file })}
        />
      )}
    </div>
  );
}

function ChangeFields({ feed, close }: { feed: RotaFeedView; close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feedForm;
  const [name, setName] = useState(feed.name);
  const [people, setPeople] = useState<readonly Meaning[]>(feed.people.map(({ words, person }) => ({ words, person })));
  const [source, setSource] = useState<Source>({ how: "url", url: "", file: null });
  const isSame = source.how === "url" ? source.url.trim() === "" : source.file === null;
  const saving = useSaving(async () => {
    const meanings = feed.kind === "layer" ? { people } : {};
    return changeFeed(feed.id, { name: name.trim(), ...meanings, ...(isSame ? {} : await sourceOf(source)) });
  }, close);
  const isReady = name.trim() !== "" && (isSame || isGiven(source));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !saving.isPending) saving.mutate(undefined);
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <TextInput label={t.name} maxLength={100} value={name} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
      {people.length > 0 && (
        <div>
          <h3>{t.meanings}</h3>
          <ul className={style.meanings}>
            {people.map((meaning) => (
              <Meant key={meaning.words} meaning={meaning} forget={() => setPeople(people.filter((each) => each !== meaning))} />
            ))}
          </ul>
        </div>
      )}
      <SourceFields source={source} set={setSource} isNew={false} />
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={!isReady}>
        {t.save}
      </Button>
    </form>
  );
}

function Meant({ meaning: { words, person }, forget }: { meaning: Meaning; forget: () => void }) {
  const { rotaCalendars } = useText();
  const names = usePageNames();
  return (
    <li>
      <span>
        <strong>{words}</strong> → {names.people.get(person) ?? person}
      </span>
      <Button variant="subtle" size="compact-xs" onClick={forget} aria-label={rotaCalendars.feedForm.forget({ words })}>
        <Icon name="cross" size={14} />
      </Button>
    </li>
  );
}

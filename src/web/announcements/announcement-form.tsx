/** Writing an announcement: what it is, to whom, from when until when, and what it says in each language, as customers will see it. */
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Document } from "#core/model/document.ts";
import { type Announcement, announcementsQuery, changeAnnouncement, publishAnnouncement } from "../api/portal.ts";
import { modelQuery } from "../api/queries.ts";
import { serverNow } from "../api/request.ts";
import { useNow } from "../kit/now.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useUndo } from "../kit/undo.tsx";
import { languageCodes, languageNames, textOf, useLanguage } from "../language/language.tsx";
import { AnnouncementLine } from "../portal/announcements.tsx";
import { type Draft, draftOf, emptyDraft, isComplete, orderOf } from "./announcement-draft.ts";
import style from "./announcements.module.css";

type Props = { announcement: Announcement | null; close: () => void };

export function AnnouncementForm({ announcement, close }: Props) {
  const { text, zone } = useLanguage();
  const t = text.announcements;
  const client = useQueryClient();
  const { say } = useUndo();
  const { data: model } = useQuery(modelQuery);
  const [draft, setDraft] = useState<Draft>(() => (announcement === null ? emptyDraft(serverNow(), zone) : draftOf(announcement, zone)));
  const [isTold, setTold] = useState(false);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const isReady = isComplete(draft) && draft.from !== "";
  const saving = useMutation({
    mutationFn: () => {
      const order = orderOf(draft, zone);
      return announcement === null ? publishAnnouncement(order) : changeAnnouncement(announcement.id, order);
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: announcementsQuery.queryKey });
      say({ label: announcement === null ? t.published : t.saved });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (isReady && !saving.isPending) saving.mutate();
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <h2>{announcement === null ? t.write : t.change}</h2>
      <Frame draft={draft} set={set} isTold={isTold} />
      {model !== undefined && <Addressees document={model.document} draft={draft} set={set} />}
      <Texts draft={draft} set={set} />
      {isReady && <Seen draft={draft} />}
      {isTold && !isComplete(draft) && (
        <p role="alert" className={style.wrong}>
          {t.form.missing}
        </p>
      )}
      <ProblemNote error={saving.error} />
      <div className={style.acts}>
        <Button type="submit" loading={saving.isPending}>
          {announcement === null ? t.form.publish : t.form.save}
        </Button>
        <Button variant="default" onClick={close}>
          {text.house.form.cancel}
        </Button>
      </div>
    </form>
  );
}

type PartProps = { draft: Draft; set: (change: Partial<Draft>) => void };

/** What it is, and from when until when. */
function Frame({ draft, set, isTold }: PartProps & { isTold: boolean }) {
  const { text, zone } = useLanguage();
  const t = text.announcements;
  return (
    <div className={style.pair}>
      <NativeSelect
        label={t.form.severity}
        value={draft.severity}
        data={(["information", "maintenance", "disruption"] as const).map((value) => ({ value, label: text.portal.severity[value] }))}
        onChange={(event) => set({ severity: event.currentTarget.value as Draft["severity"] })}
      />
      <span />
      <TextInput
        type="datetime-local"
        label={t.form.from}
        description={t.form.zone({ zone })}
        value={draft.from}
        error={isTold && draft.from === "" ? text.house.form.required : null}
        onChange={(event) => set({ from: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t.form.until}
        description={t.form.untilHint}
        value={draft.until}
        onChange={(event) => set({ until: event.currentTarget.value })}
      />
    </div>
  );
}

function Addressees({ document, draft, set }: PartProps & { document: Document }) {
  const { text, code } = useLanguage();
  const t = text.announcements.form;
  const customers = Object.entries(document.customers).map(([value, { name }]) => ({ value, label: name }));
  const services = Object.entries(document.services).map(([value, { name }]) => ({ value, label: textOf(name, code) }));
  const group = (label: string, hint: string, value: readonly string[], choices: typeof customers, pick: (next: string[]) => void) => (
    <Checkbox.Group label={label} description={hint} value={[...value]} onChange={pick}>
      <div className={style.choices}>
        {choices.map((each) => (
          <Checkbox key={each.value} value={each.value} label={each.label} />
        ))}
      </div>
    </Checkbox.Group>
  );
  return (
    <div className={style.pair}>
      {group(t.customers, t.customersHint, draft.customers, customers, (next) => set({ customers: next }))}
      {group(t.services, t.servicesHint, draft.services, services, (next) => set({ services: next }))}
    </div>
  );
}

function Texts({ draft, set }: PartProps) {
  const { text } = useLanguage();
  const t = text.announcements.form;
  return (
    <fieldset className={style.texts}>
      <legend>{t.texts}</legend>
      <p className="soft">{t.textsHint}</p>
      {languageCodes.map((code) => {
        const said = draft.texts[code];
        const change = (next: Partial<typeof said>) => set({ texts: { ...draft.texts, [code]: { ...said, ...next } } });
        return (
          <div key={code} className={style.language} lang={code}>
            <h3>{languageNames[code]}</h3>
            <TextInput
              aria-label={`${languageNames[code]}: ${t.titleField}`}
              placeholder={t.titleField}
              maxLength={200}
              value={said.title}
              onChange={(event) => change({ title: event.currentTarget.value })}
            />
            <Textarea
              aria-label={`${languageNames[code]}: ${t.body}`}
              placeholder={t.body}
              autosize
              minRows={2}
              maxLength={10_000}
              value={said.body}
              onChange={(event) => change({ body: event.currentTarget.value })}
            />
          </div>
        );
      })}
    </fieldset>
  );
}

function Seen({ draft }: { draft: Draft }) {
  const { text, zone } = useLanguage();
  const now = useNow();
  return (
    <section className={style.seen}>
      <h3>{text.announcements.form.preview}</h3>
      <AnnouncementLine key={draft.severity} announcement={{ id: "draft", ...orderOf(draft, zone) }} now={now} />
    </section>
  );
}

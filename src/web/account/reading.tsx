/** How I read: language, zone and clock, each taken at once, with the present instant as it will look. */
import { NativeSelect, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useMemo, useState } from "react";
import type { Person } from "../api/answers.ts";
import { changeMyself, type Myself } from "../api/me.ts";
import { meQuery } from "../api/queries.ts";
import { useNow } from "../kit/now.ts";
import { ProblemNote } from "../kit/states.tsx";
import { fullInstant, readersZone } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { type LanguageCode, languageCodes, languageNames, useLanguage } from "../language/language.tsx";
import style from "./account.module.css";
import { Section } from "./section.tsx";

export function Reading({ me }: { me: Person }) {
  const { text, code, zoned, hourCycle, choose } = useLanguage();
  const t = text.account;
  const client = useQueryClient();
  const saving = useMutation({
    mutationFn: (change: Myself) => changeMyself(change),
    onSuccess: async (_, change) => {
      choose({ ...(change.language == null ? {} : { language: change.language }), ...ofTime(change) });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      say({ label: t.saved });
    },
  });
  return (
    <Section title={t.reading.title} lead={t.reading.lead}>
      <div className={style.form}>
        <NativeSelect
          label={t.reading.language}
          value={code}
          data={languageCodes.map((value) => ({ value, label: languageNames[value] }))}
          onChange={(event) => saving.mutate({ language: event.currentTarget.value as LanguageCode })}
        />
        <ZoneField zone={me.zone} save={(zone) => saving.mutate({ zone })} />
        <Radio.Group label={t.reading.clock} value={hourCycle} onChange={(value) => saving.mutate({ hourCycle: value as "h12" | "h23" })}>
          <div className={style.row}>
            <Radio value="h23" label={t.reading.h23} />
            <Radio value="h12" label={t.reading.h12} />
          </div>
        </Radio.Group>
        <ProblemNote error={saving.error} />
        <Preview zoned={zoned} label={t.reading.preview} />
      </div>
    </Section>
  );
}

const ofTime = ({ zone, hourCycle }: Myself) => ({
  ...(zone === undefined ? {} : { zone }),
  ...(hourCycle === undefined ? {} : { hourCycle }),
});

function Preview({ zoned, label }: { zoned: Parameters<typeof fullInstant>[1]; label: string }) {
  const now = useNow();
  return (
    <p className={style.preview}>
      <span className="soft">{label}</span>
      <strong>
        <time dateTime={new Date(now).toISOString()}>{fullInstant(now, zoned)}</time>
      </strong>
    </p>
  );
}

/** All zones that the browser knows; empty for the browser's own. */
function ZoneField({ zone, save }: { zone: string | null; save: (zone: string | null) => void }) {
  const { account: t } = useLanguage().text;
  const [written, setWritten] = useState(zone ?? "");
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone"), []);
  const list = useId();
  const isWrong = written !== "" && !isZone(written);
  const settle = (value: string) => {
    const next = value.trim() === "" ? null : value.trim();
    if (next !== zone && (next === null || isZone(next))) save(next);
  };
  return (
    <>
      <TextInput
        label={t.reading.zone}
        placeholder={t.reading.browserZone({ zone: readersZone() })}
        list={list}
        spellCheck={false}
        autoComplete="off"
        value={written}
        error={isWrong ? t.reading.badZone : null}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setWritten(value);
          // Taken from the list with one click: no need to leave the field.
          if (zones.includes(value)) settle(value);
        }}
        onBlur={(event) => settle(event.currentTarget.value)}
      />
      <datalist id={list}>
        {zones.map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  );
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

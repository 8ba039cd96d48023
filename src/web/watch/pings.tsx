/** Dead man's pings: addresses outside that hear from us while all is well. */
import { Button, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addPing, type Ping, watchSettingsQuery } from "../api/watch.ts";
import { Dialog } from "../kit/dialog.tsx";
import { useNow } from "../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { lengthText, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { Remove } from "./remove.tsx";
import style from "./watch.module.css";

export function Pings() {
  const { watch } = useText();
  const t = watch.pings;
  const settings = useQuery(watchSettingsQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <section className={style.part} aria-labelledby="watch-pings">
      <div className={style.headLine}>
        <h2 id="watch-pings">{t.title}</h2>
        <Button size="xs" variant="default" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      </div>
      <p className={style.lead}>{t.lead}</p>
      {settings.isPending && <Loading />}
      {settings.isError && <Failure error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data?.pings.length === 0 && <p className={style.lacking}>{t.none}</p>}
      {settings.data !== undefined && settings.data.pings.length > 0 && (
        <ul className={style.entries}>
          {settings.data.pings.map((ping) => (
            <Entry key={ping.id} ping={ping} />
          ))}
        </ul>
      )}
      {isAdding && <PingForm close={() => setAdding(false)} />}
    </section>
  );
}

function Entry({ ping }: { ping: Ping }) {
  const { text, zoned } = useLanguage();
  const t = text.watch.pings;
  const now = useNow();
  const { name, url, method, everyMs, takenAt, said } = ping;
  return (
    <li>
      <div>
        <p className={style.entryName}>{name}</p>
        <p className={style.url}>
          {method} {url}
        </p>
        <p className="soft">
          {t.everyText({ length: lengthText(everyMs) })};{" "}
          {takenAt === null ? t.neverTaken : t.taken({ at: shortInstant(Date.parse(takenAt), now, zoned) })}
        </p>
        {said !== null && <p className={style.lacking}>{said}</p>}
      </div>
      <Remove kind="pings" id={ping.id} label={t.removeOf({ name })} />
    </li>
  );
}

function PingForm({ close }: { close: () => void }) {
  const { watch } = useText();
  const t = watch.pings;
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [url, setUrl] = useState("https://");
  const [method, setMethod] = useState<"GET" | "POST">("GET");
  const [seconds, setSeconds] = useState<number | string>(60);
  const saving = useMutation({
    mutationFn: () => addPing({ name: name.trim(), url: url.trim(), method, everyMs: Number(seconds) * 1_000 }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: watchSettingsQuery.queryKey });
      close();
    },
  });
  const isReady = name.trim() !== "" && /^https?:\/\/./.test(url.trim()) && Number(seconds) >= 10;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate();
  };
  return (
    <Dialog close={close} title={t.add}>
      <form className={style.form} onSubmit={submit} noValidate>
        <TextInput label={t.name} data-autofocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={t.url} type="url" maxLength={2_000} value={url} onChange={(event) => setUrl(event.currentTarget.value)} />
        <div className={style.two}>
          <NativeSelect
            label={t.method}
            value={method}
            data={["GET", "POST"]}
            onChange={(event) => setMethod(event.currentTarget.value === "POST" ? "POST" : "GET")}
          />
          <NumberInput label={t.every} min={10} max={86_400} value={seconds} onChange={setSeconds} />
        </div>
        <ProblemNote error={saving.error} />
        <Button type="submit" loading={saving.isPending} disabled={!isReady}>
          {t.create}
        </Button>
      </form>
    </Dialog>
  );
}

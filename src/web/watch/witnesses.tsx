/** Mutual witnesses: other installations that we call and that call us. */
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { addWitness, changeWitness, type Witness, watchSettingsQuery } from "../api/watch.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { Remove } from "./remove.tsx";
import style from "./watch.module.css";

type Form = { witness: Witness | null } | null;

export function Witnesses() {
  const { watch } = useText();
  const t = watch.witnesses;
  const settings = useQuery(watchSettingsQuery);
  const [form, setForm] = useState<Form>(null);
  return (
    <section className={style.part} aria-labelledby="watch-witnesses">
      <div className={style.headLine}>
        <h2 id="watch-witnesses">{t.title}</h2>
        <Button size="xs" variant="default" onClick={() => setForm({ witness: null })}>
          {t.add}
        </Button>
      </div>
      <p className={style.lead}>{t.lead}</p>
      {settings.isPending && <Loading />}
      {settings.isError && <Failure error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data?.witnesses.length === 0 && <p className="soft">{t.none}</p>}
      {settings.data !== undefined && settings.data.witnesses.length > 0 && (
        <ul className={style.entries}>
          {settings.data.witnesses.map((witness) => (
            <Entry key={witness.id} witness={witness} change={() => setForm({ witness })} />
          ))}
        </ul>
      )}
      {form !== null && <WitnessForm witness={form.witness} close={() => setForm(null)} />}
    </section>
  );
}

function Entry({ witness, change }: { witness: Witness; change: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.watch.witnesses;
  const now = useNow();
  const { name, ownUrl, url, heardAt, said } = witness;
  const copy = () => void navigator.clipboard.writeText(ownUrl).then(() => say({ label: t.copied }));
  return (
    <li>
      <div>
        <p className={style.entryName}>{name}</p>
        <p className="soft">
          {heardAt === null ? t.neverHeard : t.heard({ at: shortInstant(Date.parse(heardAt), now, zoned) })}
          {url === null && <>; {t.noUrl}</>}
        </p>
        {said !== null && <p className={style.lacking}>{said}</p>}
        <p>
          {t.ownUrl}: <span className={style.url}>{ownUrl}</span>
        </p>
      </div>
      <div className={style.buttons}>
        {navigator.clipboard !== undefined && (
          <Button size="xs" variant="default" onClick={copy} leftSection={<Icon name="copy" size={14} />} aria-label={`${t.copy}: ${name}`}>
            {t.copy}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={change} aria-label={t.changeOf({ name })}>
          {t.change}
        </Button>
        <Remove kind="witnesses" id={witness.id} label={t.removeOf({ name })} />
      </div>
    </li>
  );
}

function WitnessForm({ witness, close }: { witness: Witness | null; close: () => void }) {
  const { watch } = useText();
  const t = watch.witnesses;
  const client = useQueryClient();
  const [name, setName] = useState(witness?.name ?? "");
  const [url, setUrl] = useState(witness?.url ?? "");
  const [minutes, setMinutes] = useState<number | string>((witness?.missingAfterMs ?? 300_000) / 60_000);
  const saving = useMutation({
    mutationFn: () => {
      const order = { name: name.trim(), url: url.trim() === "" ? null : url.trim(), missingAfterMs: Number(minutes) * 60_000 };
      return witness === null ? addWitness(order) : changeWitness(witness.id, order);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: watchSettingsQuery.queryKey });
      close();
    },
  });
  const isReady = name.trim() !== "" && Number(minutes) >= 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady) saving.mutate();
  };
  return (
    <Dialog close={close} title={witness === null ? t.add : t.changeTitle({ name: witness.name })}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{t.ownHint}</p>
        <TextInput label={t.name} data-autofocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput
          label={t.url}
          description={t.urlHint}
          type="url"
          maxLength={2_000}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <NumberInput label={t.missing} min={1} max={1_440} value={minutes} onChange={setMinutes} />
        <ProblemNote error={saving.error} />
        <Button type="submit" loading={saving.isPending} disabled={!isReady}>
          {witness === null ? t.create : t.save}
        </Button>
      </form>
    </Dialog>
  );
}

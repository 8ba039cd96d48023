/** Taking over from another product: an export is chosen, what it becomes is shown, and goes on as a draft of the model. */
import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { type Product, products, tryImport } from "../../api/imports.ts";
import { bytesText } from "../../kit/bytes-text.ts";
import { Loading, ProblemNote } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import { Compared } from "./compared.tsx";
import { Found } from "./found.tsx";
import style from "./imports.module.css";
import { IntoModel } from "./into-model.tsx";
import { Said } from "./said.tsx";

const mostBytes = 5_000_000;
const [defaultDays, mostDays] = [90, 366];

type Chosen = { name: string; bytes: number; text: string };

export function ImportPage() {
  const { text } = useLanguage();
  const t = text.imports;
  const [product, setProduct] = useState<Product>("pagerduty");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [days, setDays] = useState(defaultDays);
  const trying = useMutation({ mutationFn: tryImport });
  const ask = (file: Chosen | null, from: Product): void => {
    if (file !== null) trying.mutate({ from, text: file.text, days });
  };
  return (
    <div className={style.page}>
      <section className={style.question} aria-label={t.title}>
        <h2>{t.title}</h2>
        <p className={style.intro}>{t.intro}</p>
        <div className={style.fields}>
          <NativeSelect
            label={t.product}
            value={product}
            data={products.map((value) => ({ value, label: t.products[value] }))}
            onChange={({ currentTarget: { value } }) => {
              setProduct(value as Product);
              trying.reset();
            }}
          />
          <FileField
            chosen={chosen}
            choose={(file) => {
              setChosen(file);
              ask(file, product);
            }}
          />
          <NumberInput
            className={style.ahead!}
            label={t.days}
            value={days}
            min={1}
            max={mostDays}
            clampBehavior="strict"
            onChange={(value) => setDays(typeof value === "number" && value >= 1 ? value : defaultDays)}
          />
          <Button disabled={chosen === null} loading={trying.isPending} onClick={() => ask(chosen, product)}>
            {trying.isIdle ? t.tryIt : t.again}
          </Button>
        </div>
        <How product={product} />
      </section>
      {trying.isPending && <Loading what={t.reading} />}
      <ProblemNote error={trying.error} />
      {trying.data !== undefined && (
        <div className={style.answer}>
          <Found found={trying.data} />
          <Compared comparisons={trying.data.comparisons} people={trying.data.people} product={product} />
          <Said notes={trying.data.notes} />
          <IntoModel found={trying.data} />
        </div>
      )}
    </div>
  );
}

function FileField({ chosen, choose }: { chosen: Chosen | null; choose: (file: Chosen) => void }) {
  const { text, locale } = useLanguage();
  const t = text.imports;
  const picker = useRef<HTMLInputElement>(null);
  const [tooLarge, setTooLarge] = useState<number | null>(null);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setTooLarge(file.size > mostBytes ? file.size : null);
    if (file.size <= mostBytes) choose({ name: file.name, bytes: file.size, text: await file.text() });
  };
  return (
    <div className={style.file}>
      <input
        ref={picker}
        className="unseen"
        type="file"
        accept=".json,application/json"
        tabIndex={-1}
        aria-label={t.file}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <Button variant="default" onClick={() => picker.current?.click()}>
        {t.choose}
      </Button>
      <span className="soft">{chosen === null ? t.none : t.chosen({ name: chosen.name, size: bytesText(chosen.bytes, locale) })}</span>
      {tooLarge !== null && (
        <p role="alert" className={style.wrong}>
          {t.tooLarge({ size: bytesText(tooLarge, locale) })}
        </p>
      )}
    </div>
  );
}

function How({ product }: { product: Product }) {
  const { how } = useLanguage().text.imports;
  return (
    <details className={style.how}>
      <summary>{how.title}</summary>
      <p>{how[product]}</p>
    </details>
  );
}

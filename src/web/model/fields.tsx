/** Fields of the model's forms, each bound to a path of the document: what is written in one is an edit of the text. */
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import type { Text } from "#core/model/document.ts";
import { languageCodes, languageNames, useText } from "../language/language.tsx";
import { useDraft, valueAt } from "./draft.ts";
import style from "./forms.module.css";

export type Path = readonly (string | number)[];
type Options = readonly (readonly [string, string])[];

/** What stands at a path, and how to write another value there. */
export function useField(path: Path): { value: unknown; isLocked: boolean; set(value: unknown): void } {
  const { document, edit, mayWrite } = useDraft();
  return { value: valueAt(document, path), isLocked: !mayWrite || document === null, set: (value) => edit({ path, value }) };
}

type Shared = { path: Path; label: string; hint?: string };

/** A text that is taken when one leaves the field or presses Enter; emptied, it is taken away unless it is required. */
export function LineField({ path, label, hint, isRequired = false, isCode = false, isLong = false, unseen = false }: Shared & LineLooks) {
  const { value, isLocked, set } = useField(path);
  return (
    <Line
      {...{ label, isLocked, isCode, isLong, unseen }}
      {...(hint === undefined ? {} : { hint })}
      text={value === undefined || value === null ? "" : String(value)}
      take={(text) =>
        text === "" ? !isRequired && set(undefined) : set(/^-?\d+$/.test(text) && typeof value === "number" ? Number(text) : text)
      }
    />
  );
}

type LineLooks = {
  isRequired?: boolean;
  isCode?: boolean;
  isLong?: boolean /** The label is for the ear alone: a column's head says it. */;
  unseen?: boolean;
};
type LineProps = { label: string; hint?: string; text: string; isLocked: boolean; take: (text: string) => void } & Omit<
  LineLooks,
  "isRequired"
>;

export function Line({ label, hint, text, isLocked, take, isCode = false, isLong = false, unseen = false }: LineProps) {
  const [written, setWritten] = useState<string | null>(null);
  const leave = () => {
    if (written !== null && written.trim() !== text) take(written.trim());
    setWritten(null);
  };
  const shared = {
    ...(unseen ? { "aria-label": label } : { label }),
    // What is written in signs shows its form where it will stand.
    ...(hint === undefined ? {} : isCode ? { placeholder: hint } : { description: hint }),
    value: written ?? text,
    readOnly: isLocked,
    className: isCode ? style.code! : "",
    onChange: (event: { currentTarget: { value: string } }) => setWritten(event.currentTarget.value),
    onBlur: leave,
  };
  if (isLong) return <Textarea {...shared} autosize={false} rows={2} />;
  return <TextInput {...shared} onKeyDown={(event) => event.key === "Enter" && leave()} />;
}

/** A text in one language, or one for each. */
export function TextField({ path, label, hint, isLong = false }: Shared & { isLong?: boolean }) {
  const { model } = useModelText();
  const { value, isLocked, set } = useField(path);
  const { document } = useDraft();
  const text = value as Text | undefined;
  const isSplit = typeof text === "object" && text !== null;
  if (!isSplit) {
    return (
      <div className={style.split}>
        <LineField path={path} label={label} isLong={isLong} {...(hint === undefined ? {} : { hint })} />
        {!isLocked && (document?.languages ?? []).length > 1 && typeof text === "string" && text !== "" && (
          <button type="button" className={style.quiet} onClick={() => set({ [document?.languages?.[0] ?? "en"]: text })}>
            {model.inEachLanguage}
          </button>
        )}
      </div>
    );
  }
  return (
    <fieldset className={style.group}>
      <legend>{label}</legend>
      {languageCodes.map((code) => (
        <LineField key={code} path={[...path, code]} label={languageNames[code]} isLong={isLong} />
      ))}
    </fieldset>
  );
}

export function ChoiceField({
  path,
  label,
  hint,
  options,
  none,
}: Shared & { options: Options /** What no choice is called; absent: one must be. */; none?: string }) {
  const { value, isLocked, set } = useField(path);
  const current = value === undefined || value === null ? "" : String(value);
  const isKnown = options.some(([id]) => id === current) || (current === "" && none !== undefined);
  const read = (id: string): unknown => (id === "" ? undefined : typeof value === "number" || /^[1-4]$/.test(id) ? Number(id) : id);
  return (
    <NativeSelect
      label={label}
      description={hint}
      value={current}
      disabled={isLocked}
      onChange={(event) => set(read(event.currentTarget.value))}
    >
      {none !== undefined && <option value="">{none}</option>}
      {!isKnown && <option value={current}>{current}</option>}
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </NativeSelect>
  );
}

/** Any number of some: each is a switch. */
export function ChipsField({ path, label, hint, options }: Shared & { options: Options }) {
  const { value, isLocked, set } = useField(path);
  const id = useId();
  const chosen = Array.isArray(value) ? (value as unknown[]).map(String) : [];
  const others = chosen.filter((each) => !options.some(([known]) => known === each));
  const toggle = (each: string) => {
    const next = chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each];
    set(next.length === 0 ? undefined : next);
  };
  return (
    <div className={style.field}>
      <p id={id} className={style.label}>
        {label}
      </p>
      {hint !== undefined && <p className={style.hint}>{hint}</p>}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would number among the form's groups, this is one field */}
      <div className={style.chips} role="group" aria-labelledby={id}>
        {[...options, ...others.map((each) => [each, each] as const)].map(([each, name]) => (
          <button
            key={each}
            type="button"
            className={style.chip}
            aria-pressed={chosen.includes(each)}
            disabled={isLocked}
            onClick={() => toggle(each)}
          >
            {name}
          </button>
        ))}
      </div>
    </div>
  );
}

/** Words or spans with commas between them. */
export function ListField({ path, label, hint, unseen = false, isNumber = false }: Shared & { unseen?: boolean; isNumber?: boolean }) {
  const { value, isLocked, set } = useField(path);
  const take = (text: string) => {
    const items = listOf(text);
    set(items.length === 0 ? undefined : isNumber ? items.map(Number).filter((each) => !Number.isNaN(each)) : items);
  };
  return (
    <Line
      {...{ label, isLocked, unseen, take }}
      {...(hint === undefined ? {} : { hint })}
      isCode
      text={Array.isArray(value) ? (value as unknown[]).map(String).join(", ") : ""}
    />
  );
}

export const listOf = (text: string): string[] =>
  text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");

export function FlagField({ path, label }: Shared) {
  const { value, isLocked, set } = useField(path);
  return (
    <Checkbox
      label={label}
      checked={value === true}
      disabled={isLocked}
      onChange={(event) => set(event.currentTarget.checked ? true : undefined)}
    />
  );
}

export function Group({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={style.section}>
      <h3>{title}</h3>
      {hint !== undefined && <p className="soft">{hint}</p>}
      {children}
    </section>
  );
}

export function useModelText() {
  const text = useText();
  return { text, model: text.modelForms, words: text.words, none: text.modelForms.none };
}

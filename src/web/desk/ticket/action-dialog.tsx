/** Asks what an action needs to know, and shows a refusal beside it, with what was written kept. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import type { Action, Field, Values } from "./action.ts";
import style from "./action-dialog.module.css";
import { readMoney } from "./money-text.ts";

type Props = {
  action: Action;
  isBusy: boolean;
  error: unknown;
  close: () => void;
  run: (values: Values, idempotencyKey: string) => void;
};

export function ActionDialog({ action, isBusy, error, close, run }: Props) {
  const { house, ticket } = useText();
  const [values, setValues] = useState<Values>(() => Object.fromEntries(action.fields.map(({ name, initial = "" }) => [name, initial])));
  const [isTold, setTold] = useState(false);
  // The same words sent again after a time-out must not act twice; other words are another deed.
  const key = useRef({ of: "", key: "" });
  const shown = action.fields.filter(({ when }) => when?.(values) ?? true);
  const mistakes = new Map(shown.flatMap((field) => mistakeIn(field, values, ticket.actions)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (mistakes.size > 0 || isBusy) return;
    const of = JSON.stringify(values);
    if (key.current.of !== of || error !== null) key.current = { of, key: crypto.randomUUID() };
    run(values, key.current.key);
  };
  const form = useId();
  const submitOnCtrlEnter = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  };
  return (
    <Modal opened onClose={close} title={action.label} closeButtonProps={{ "aria-label": house.form.close }}>
      <form id={form} className={style.form} onSubmit={submit} onKeyDown={submitOnCtrlEnter} noValidate>
        {shown.map((field, index) => (
          <Input
            key={field.name}
            field={field}
            isFirst={index === 0}
            value={values[field.name] ?? ""}
            set={(value) => setValues({ ...values, [field.name]: value })}
            mistake={isTold ? (mistakes.get(field.name) ?? null) : null}
          />
        ))}
        <ProblemNote error={error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={isBusy}>
            {action.label}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

type Told = { needed: string; badNumber: string; badAmount: string };

function mistakeIn({ name, kind, isRequired = false }: Field, values: Values, told: Told): [string, string][] {
  const value = (values[name] ?? "").trim();
  if (value === "") return isRequired ? [[name, told.needed]] : [];
  if (kind === "number" && !/^[1-9]\d{0,14}$/.test(value)) return [[name, told.badNumber]];
  if (kind === "money" && readMoney(value, values.currency ?? "EUR") === null) return [[name, told.badAmount]];
  return [];
}

type InputProps = { field: Field; value: string; set: (value: string) => void; mistake: string | null; isFirst: boolean };

function Input({ field, value, set, mistake, isFirst }: InputProps) {
  const { house } = useText();
  const { label, kind, hint, isRequired = false, options = [] } = field;
  const isOptional = kind !== "choice" && !isRequired;
  const shared = {
    label: isOptional ? `${label} (${house.form.optional})` : label,
    description: hint,
    value,
    error: mistake,
    "data-autofocus": isFirst || undefined,
  };
  if (kind === "choice") {
    return (
      <NativeSelect {...shared} onChange={(event) => set(event.currentTarget.value)}>
        {options.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
    );
  }
  if (kind === "text") return <Textarea {...shared} rows={4} onChange={(event) => set(event.currentTarget.value)} />;
  return <TextInput {...shared} inputMode={kind === "line" ? "text" : "decimal"} onChange={(event) => set(event.currentTarget.value)} />;
}

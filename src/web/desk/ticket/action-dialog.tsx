/** Asks what an action needs to know, and shows a refusal beside it, with what was written kept. */
import { Button, Modal, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { Editor } from "../../kit/editor/editor.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import type { Action, Field, Values } from "./action.ts";
import { isMinutes } from "./action-beside.ts";
import style from "./action-dialog.module.css";
import { dialogDraft, keepDialog } from "./dialog-draft.ts";
import { readMoney } from "./money-text.ts";

type Props = {
  ticketId: number;
  action: Action;
  /** What is known already. */
  preset: Values;
  isBusy: boolean;
  error: unknown;
  close: () => void;
  run: (values: Values, idempotencyKey: string) => void;
};

/** Words are kept while the dialog is closed; what was chosen or counted is proposed anew. */
const isKept = ({ kind }: Field): boolean => kind === "text" || kind === "rich";

function begin(ticketId: number, action: Action, preset: Values): Values {
  const initial = Object.fromEntries(action.fields.map(({ name, initial: proposed = "" }) => [name, proposed]));
  const kept = dialogDraft(ticketId, action.id);
  const words = Object.fromEntries(
    action.fields.filter(isKept).flatMap(({ name }) => (kept[name] === undefined ? [] : [[name, kept[name]]])),
  );
  return { ...initial, ...words, ...preset };
}

export function ActionDialog({ ticketId, action, preset, isBusy, error, close, run }: Props) {
  const { house, ticket } = useText();
  const [values, setValues] = useState<Values>(() => begin(ticketId, action, preset));
  const [isTold, setTold] = useState(false);
  // The same words sent again after a time-out must not act twice; other words are another deed.
  const key = useRef({ of: "", key: "" });
  const shown = action.fields.filter(({ when }) => when?.(values) ?? true);
  const mistakes = new Map(shown.flatMap((field) => mistakeIn(field, values, ticket.actions)));
  const set = (name: string, value: string) => {
    const next = { ...values, [name]: value };
    setValues(next);
    if (action.fields.some(isKept)) keepDialog(ticketId, action.id, next);
  };
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    setTold(true);
    if (mistakes.size > 0 || isBusy) return;
    const of = JSON.stringify(values);
    if (key.current.of !== of || error !== null) key.current = { of, key: crypto.randomUUID() };
    run(values, key.current.key);
  };
  const form = useId();
  const submitOnCtrlEnter = (event: KeyboardEvent<HTMLFormElement>) => {
    if (!event.defaultPrevented && event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
  };
  return (
    <Modal
      opened
      onClose={close}
      title={action.label}
      size={action.fields.some(({ kind }) => kind === "rich") ? "lg" : "md"}
      closeButtonProps={{ "aria-label": house.form.close }}
    >
      <form id={form} className={style.form} onSubmit={submit} onKeyDown={submitOnCtrlEnter} noValidate>
        {shown.map((field, index) => (
          <Input
            key={field.name}
            field={field}
            isFirst={index === 0}
            value={values[field.name] ?? ""}
            set={(value) => set(field.name, value)}
            submit={submit}
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

type Told = { needed: string; badNumber: string; badAmount: string; badMinutes: string };

function mistakeIn({ name, kind, isRequired = false }: Field, values: Values, told: Told): [string, string][] {
  const value = (values[name] ?? "").trim();
  if (value === "") return isRequired ? [[name, told.needed]] : [];
  if (kind === "number" && !/^[1-9]\d{0,14}$/.test(value)) return [[name, told.badNumber]];
  if (kind === "minutes" && !isMinutes(value)) return [[name, told.badMinutes]];
  if (kind === "money" && readMoney(value, values.currency ?? "EUR") === null) return [[name, told.badAmount]];
  return [];
}

type InputProps = {
  field: Field;
  value: string;
  set: (value: string) => void;
  submit: () => void;
  mistake: string | null;
  isFirst: boolean;
};

function Input({ field, value, set, submit, mistake, isFirst }: InputProps) {
  const { house } = useText();
  const list = useId();
  const { label, kind, hint, isRequired = false, options = [], proposals } = field;
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
  if (kind === "rich") {
    return (
      <div className={style.rich}>
        <p className={style.label}>{shared.label}</p>
        {hint !== undefined && <p className="soft">{hint}</p>}
        <Editor value={value} onChange={set} label={label} minRows={5} autoFocus={isFirst} onSubmit={submit} />
        {mistake !== null && <p className={style.mistake}>{mistake}</p>}
      </div>
    );
  }
  if (kind === "text") return <Textarea {...shared} rows={4} onChange={(event) => set(event.currentTarget.value)} />;
  return (
    <>
      <TextInput
        {...shared}
        inputMode={kind === "line" ? "text" : "decimal"}
        list={proposals === undefined ? undefined : list}
        onChange={(event) => set(event.currentTarget.value)}
      />
      {proposals !== undefined && (
        <datalist id={list}>
          {[...new Set(proposals)].map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
    </>
  );
}

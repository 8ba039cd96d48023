/** One setting of a driver: worded in the reader's language, or in the driver's own words where it is a stranger. */
import { Checkbox, NativeSelect, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { useText } from "../language/language.tsx";
import style from "./channels.module.css";
import type { Field } from "./setting-form.ts";

type Words = { label: string; hint: string };

export function useSettingWords(driver: string): (field: Field) => Words {
  const { channelSettings } = useText();
  const known = channelSettings as Readonly<Record<string, Words>>;
  return ({ name, title, description }) => known[`${driver}:${name}`] ?? known[name] ?? { label: title ?? name, hint: description ?? "" };
}

function useOptionWords(name: string): (choice: string) => string {
  const { options } = useText().channels;
  const known = (options as Readonly<Record<string, Readonly<Record<string, string>>>>)[name] ?? {};
  return (choice) => known[choice] ?? choice;
}

type Props = {
  field: Field;
  words: Words;
  value: string | boolean;
  change: (value: string | boolean) => void;
  /** A secret that is there already. */
  isKept: boolean;
  mistake: string | null;
};

export function SettingField({ field, words, value, change, isKept, mistake }: Props) {
  const { channels: t } = useText();
  const optionWords = useOptionWords(field.name);
  const { kind, isRequired, most } = field;
  const hint = words.hint === "" ? undefined : words.hint;
  if (kind === "switch") {
    return (
      <Checkbox
        className={style.tick!}
        classNames={{ description: style.under! }}
        label={words.label}
        description={hint}
        checked={value === true}
        onChange={(event) => change(event.currentTarget.checked)}
      />
    );
  }
  const shared = {
    label: isRequired || field.isFurther ? words.label : `${words.label} (${t.form.optional})`,
    description: hint,
    value: String(value),
    error: mistake,
    ...(most === null ? {} : { maxLength: most }),
    onChange: (event: { currentTarget: { value: string } }) => change(event.currentTarget.value),
  };
  const secrecy = isKept ? t.form.secretKept : t.form.secretEmpty;
  if (kind === "choice") {
    const data = field.choices.map((choice) => ({ value: choice, label: optionWords(choice) }));
    return <NativeSelect {...shared} data={data} />;
  }
  if (kind === "secret") {
    return <PasswordInput {...shared} description={[hint, secrecy].filter((each) => each !== undefined).join(" ")} autoComplete="off" />;
  }
  if (kind === "long") return <Textarea {...shared} rows={4} spellCheck={false} className={style.long!} />;
  return <TextInput {...shared} inputMode={kind === "number" ? "numeric" : undefined} spellCheck={false} autoComplete="off" />;
}

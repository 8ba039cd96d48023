/** What an article is about, for whom, and who answers for it. */
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Manuscript } from "../../api/knowledge.ts";
import { modelQuery } from "../../api/queries.ts";
import { textOf, useLanguage, useText } from "../../language/language.tsx";
import style from "./description-form.module.css";

export type Description = Pick<Manuscript, "slug" | "visibility" | "customers" | "service" | "owner" | "tags" | "reviewOn">;

type Props = { value: Description; onChange: (change: Partial<Description>) => void; ownerName?: string };

export function DescriptionForm({ value, onChange, ownerName }: Props) {
  const t = useText().knowledge;
  const { code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const document = model?.document;
  const services = Object.entries(document?.services ?? {}).map(([id, { name }]) => ({ value: id, label: textOf(name, code) }));
  const people = Object.entries(document?.people ?? {}).map(([id, { name }]) => ({ value: id, label: name }));
  const isStranger = value.owner !== "" && people.every((each) => each.value !== value.owner);
  const owners = isStranger ? [{ value: value.owner, label: ownerName ?? value.owner }, ...people] : people;
  const visibilities = (["internal", "customer", "public"] as const).map((each) => ({ value: each, label: t.visibility[each] }));
  return (
    <div className={style.form}>
      <NativeSelect
        label={t.edit.visibility}
        description={t.visibilityHint[value.visibility]}
        data={visibilities}
        value={value.visibility}
        onChange={(event) => {
          const visibility = event.currentTarget.value as Description["visibility"];
          onChange({ visibility, ...(visibility === "public" ? { customers: [] } : {}) });
        }}
      />
      {value.visibility === "customer" && <Customers value={value.customers} onChange={(customers) => onChange({ customers })} />}
      <NativeSelect
        label={t.edit.service}
        data={[{ value: "", label: t.filters.noService }, ...services]}
        value={value.service ?? ""}
        onChange={(event) => onChange({ service: event.currentTarget.value === "" ? null : event.currentTarget.value })}
      />
      <NativeSelect
        label={t.edit.owner}
        description={t.edit.ownerHint}
        data={owners}
        value={value.owner}
        onChange={(event) => onChange({ owner: event.currentTarget.value })}
      />
      <Tags value={value.tags} onChange={(tags) => onChange({ tags })} />
      <TextInput
        label={t.edit.reviewOn}
        type="date"
        value={value.reviewOn ?? ""}
        onChange={(event) => onChange({ reviewOn: event.currentTarget.value === "" ? null : event.currentTarget.value })}
      />
      <TextInput
        label={t.edit.slug}
        description={t.edit.slugHint}
        value={value.slug}
        maxLength={80}
        onChange={(event) => onChange({ slug: event.currentTarget.value.trim().toLowerCase() })}
      />
    </div>
  );
}

function Customers({ value, onChange }: { value: readonly string[]; onChange: (customers: string[]) => void }) {
  const t = useText().knowledge.edit;
  const { data: model } = useQuery(modelQuery);
  return (
    <Checkbox.Group label={t.customers} description={t.customersHint} value={[...value]} onChange={onChange}>
      <div className={style.customers}>
        {Object.entries(model?.document.customers ?? {}).map(([id, { name }]) => (
          <Checkbox key={id} value={id} label={name} size="sm" />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Written as one line; told when one leaves it, since a comma in the middle of typing is no tag yet. */
function Tags({ value, onChange }: { value: readonly string[]; onChange: (tags: string[]) => void }) {
  const t = useText().knowledge.edit;
  const written = value.join(", ");
  return (
    <TextInput
      key={written}
      label={t.tags}
      description={t.tagsHint}
      defaultValue={written}
      onBlur={(event) => {
        const tags = event.currentTarget.value.split(",").map((tag) => tag.trim().toLowerCase());
        onChange([...new Set(tags.filter((tag) => tag !== ""))].sort());
      }}
    />
  );
}

/** Teams, their people, and the customers with their contacts. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../../kit/icon.tsx";
import { languageCodes, languageNames, textOf, useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { Entities } from "../entities.tsx";
import { ChipsField, ChoiceField, FlagField, Group, LineField, ListField, type Path, TextField, useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { Remove } from "./calendars.tsx";

const languages = languageCodes.map((code) => [code, languageNames[code]] as const);

export function Teams() {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { document } = useDraft();
  return (
    <Entities
      map="teams"
      title={model.parts.teams}
      items={Object.entries(document?.teams ?? {}).map(([id, { name, tier }]) => [id, `L${tier} ${textOf(name ?? id, code)}`] as const)}
      fresh={(id) => ({ name: id, tier: 1, members: Object.keys(document?.people ?? {}).slice(0, 1) })}
      form={(id) => <TeamForm id={id} />}
    />
  );
}

function TeamForm({ id }: { id: string }) {
  const { model } = useModelText();
  const { document } = useDraft();
  const path: Path = ["teams", id];
  const people = Object.entries(document?.people ?? {}).map(([key, { name }]) => [key, name] as const);
  const calendars = Object.keys(document?.calendars ?? {}).map((each) => [each, each] as const);
  const tiers = (["1", "2", "3", "4"] as const).map((tier) => [tier, `L${tier}`] as const);
  return (
    <>
      <div className={style.columns}>
        <TextField path={[...path, "name"]} label={model.name} />
        <ChoiceField path={[...path, "tier"]} label={model.team.tier} options={tiers} />
        <ChoiceField path={[...path, "lead"]} label={model.team.lead} options={people} none={model.none} />
        <ChoiceField path={[...path, "calendar"]} label={model.team.calendar} options={calendars} none={model.none} />
        <LineField path={[...path, "phone"]} label={model.phone} />
      </div>
      <ChipsField path={[...path, "members"]} label={model.team.members} options={people} />
    </>
  );
}

export function People() {
  const { model } = useModelText();
  const { document } = useDraft();
  return (
    <Entities
      map="people"
      title={model.parts.people}
      items={Object.entries(document?.people ?? {}).map(([id, { name }]) => [id, name ?? id] as const)}
      fresh={(id) => ({ name: id })}
      form={(id) => <PersonForm path={["people", id]} />}
    />
  );
}

function PersonForm({ path }: { path: Path }) {
  const { model } = useModelText();
  return (
    <div className={style.columns}>
      <LineField path={[...path, "name"]} label={model.name} isRequired />
      <LineField path={[...path, "email"]} label={model.email} />
      <LineField path={[...path, "phone"]} label={model.phone} />
      <LineField path={[...path, "zone"]} label={model.zone} isCode />
      <ChoiceField path={[...path, "language"]} label={model.language} options={languages} none={model.none} />
    </div>
  );
}

export function Customers() {
  const { model } = useModelText();
  const { document } = useDraft();
  return (
    <Entities
      map="customers"
      title={model.parts.customers}
      items={Object.entries(document?.customers ?? {}).map(([id, { name }]) => [id, name ?? id] as const)}
      fresh={(id) => ({ name: id, zone: document?.zone ?? "UTC", contacts: { contact: { name: id, designated: true } } })}
      form={(id) => <CustomerForm id={id} />}
    />
  );
}

function CustomerForm({ id }: { id: string }) {
  const { model } = useModelText();
  const { document } = useDraft();
  const path: Path = ["customers", id];
  const others = Object.entries(document?.customers ?? {})
    .filter(([key]) => key !== id)
    .map(([key, { name }]) => [key, name] as const);
  return (
    <>
      <div className={style.columns}>
        <LineField path={[...path, "name"]} label={model.name} isRequired />
        <LineField path={[...path, "zone"]} label={model.zone} isRequired isCode />
        <ChoiceField path={[...path, "language"]} label={model.language} options={languages} none={model.none} />
        <ChoiceField path={[...path, "parent"]} label={model.customer.parent} options={others} none={model.none} />
        <ListField path={[...path, "domains"]} label={model.customer.domains} hint={model.customer.domainsHint} />
      </div>
      <Group title={model.customer.contacts}>
        {Object.keys(document?.customers?.[id]?.contacts ?? {}).map((contact) => (
          <ContactForm key={contact} customer={id} id={contact} />
        ))}
        <NewContact customer={id} />
      </Group>
    </>
  );
}

function ContactForm({ customer, id }: { customer: string; id: string }) {
  const { model } = useModelText();
  const { document, edit, mayWrite } = useDraft();
  const [isUnfolded, setUnfolded] = useState(false);
  const path: Path = ["customers", customer, "contacts", id];
  const contact = document?.customers?.[customer]?.contacts?.[id];
  if (contact === undefined) return null;
  return (
    <div className={style.card}>
      <div className={style.ruleHead}>
        <button type="button" className={style.ruleName} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          <Icon name="chevron" size={14} />
          <strong>{contact.name ?? id}</strong>
          <span className="soft">
            {[contact.role, contact.designated ? model.customer.designated : undefined].filter(Boolean).join(" · ")}
          </span>
        </button>
        {mayWrite && <Remove what={contact.name ?? id} remove={() => edit({ path, value: undefined })} />}
      </div>
      {isUnfolded && (
        <div className={style.ruleForm}>
          <PersonForm path={path} />
          <div className={style.columns}>
            <LineField path={[...path, "role"]} label={model.customer.role} />
            <LineField path={[...path, "department"]} label={model.customer.department} />
          </div>
          <FlagField path={[...path, "designated"]} label={model.customer.designated} />
        </div>
      )}
    </div>
  );
}

function NewContact({ customer }: { customer: string }) {
  const { model } = useModelText();
  const { edit, mayWrite } = useDraft();
  const [id, setId] = useState("");
  if (!mayWrite) return null;
  return (
    <form
      className={style.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) return;
        edit({ path: ["customers", customer, "contacts", id], value: { name: id } });
        setId("");
      }}
    >
      <TextInput
        aria-label={model.customer.newContact}
        placeholder={model.customer.newContact}
        value={id}
        onChange={(event) => setId(event.currentTarget.value.toLowerCase())}
      />
      <Button type="submit" variant="default" aria-label={model.add}>
        <Icon name="plus" size={16} />
      </Button>
    </form>
  );
}

/** Services and their components: who owns which tier, what they depend on, where their documentation is. */
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Service } from "#core/model/document.ts";
import { Icon } from "../../kit/icon.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { Entities } from "../entities.tsx";
import { ChipsField, ChoiceField, Group, type Path, TextField, useField, useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { Remove } from "./calendars.tsx";
import { componentKinds, environments, named } from "./choices.ts";
import { DependencyMap } from "./dependency-map.tsx";

export function Services() {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { document } = useDraft();
  const [team = "desk"] = Object.keys(document?.teams ?? {});
  return (
    <Entities
      map="services"
      title={model.parts.services}
      items={Object.entries(document?.services ?? {}).map(([id, { name }]) => [id, textOf(name ?? id, code)] as const)}
      fresh={(id) => ({ name: id, components: { application: { name: id, kind: "application", owners: { 1: team } } } })}
      form={(id) => <ServiceForm id={id} />}
    />
  );
}

function ServiceForm({ id }: { id: string }) {
  const { model } = useModelText();
  const { document } = useDraft();
  const path: Path = ["services", id];
  const service = document?.services?.[id];
  const policies = Object.keys(document?.escalationPolicies ?? {}).map((each) => [each, each] as const);
  return (
    <>
      {document !== null && <DependencyMap services={document.services} focus={id} />}
      <div className={style.columns}>
        <TextField path={[...path, "name"]} label={model.name} />
        <ChoiceField
          path={[...path, "mode"]}
          label={model.service.mode}
          options={[
            ["tiers", model.service.tiers],
            ["swarming", model.service.swarming],
          ]}
          none={model.service.tiers}
        />
        <ChoiceField path={[...path, "escalationPolicy"]} label={model.service.policy} options={policies} none={model.none} />
      </div>
      <Group title={model.service.links} hint={model.service.linksHint}>
        <Links path={[...path, "links"]} />
      </Group>
      <Group title={model.service.components}>
        {Object.keys(service?.components ?? {}).map((component) => (
          <ComponentForm key={component} service={id} id={component} />
        ))}
        <NewComponent service={id} />
      </Group>
    </>
  );
}

function Links({ path }: { path: Path }) {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { value, isLocked, set } = useField(path);
  const links = (Array.isArray(value) ? value : []) as NonNullable<Service["links"]>;
  const [title, setTitle] = useState("");
  const [url, setUrl] = useState("");
  return (
    <>
      <ul className={style.tags}>
        {links.map((each, at) => (
          <li key={each.url}>
            <a href={each.url} rel="noopener noreferrer" target="_blank">
              {textOf(each.title, code)}
            </a>
            {!isLocked && (
              <Remove
                what={textOf(each.title, code)}
                remove={() => set(links.length === 1 ? undefined : links.filter((_, other) => other !== at))}
              />
            )}
          </li>
        ))}
      </ul>
      {!isLocked && (
        <form
          className={style.row}
          onSubmit={(event) => {
            event.preventDefault();
            if (title.trim() === "" || !/^https?:\/\//.test(url.trim())) return;
            set([...links, { title: title.trim(), url: url.trim() }]);
            setTitle("");
            setUrl("");
          }}
        >
          <TextInput
            aria-label={model.service.linkTitle}
            placeholder={model.service.linkTitle}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <TextInput
            aria-label={model.service.linkUrl}
            placeholder="https://"
            type="url"
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" aria-label={model.add}>
            <Icon name="plus" size={16} />
          </Button>
        </form>
      )}
    </>
  );
}

function ComponentForm({ service, id }: { service: string; id: string }) {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { document, edit, mayWrite } = useDraft();
  const [isUnfolded, setUnfolded] = useState(false);
  const path: Path = ["services", service, "components", id];
  const component = document?.services?.[service]?.components?.[id];
  if (component === undefined) return null;
  const teams = (tier: number) =>
    Object.entries(document?.teams ?? {})
      .filter(([, team]) => team.tier === tier)
      .map(([key, { name }]) => [key, textOf(name, code)] as const);
  const others = Object.entries(document?.services ?? {}).flatMap(([other, { components }]) =>
    Object.keys(components ?? {})
      .filter((each) => other !== service || each !== id)
      .map((each) => (other === service ? ([each, each] as const) : ([`${other}/${each}`, `${other}/${each}`] as const))),
  );
  const t = model.service;
  return (
    <div className={style.card}>
      <div className={style.ruleHead}>
        <button type="button" className={style.ruleName} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>
          <Icon name="chevron" size={14} />
          <strong>{textOf(component.name ?? id, code)}</strong>
          <span className="soft">{model.componentKinds[component.kind] ?? component.kind}</span>
        </button>
        {mayWrite && Object.keys(document?.services?.[service]?.components ?? {}).length > 1 && (
          <Remove what={id} remove={() => edit({ path, value: undefined })} />
        )}
      </div>
      {isUnfolded && (
        <div className={style.ruleForm}>
          <div className={style.columns}>
            <TextField path={[...path, "name"]} label={model.name} />
            <ChoiceField path={[...path, "kind"]} label={t.kind} options={named(componentKinds, model.componentKinds)} />
            <ChoiceField
              path={[...path, "environment"]}
              label={t.environment}
              options={named(environments, model.environments)}
              none={model.none}
            />
            {([1, 2, 3, 4] as const).map((tier) => (
              <ChoiceField
                key={tier}
                path={[...path, "owners", String(tier)]}
                label={t.owner({ tier: `L${tier}` })}
                options={teams(tier)}
                none={model.none}
              />
            ))}
            <ChoiceField
              path={[...path, "vendor"]}
              label={t.vendor}
              options={Object.entries(document?.vendors ?? {}).map(([key, { name }]) => [key, name] as const)}
              none={model.none}
            />
          </div>
          <ChipsField path={[...path, "dependsOn"]} label={t.dependsOn} options={others} />
        </div>
      )}
    </div>
  );
}

function NewComponent({ service }: { service: string }) {
  const { model } = useModelText();
  const { document, edit, mayWrite } = useDraft();
  const [id, setId] = useState("");
  const [team = "desk"] = Object.keys(document?.teams ?? {});
  if (!mayWrite) return null;
  return (
    <form
      className={style.row}
      onSubmit={(event) => {
        event.preventDefault();
        if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) return;
        edit({ path: ["services", service, "components", id], value: { name: id, kind: "application", owners: { 1: team } } });
        setId("");
      }}
    >
      <TextInput
        aria-label={model.service.newComponent}
        placeholder={model.service.newComponent}
        value={id}
        onChange={(event) => setId(event.currentTarget.value.toLowerCase())}
      />
      <Button type="submit" variant="default" aria-label={model.add}>
        <Icon name="plus" size={16} />
      </Button>
    </form>
  );
}

/** Coverage rules in their order: the first whose conditions all hold decides; the last has none. */
import { Button } from "@mantine/core";
import { useState } from "react";
import type { CoverageRule } from "#core/model/document.ts";
import { Icon } from "../../kit/icon.tsx";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { ChipsField, ChoiceField, LineField, type Path, TextField, useField, useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { channels, classes, componentKinds, environments, named } from "./choices.ts";

export function CoverageRules({ agreementId }: { agreementId: string }) {
  const { model } = useModelText();
  const path: Path = ["agreements", agreementId, "coverage"];
  const { value, isLocked, set } = useField(path);
  const rules = (Array.isArray(value) ? value : []) as readonly CoverageRule[];
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const move = (from: number, to: number) => {
    const next = [...rules];
    const [moved] = next.splice(from, 1);
    if (moved === undefined) return;
    next.splice(to, 0, moved);
    set(next);
  };
  const add = () => {
    const id = freshId(rules);
    const rule: CoverageRule = { id, when: { kind: ["other"] }, decision: "excluded", clause: "§", text: model.coverage.newText };
    set([...rules.slice(0, -1), rule, ...rules.slice(-1)]);
    setUnfolded(id);
  };
  return (
    <>
      <ol className={style.rules}>
        {rules.map((rule, at) => (
          <li key={rule.id} data-decision={rule.decision}>
            <RuleHead
              {...{ rule, isLocked }}
              isUnfolded={unfolded === rule.id}
              toggle={() => setUnfolded(unfolded === rule.id ? null : rule.id)}
              up={at > 0 && rule.when !== undefined ? () => move(at, at - 1) : null}
              down={at < rules.length - 2 ? () => move(at, at + 1) : null}
              remove={rules.length > 1 && rule.when !== undefined ? () => set(rules.filter((each) => each !== rule)) : null}
            />
            {unfolded === rule.id && <RuleForm path={[...path, at]} isDefault={rule.when === undefined} />}
          </li>
        ))}
      </ol>
      {!isLocked && rules.length > 0 && (
        <Button variant="default" size="xs" leftSection={<Icon name="plus" size={14} />} onClick={add} style={{ justifySelf: "start" }}>
          {model.coverage.add}
        </Button>
      )}
    </>
  );
}

function freshId(rules: readonly CoverageRule[]): string {
  for (let number = rules.length + 1; ; number++) if (rules.every(({ id }) => id !== `rule-${number}`)) return `rule-${number}`;
}

type HeadProps = {
  rule: CoverageRule;
  isLocked: boolean;
  isUnfolded: boolean;
  toggle: () => void;
  up: (() => void) | null;
  down: (() => void) | null;
  remove: (() => void) | null;
};

function RuleHead({ rule, isLocked, isUnfolded, toggle, up, down, remove }: HeadProps) {
  const { model, words } = useModelText();
  const { code } = useLanguage();
  return (
    <div className={style.ruleHead}>
      <button type="button" className={style.ruleName} aria-expanded={isUnfolded} onClick={toggle}>
        <Icon name="chevron" size={14} />
        <span>{rule.when === undefined ? model.coverage.otherwise : conditionsOf(rule)}</span>
        <strong>{words.coverage[rule.decision]}</strong>
        <span className="soft">
          {rule.clause} {textOf(rule.text ?? "", code)}
        </span>
      </button>
      {!isLocked && (
        <span className={style.ruleTools}>
          <Tool label={model.coverage.up({ rule: rule.id })} icon="up" run={up} />
          <Tool label={model.coverage.down({ rule: rule.id })} icon="down" run={down} />
          <Tool label={model.removeIt({ what: rule.id })} icon="cross" run={remove} />
        </span>
      )}
    </div>
  );
}

function Tool({ label, icon, run }: { label: string; icon: "up" | "down" | "cross"; run: (() => void) | null }) {
  return (
    <button type="button" className={style.remove} aria-label={label} disabled={run === null} onClick={() => run?.()}>
      <Icon name={icon} size={14} />
    </button>
  );
}

function conditionsOf({ when = {} }: CoverageRule): string {
  return Object.entries(when)
    .map(([name, value]) =>
      Array.isArray(value) ? value.join(" / ") : `${name} ${typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join(" · ");
}

function RuleForm({ path, isDefault }: { path: Path; isDefault: boolean }) {
  const { model, words } = useModelText();
  const { document } = useDraft();
  const { code } = useLanguage();
  const services = Object.entries(document?.services ?? {});
  const components = services.flatMap(([, service]) => Object.keys(service.components ?? {}));
  const t = model.coverage;
  return (
    <div className={style.ruleForm}>
      {!isDefault && (
        <div className={style.columns}>
          <ChipsField path={[...path, "when", "kind"]} label={t.kind} options={named(componentKinds, model.componentKinds)} />
          <ChipsField
            path={[...path, "when", "service"]}
            label={t.service}
            options={services.map(([id, { name }]) => [id, textOf(name, code)] as const)}
          />
          <ChipsField
            path={[...path, "when", "component"]}
            label={t.component}
            options={[...new Set(components)].map((id) => [id, id] as const)}
          />
          <ChipsField path={[...path, "when", "environment"]} label={t.environment} options={named(environments, model.environments)} />
          <ChipsField path={[...path, "when", "class"]} label={t.class} options={named(classes, model.classes)} />
          <ChipsField path={[...path, "when", "channel"]} label={t.channel} options={named(channels, words.channel)} />
          <ChipsField
            path={[...path, "when", "priority"]}
            label={t.priority}
            options={(["P1", "P2", "P3", "P4"] as const).map((each) => [each, each])}
          />
          <ChoiceField
            path={[...path, "when", "hours"]}
            label={t.hours}
            options={[
              ["inside", t.inside],
              ["outside", t.outside],
            ]}
            none={t.anyHour}
          />
        </div>
      )}
      <div className={style.columns}>
        <ChoiceField
          path={[...path, "decision"]}
          label={t.decision}
          options={named(["covered", "billable", "excluded"] as const, words.coverage)}
        />
        <LineField path={[...path, "clause"]} label={t.clause} isRequired />
      </div>
      <TextField path={[...path, "text"]} label={t.text} isLong />
      <div className={style.columns}>
        <LineField path={[...path, "redirect", "to"]} label={t.redirectTo} hint={t.redirectHint} />
        <LineField path={[...path, "redirect", "phone"]} label={model.phone} />
        <LineField path={[...path, "redirect", "email"]} label={model.email} />
        <LineField path={[...path, "redirect", "url"]} label={t.url} isCode />
      </div>
    </div>
  );
}

/** Agreements: whom they serve and when, what is promised by priority, what pauses it, and what is covered. */
import type { Agreement, Document, Objective, PauseReason, Priority, Tier } from "#core/model/document.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { Entities } from "../entities.tsx";
import { ChipsField, ChoiceField, Group, Line, LineField, ListField, type Path, TextField, useField, useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { CoverageRules } from "./coverage-rules.tsx";
import { TrialLine } from "./trial-line.tsx";

const priorities = ["P1", "P2", "P3", "P4"] as const satisfies readonly Priority[];
const promised = ["response", "next-response", "update", "restoration", "resolution"] as const satisfies readonly Objective[];
const pausing = ["update", "escalation", "restoration", "resolution"] as const satisfies readonly Objective[];
const reasons = ["customer", "vendor", "change-window", "quote"] as const satisfies readonly PauseReason[];
const tiers = [1, 2, 3, 4] as const satisfies readonly Tier[];

export function Agreements() {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { document } = useDraft();
  return (
    <Entities
      map="agreements"
      title={model.parts.agreements}
      items={Object.entries(document?.agreements ?? {}).map(([id, { name }]) => [id, textOf(name ?? id, code)] as const)}
      fresh={(id) => freshAgreement(id, document)}
      form={(id) => <AgreementForm key={id} id={id} />}
    />
  );
}

/** The least that the model's check takes: its first customer and calendar, one rule that covers everything. */
function freshAgreement(id: string, document: Document | null): Agreement {
  const [customer = ""] = Object.keys(document?.customers ?? {});
  const [calendar = "always"] = Object.keys(document?.calendars ?? {});
  return {
    ...{ customer, name: id, kind: "continuous", from: `${new Date().getFullYear()}-01-01`, calendar },
    services: Object.keys(document?.services ?? {}).slice(0, 1),
    targets: { P1: { response: "30m", resolution: "8h" }, P2: { response: "1h", resolution: "16h" } },
    coverage: [{ id: "all", decision: "covered", clause: "§1", text: "Everything is covered." }],
  };
}

function AgreementForm({ id }: { id: string }) {
  const { model, words } = useModelText();
  const { document } = useDraft();
  const { code } = useLanguage();
  const path: Path = ["agreements", id];
  const names = <T extends { name?: unknown }>(map: Record<string, T> | undefined) =>
    Object.entries(map ?? {}).map(([key, each]) => [key, textOf((each.name ?? key) as string, code)] as const);
  const calendars = [["always", "always"], ...Object.keys(document?.calendars ?? {}).map((each) => [each, each])] as unknown as (readonly [
    string,
    string,
  ])[];
  const choice = (among: Readonly<Record<string, string>>) => Object.entries(among);
  return (
    <>
      <TrialLine agreementId={id} />
      <Group title={model.agreement.about}>
        <div className={style.columns}>
          <TextField path={[...path, "name"]} label={model.name} />
          <ChoiceField path={[...path, "customer"]} label={model.agreement.customer} options={names(document?.customers)} />
          <ChoiceField path={[...path, "kind"]} label={model.agreement.kind} options={choice(model.agreement.kinds)} />
          <ChoiceField path={[...path, "calendar"]} label={model.agreement.calendar} options={calendars} />
          <LineField path={[...path, "from"]} label={model.agreement.from} hint={model.dateHint} isRequired isCode />
          <LineField path={[...path, "until"]} label={model.agreement.until} hint={model.dateHint} isCode />
          <ChoiceField
            path={[...path, "reviews"]}
            label={model.agreement.reviews}
            options={choice(model.agreement.cadences)}
            none={model.none}
          />
          <ChoiceField
            path={[...path, "visibility"]}
            label={model.agreement.visibility}
            options={choice(model.agreement.visibilities)}
            none={model.agreement.visibilities.own}
          />
        </div>
        <ChipsField path={[...path, "services"]} label={model.agreement.services} options={names(document?.services)} />
      </Group>
      <Group title={model.agreement.promises} hint={model.agreement.promisesHint}>
        <Matrix
          label={model.agreement.promises}
          path={[...path, "targets"]}
          rows={promised.map((each) => [each, words.objective[each]] as const)}
          keys={(priority, objective) => [priority, objective]}
        />
      </Group>
      <Group title={model.agreement.tiers} hint={model.agreement.tiersHint}>
        <Matrix
          label={model.agreement.tiers}
          path={[...path, "escalation"]}
          rows={tiers.map((each) => [String(each), `L${each}`] as const)}
          keys={(priority, tier) => [priority, tier]}
        />
      </Group>
      <Running path={path} />
      <Group title={model.agreement.coverage} hint={model.agreement.coverageHint}>
        <CoverageRules agreementId={id} />
      </Group>
    </>
  );
}

/** What stops a clock, and how a ticket ends. */
function Running({ path }: { path: Path }) {
  const { model, words } = useModelText();
  return (
    <>
      <Group title={model.agreement.pauses} hint={model.agreement.pausesHint}>
        <div className={style.columns}>
          {pausing.map((each) => (
            <ChipsField
              key={each}
              path={[...path, "pauses", each]}
              label={words.objective[each]}
              options={reasons.map((reason) => [reason, words.pauseShort[reason]] as const)}
            />
          ))}
        </div>
      </Group>
      <Group title={model.agreement.endings}>
        <div className={style.columns}>
          <LineField path={[...path, "reopenWindow"]} label={model.agreement.reopenWindow} hint={model.spanHint} isCode />
          <LineField path={[...path, "closeAfter"]} label={model.agreement.closeAfter} hint={model.spanHint} isCode />
          <ListField path={[...path, "thresholds"]} label={model.agreement.thresholds} hint={model.agreement.thresholdsHint} isNumber />
        </div>
      </Group>
    </>
  );
}

type MatrixProps = {
  label: string;
  path: Path;
  rows: readonly (readonly [string, string])[];
  keys: (priority: Priority, row: string) => Path;
};

/** Spans by priority: `4h`, `2bd`, `4h @office` for a calendar of its own; an empty cell promises nothing. */
function Matrix({ label, path, rows, keys }: MatrixProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={style.matrix} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            <td />
            {priorities.map((each) => (
              <th key={each} scope="col">
                {each}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([row, name]) => (
            <tr key={row}>
              <th scope="row">{name}</th>
              {priorities.map((priority) => (
                <td key={priority}>
                  <TargetField path={[...path, ...keys(priority, row)]} label={`${name}, ${priority}`} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type Target = string | { for: string; calendar?: string } | undefined;

function TargetField({ path, label }: { path: Path; label: string }) {
  const { value, isLocked, set } = useField(path);
  const target = value as Target;
  const text =
    target === undefined || target === null
      ? ""
      : typeof target === "string"
        ? target
        : `${target.for}${target.calendar ? ` @${target.calendar}` : ""}`;
  const take = (written: string) => {
    const [span = "", calendar] = written.split("@").map((each) => each.trim());
    set(span === "" ? undefined : calendar === undefined || calendar === "" ? span : { for: span, calendar });
  };
  return <Line label={label} unseen isCode isLocked={isLocked} text={text} take={take} />;
}

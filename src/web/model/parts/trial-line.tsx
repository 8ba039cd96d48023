/** "P1 on *turnstile* at 22:10 on Sunday → excluded, §5": asks the written rules before anybody signs them. */
import { NativeSelect, TextInput } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Objective, Priority, Tier } from "#core/model/document.ts";
import { request } from "../../api/request.ts";
import { useNow } from "../../kit/now.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { fullInstant, instantOfWall, shortInstant, wallText } from "../../kit/time-text.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useDraft } from "../draft.ts";
import { useModelText } from "../fields.tsx";
import style from "../forms.module.css";
import { classes, environments, named } from "./choices.ts";

type Trial = {
  coverage: CoverageVerdict;
  place: { tier: Tier | null; team: string | null };
  promises: readonly { objective: Objective; written: string; dueAt: string | null }[];
};

type Asked = { priority: Priority; component: string; wall: string; environment: string; class: string };

export function TrialLine({ agreementId }: { agreementId: string }) {
  const { model } = useModelText();
  const { code } = useLanguage();
  const { document, source, isBegun } = useDraft();
  const agreement = document?.agreements?.[agreementId];
  const customer = agreement === undefined ? undefined : document?.customers?.[agreement.customer];
  const zone = customer?.zone ?? document?.zone ?? "UTC";
  const components = (agreement?.services ?? []).flatMap((service) =>
    Object.entries(document?.services?.[service]?.components ?? {}).map(
      ([id, { name }]) => [`${service}/${id}`, textOf(name, code)] as const,
    ),
  );
  const now = useNow();
  const [asked, setAsked] = useState<Asked>(() => ({
    ...{ priority: "P1", component: components[0]?.[0] ?? "", environment: "", class: "corrective" },
    wall: wallText(now, zone),
  }));
  const [service = null, component = null] = asked.component === "" ? [] : asked.component.split("/");
  const at = instantOfWall(asked.wall, zone);
  const trial = useQuery({
    queryKey: ["model", "trial", agreement?.customer, asked, at, isBegun ? source : null],
    enabled: agreement !== undefined && at !== null,
    queryFn: async ({ signal }) => {
      const body = {
        ...{ customerId: agreement?.customer, service, component, priority: asked.priority, class: asked.class, channel: "portal" },
        ...(asked.environment === "" ? {} : { environment: asked.environment }),
        at: new Date(at ?? 0).toISOString(),
        ...(isBegun ? { source } : {}),
      };
      return (await request<Trial>("POST", "/api/v1/model/trials", { body, signal })).value;
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
  const set = (change: Partial<Asked>) => setAsked({ ...asked, ...change });
  const t = model.trial;
  return (
    <section className={style.trial} aria-label={t.title}>
      <h3>{t.title}</h3>
      <Question {...{ asked, set, components, zone }} />
      <ProblemNote error={trial.error} />
      {trial.data !== undefined && !trial.isError && <Answer trial={trial.data} zone={zone} at={at ?? now} />}
    </section>
  );
}

type QuestionProps = {
  asked: Asked;
  set: (change: Partial<Asked>) => void;
  components: readonly (readonly [string, string])[];
  zone: string;
};

function Question({ asked, set, components, zone }: QuestionProps) {
  const { model } = useModelText();
  const t = model.trial;
  return (
    <div className={style.trialAsked}>
      <NativeSelect
        aria-label={t.priority}
        data={["P1", "P2", "P3", "P4"]}
        value={asked.priority}
        onChange={(event) => set({ priority: event.currentTarget.value as Priority })}
      />
      <span>{t.on}</span>
      <NativeSelect aria-label={t.component} value={asked.component} onChange={(event) => set({ component: event.currentTarget.value })}>
        {components.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <span>{t.at}</span>
      <TextInput
        type="datetime-local"
        aria-label={t.when({ zone })}
        value={asked.wall}
        onChange={(event) => set({ wall: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={t.environment}
        value={asked.environment}
        onChange={(event) => set({ environment: event.currentTarget.value })}
      >
        <option value="">{t.itsEnvironment}</option>
        {named(environments, model.environments).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <NativeSelect aria-label={t.class} value={asked.class} onChange={(event) => set({ class: event.currentTarget.value })}>
        {named(classes, model.classes).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
    </div>
  );
}

function Answer({ trial, zone, at }: { trial: Trial; zone: string; at: number }) {
  const { model, words } = useModelText();
  const { code, zoned } = useLanguage();
  const { document } = useDraft();
  const { coverage, promises, place } = trial;
  const there = { ...zoned, zone };
  const team = place.team === null ? null : textOf(document?.teams?.[place.team]?.name ?? place.team, code);
  return (
    <div className={style.trialAnswer} data-decision={coverage.decision} aria-live="polite">
      <p>
        <strong>
          → {words.coverage[coverage.decision]}
          {coverage.clause === "" ? "" : `, ${coverage.clause}`}
        </strong>{" "}
        <span>{textOf(coverage.text, code)}</span>
        {coverage.redirect !== null && <span> {model.trial.turnTo({ to: textOf(coverage.redirect.to, code) })}</span>}
      </p>
      <p className="soft">
        {team !== null && `L${place.tier} ${team}. `}
        {promises.map(({ objective, written, dueAt }, index) => (
          <span key={objective} title={dueAt === null ? undefined : fullInstant(Date.parse(dueAt), there)}>
            {index > 0 && " · "}
            {words.objective[objective]} {written}
            {dueAt === null ? "" : ` → ${shortInstant(Date.parse(dueAt), at, there)}`}
          </span>
        ))}
        {promises.length === 0 && model.trial.nothingPromised}
      </p>
    </div>
  );
}

/** Which part it is: the service first, then its component, both from what the customer has. */
import type { PortalService } from "../../api/portal.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import type { Draft } from "./draft.ts";
import { Question } from "./question.tsx";

type Props = { services: readonly PortalService[]; draft: Draft; set: (change: Partial<Draft>) => void };

/** Radio groups want a value that is not empty. */
const unknown = "?";
const shown = (key: string): string => (key === "" ? unknown : key);
const chosen = (value: string): string => (value === unknown ? "" : value);

export function Place({ services, draft, set }: Props) {
  const { text, code } = useLanguage();
  const t = text.portal.report;
  const service = services.find(({ id }) => id === draft.service);
  const names = services.map(({ id, name }) => [id, textOf(name, code)] as const);
  const parts = (service?.components ?? []).map(({ id, name, environment }) => {
    const where = environment === null || environment === "production" ? "" : ` (${text.portal.services.environment[environment]})`;
    return [id, textOf(name, code) + where] as const;
  });
  return (
    <>
      <Question
        label={t.place}
        name="service"
        choices={Object.fromEntries([...names, [unknown, t.unknownService]])}
        value={shown(draft.service)}
        pick={(value) => set({ service: chosen(value), component: "" })}
      />
      {parts.length > 1 && (
        <Question
          label={t.component}
          name="component"
          choices={Object.fromEntries([...parts, [unknown, t.wholeService]])}
          value={shown(draft.component)}
          pick={(value) => set({ component: chosen(value) })}
        />
      )}
    </>
  );
}

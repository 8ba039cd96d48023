/** What an export becomes: its schedules, policies and new people, each under the key that it has here. */
import type { OnCallImport } from "../../api/imports.ts";
import { Table } from "../../kit/table.tsx";
import { useText } from "../../language/language.tsx";
import style from "./imports.module.css";

export function Found({ found }: { found: OnCallImport }) {
  const { schedules, escalationPolicies, people } = found;
  const t = useText().imports.found;
  const fresh = people.filter(({ isKnown, isNeeded }) => isNeeded && !isKnown);
  const state = (isReplacing: boolean) => (
    <span className={style.state} data-replacing={isReplacing}>
      {isReplacing ? t.isReplaced : t.isNew}
    </span>
  );
  return (
    <section className={style.part} aria-label={t.title}>
      <h2>{t.title}</h2>
      <p className="soft">{t.counts({ schedules: schedules.length, policies: escalationPolicies.length, people: fresh.length })}</p>
      {schedules.length === 0 ? (
        <p>{t.noSchedules}</p>
      ) : (
        <Table
          caption={t.schedules}
          isCaptioned
          head={[t.key, t.name, t.zone, { text: t.layers, isNumber: true }, { text: t.overrides, isNumber: true }, t.state]}
        >
          {schedules.map(({ key, name, zone, layers, overrides, isReplacing }) => (
            <tr key={key}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td>{name}</td>
              <td>{zone.replaceAll("_", " ")}</td>
              <td data-number title={layers.map((layer) => layer.name).join("\n")}>
                {layers.length}
              </td>
              <td data-number>{overrides}</td>
              <td>{state(isReplacing)}</td>
            </tr>
          ))}
        </Table>
      )}
      {escalationPolicies.length > 0 && (
        <Table caption={t.policies} isCaptioned head={[t.key, t.name, { text: t.steps, isNumber: true }, t.state]}>
          {escalationPolicies.map(({ key, name, steps, isReplacing }) => (
            <tr key={key}>
              <th scope="row">
                <code>{key}</code>
              </th>
              <td>{name}</td>
              <td data-number>{steps}</td>
              <td>{state(isReplacing)}</td>
            </tr>
          ))}
        </Table>
      )}
      {fresh.length > 0 && (
        <div>
          <h3>{t.people}</h3>
          <ul className={style.people}>
            {fresh.map(({ key, name, email }) => (
              <li key={key}>
                <strong>{name}</strong> <code>{key}</code> {email !== null && <span className="soft">{email}</span>}
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

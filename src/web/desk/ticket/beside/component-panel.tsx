/** Where in the customer's services it hurts: the component among its neighbours, who owns it, and its documents. */
import { lazy, Suspense, useState } from "react";
import { Loading } from "../../../kit/states.tsx";
import { textOf, useLanguage } from "../../../language/language.tsx";
import type { Scene } from "../action.ts";
import style from "./beside.module.css";
import { type Neighbourhood, type Node, neighbourhoodOf } from "./dependency.ts";

const DependencyPicture = lazy(() => import("./dependency-picture.tsx"));

export function ComponentPanel({ scene: { ticket, document, name } }: { scene: Scene }) {
  const { text, code } = useLanguage();
  const t = text.ticket.beside.component;
  const service = ticket.service === null ? undefined : document?.services[ticket.service];
  if (document === undefined || ticket.service === null || service === undefined) return <p className="soft">{t.none}</p>;
  const component = ticket.component === null ? undefined : service.components[ticket.component];
  const neighbourhood = ticket.component === null ? null : neighbourhoodOf(document, ticket.service, ticket.component, code);
  const owners = Object.entries(component?.owners ?? {}).sort(([a], [b]) => Number(a) - Number(b));
  return (
    <div className={style.stack}>
      <p>
        <strong>{textOf(service.name, code)}</strong>
        {component !== undefined && <> · {textOf(component.name, code)}</>}
        {component?.environment !== undefined && <span className="soft"> · {component.environment}</span>}
      </p>
      {neighbourhood !== null && <Neighbours neighbourhood={neighbourhood} />}
      <dl className={style.facts}>
        {owners.length > 0 && (
          <div>
            <dt>{t.owners}</dt>
            <dd>{owners.map(([tier, team]) => `${text.words.tier({ tier: Number(tier) })} ${name.team(team)}`).join(", ")}</dd>
          </div>
        )}
        {component?.vendor !== undefined && (
          <div>
            <dt>{t.vendor}</dt>
            <dd>{name.vendor(component.vendor)}</dd>
          </div>
        )}
        {(service.links ?? []).length > 0 && (
          <div>
            <dt>{t.links}</dt>
            <dd>
              {service.links?.map(({ title, url }) => (
                <a key={url} href={url} target="_blank" rel="noopener noreferrer" className={style.document}>
                  {textOf(title, code)}
                </a>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Neighbours({ neighbourhood }: { neighbourhood: Neighbourhood }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.component;
  const [isList, setList] = useState(false);
  const { dependsOn, neededBy } = neighbourhood;
  if (dependsOn.length + neededBy.length === 0) return null;
  const list = (nodes: readonly Node[]) =>
    nodes.length === 0
      ? t.nothing
      : nodes.map((node) => (node.service === neighbourhood.here.service ? node.name : `${node.name} (${node.serviceName})`)).join(", ");
  return (
    <div>
      {isList ? (
        <dl className={style.facts}>
          <div>
            <dt>{t.dependsOn}</dt>
            <dd>{list(dependsOn)}</dd>
          </div>
          <div>
            <dt>{t.neededBy}</dt>
            <dd>{list(neededBy)}</dd>
          </div>
        </dl>
      ) : (
        <Suspense fallback={<Loading />}>
          <DependencyPicture neighbourhood={neighbourhood} />
        </Suspense>
      )}
      <button type="button" className={style.word} aria-expanded={isList} onClick={() => setList(!isList)}>
        {isList ? t.asPicture : t.asList}
      </button>
    </div>
  );
}

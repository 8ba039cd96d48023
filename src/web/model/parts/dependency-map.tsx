/** What depends on what, drawn in layers: what others stand on lies below. The same as a list beside it. */
import type { Document } from "#core/model/document.ts";
import { textOf, useLanguage } from "../../language/language.tsx";
import { useModelText } from "../fields.tsx";
import style from "./dependency-map.module.css";
import { dependenciesOf, layered } from "./layers.ts";

const box = { width: 132, height: 34, gapX: 20, gapY: 40 };

/** @param focus the service whose components stand out; what they touch of others is drawn with them */
export function DependencyMap({ services, focus }: { services: Document["services"]; focus: string }) {
  const { model } = useModelText();
  const { code } = useLanguage();
  const edges = dependenciesOf(services).filter(({ from, to }) => from.startsWith(`${focus}/`) || to.startsWith(`${focus}/`));
  const own = Object.keys(services[focus]?.components ?? {}).map((id) => `${focus}/${id}`);
  const layers = layered([...new Set([...own, ...edges.flatMap(({ from, to }) => [from, to])])], edges);
  const width = Math.max(...layers.map((layer) => layer.length)) * (box.width + box.gapX);
  const height = layers.length * (box.height + box.gapY) - box.gapY + 4;
  const places = new Map(
    layers.flatMap((layer, y) =>
      layer.map(
        (id, x) =>
          [
            id,
            {
              x: (width - layer.length * (box.width + box.gapX)) / 2 + x * (box.width + box.gapX) + box.gapX / 2,
              y: y * (box.height + box.gapY) + 2,
            },
          ] as const,
      ),
    ),
  );
  const nameOf = (id: string): string => {
    const [service = "", component = ""] = id.split("/");
    const name = services[service]?.components?.[component]?.name;
    return name === undefined ? component : textOf(name, code);
  };
  if (layers.length === 0) return null;
  return (
    <figure className={style.figure}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.scroll} tabIndex={0} aria-label={model.service.map}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={model.service.map}>
          {edges.map(({ from, to }) => {
            const [a, b] = [places.get(from), places.get(to)];
            if (a === undefined || b === undefined) return null;
            const [x1, y1, x2, y2] = [a.x + box.width / 2, a.y + box.height, b.x + box.width / 2, b.y];
            return (
              <path
                key={`${from} ${to}`}
                className={style.edge}
                d={`M${x1} ${y1}C${x1} ${y1 + box.gapY / 2} ${x2} ${y2 - box.gapY / 2} ${x2} ${y2}`}
              />
            );
          })}
          {[...places].map(([id, { x, y }]) => (
            <g key={id} className={style.node} data-own={id.startsWith(`${focus}/`)}>
              <rect x={x} y={y} width={box.width} height={box.height} rx={3} />
              <text x={x + box.width / 2} y={y + box.height / 2 + 4}>
                {short(nameOf(id))}
              </text>
              <title>{`${id}: ${nameOf(id)}`}</title>
            </g>
          ))}
        </svg>
      </section>
      {edges.length > 0 && (
        <figcaption>
          <ul className={style.list}>
            {edges.map(({ from, to }) => (
              <li key={`${from} ${to}`}>{model.service.needs({ from: nameOf(from), to: nameOf(to) })}</li>
            ))}
          </ul>
        </figcaption>
      )}
    </figure>
  );
}

const short = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name);

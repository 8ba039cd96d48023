/** A component among its neighbours, drawn: who needs it at the left, what it needs at the right. Loaded with the first one that is shown. */
import { useText } from "../../../language/language.tsx";
import style from "./beside.module.css";
import type { Neighbourhood, Node } from "./dependency.ts";

const [width, box, row, most] = [340, 96, 40, 6] as const;
const middle = (width - box) / 2;

export default function DependencyPicture({ neighbourhood: { here, dependsOn, neededBy } }: { neighbourhood: Neighbourhood }) {
  const { beside } = useText().ticket;
  const rows = Math.max(1, Math.min(most, Math.max(dependsOn.length, neededBy.length)));
  const height = rows * row + 8;
  const centre = height / 2;
  const column = (nodes: readonly Node[]) => {
    const shown = nodes.slice(0, most);
    const top = centre - (shown.length * row) / 2;
    return shown.map((node, index) => ({ node, y: top + index * row + row / 2 }));
  };
  const [left, right] = [column(neededBy), column(dependsOn)];
  const names = (nodes: readonly Node[]) => (nodes.length === 0 ? beside.component.nothing : nodes.map(({ name }) => name).join(", "));
  return (
    <svg
      className={style.picture}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={beside.component.picture({ name: here.name, below: names(dependsOn), above: names(neededBy) })}
    >
      {left.map(({ node, y }) => (
        <path key={node.key} className={style.edge} d={curve(box, y, middle, centre)} />
      ))}
      {right.map(({ node, y }) => (
        <path key={node.key} className={style.edge} d={curve(middle + box, centre, width - box, y)} />
      ))}
      {left.map(({ node, y }) => (
        <Box key={node.key} node={node} x={0} y={y} isForeign={node.service !== here.service} />
      ))}
      {right.map(({ node, y }) => (
        <Box key={node.key} node={node} x={width - box} y={y} isForeign={node.service !== here.service} />
      ))}
      <Box node={here} x={middle} y={centre} isForeign={false} isHere />
    </svg>
  );
}

const curve = (x1: number, y1: number, x2: number, y2: number): string => {
  const bend = (x1 + x2) / 2;
  return `M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`;
};

/** What fits into a box; the whole name stands in its title. */
const longest = 15;
const cut = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

function Box({ node, x, y, isForeign, isHere = false }: { node: Node; x: number; y: number; isForeign: boolean; isHere?: boolean }) {
  return (
    <g className={style.node} data-here={isHere} data-foreign={isForeign}>
      <title>{`${node.serviceName} · ${node.name}`}</title>
      <rect x={x + 1} y={y - 15} width={box - 2} height={30} rx={4} />
      <text x={x + box / 2} y={isForeign ? y - 1 : y + 4} textAnchor="middle">
        {cut(node.name)}
      </text>
      {isForeign && (
        <text className={style.small} x={x + box / 2} y={y + 10} textAnchor="middle">
          {cut(node.serviceName)}
        </text>
      )}
    </g>
  );
}

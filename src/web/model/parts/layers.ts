/** The layers of a dependency picture: everything stands above what it depends on. */
import type { Document } from "#core/model/document.ts";

export type Dependency = { from: string; to: string };

/** Every `service/component` that names another one. */
export const dependenciesOf = (services: Document["services"]): Dependency[] =>
  Object.entries(services ?? {}).flatMap(([service, { components }]) =>
    Object.entries(components ?? {}).flatMap(([id, { dependsOn = [] }]) =>
      dependsOn.map((other) => ({ from: `${service}/${id}`, to: other.includes("/") ? other : `${service}/${other}` })),
    ),
  );

/** The first layer depends on others only; in a circle, which the model's check refuses, somebody comes first. */
export function layered(nodes: readonly string[], edges: readonly Dependency[]): string[][] {
  const depth = new Map<string, number>();
  const measure = (node: string, above: readonly string[]): number => {
    const known = depth.get(node);
    if (known !== undefined) return known;
    const users = edges.filter(({ from, to }) => to === node && !above.includes(from)).map(({ from }) => from);
    const own = users.length === 0 ? 0 : Math.max(...users.map((user) => measure(user, [...above, node]))) + 1;
    depth.set(node, own);
    return own;
  };
  for (const node of nodes) measure(node, []);
  const layers: string[][] = [];
  for (const node of nodes) {
    const at = depth.get(node) ?? 0;
    layers[at] = [...(layers[at] ?? []), node];
  }
  return layers.filter((layer) => layer !== undefined);
}

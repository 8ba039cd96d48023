/** What a component depends on and what depends on it, from the model: for a small picture and for a list. Pure. */
import type { Document } from "../../../api/wire.ts";
import { type Language, textOf } from "../../../language/language.tsx";

export type Node = { key: string; service: string; component: string; name: string; serviceName: string };
export type Neighbourhood = { here: Node; dependsOn: readonly Node[]; neededBy: readonly Node[] };

const keyOf = (service: string, component: string): string => `${service}/${component}`;

/** `gateway` within a service, or `payments/gateway`. */
function resolve(reference: string, service: string): readonly [string, string] {
  const slash = reference.indexOf("/");
  return slash < 0 ? [service, reference] : [reference.slice(0, slash), reference.slice(slash + 1)];
}

/** Direct neighbours, each once; null when the model does not know the component. */
export function neighbourhoodOf(document: Document, service: string, component: string, code: Language["code"]): Neighbourhood | null {
  const nodeOf = (ofService: string, ofComponent: string): Node | null => {
    const found = document.services[ofService];
    const part = found?.components[ofComponent];
    if (found === undefined || part === undefined) return null;
    return {
      key: keyOf(ofService, ofComponent),
      ...{ service: ofService, component: ofComponent },
      name: textOf(part.name, code),
      serviceName: textOf(found.name, code),
    };
  };
  const here = nodeOf(service, component);
  if (here === null) return null;
  const below = document.services[service]?.components[component]?.dependsOn ?? [];
  const dependsOn = below.flatMap((each) => nodeOf(...resolve(each, service)) ?? []);
  const neededBy = Object.entries(document.services).flatMap(([ofService, { components }]) =>
    Object.entries(components).flatMap(([ofComponent, { dependsOn: needs = [] }]) => {
      const isNeeded = needs.some((each) => keyOf(...resolve(each, ofService)) === here.key);
      return isNeeded ? (nodeOf(ofService, ofComponent) ?? []) : [];
    }),
  );
  return { here, dependsOn: once(dependsOn), neededBy: once(neededBy) };
}

const once = (nodes: readonly Node[]): Node[] => [...new Map(nodes.map((node) => [node.key, node])).values()];

/** Whose ticket is it: by component, the owning team of each tier. */
import type { Channel, Component, Document, Tier } from "#core/model/document.ts";

export type Place = { tier: Tier; team: string };

export function componentOf(document: Document | null, service: string | null, component: string | null): Component | null {
  const components = service === null ? undefined : document?.services[service]?.components;
  return (component === null ? undefined : components?.[component]) ?? null;
}

/** The tiers that own a component, lowest first. A ticket without a component goes the way of its service's first one. */
export function placesOf(document: Document, service: string | null, component: string | null): Place[] {
  const components = service === null ? {} : (document.services[service]?.components ?? {});
  const chosen = (component === null ? undefined : components[component]) ?? Object.values(components)[0];
  const owners = chosen?.owners ?? generalOwners(document);
  return ([1, 2, 3, 4] as const).flatMap((tier) => {
    const team = owners[`${tier}`];
    return team === undefined ? [] : [{ tier, team }];
  });
}

/** Without a service there is still somebody to ask: the first team of each tier. */
function generalOwners(document: Document): Component["owners"] {
  const owners: Component["owners"] = {};
  for (const [id, { tier }] of Object.entries(document.teams)) owners[`${tier}`] ??= id;
  return owners;
}

/** Where a new ticket starts; null when the model has no team at all. */
export function startingPlace(document: Document, service: string | null, component: string | null, channel: Channel): Place | null {
  const places = placesOf(document, service, component);
  const declared = componentOf(document, service, component);
  const wanted = (channel === "alert" ? (declared?.alertTier ?? declared?.startTier) : declared?.startTier) ?? places[0]?.tier;
  return places.find(({ tier }) => tier === wanted) ?? places[0] ?? null;
}

/** The next tier up (or down) that owns the component; null at the end of the line. */
export function placeBeside(places: readonly Place[], tier: Tier, direction: "up" | "back"): Place | null {
  const beside = direction === "up" ? places.find((place) => place.tier > tier) : places.findLast((place) => place.tier < tier);
  return beside ?? null;
}

export const isSwarming = (document: Document | null, service: string | null): boolean =>
  service !== null && document?.services[service]?.mode === "swarming";

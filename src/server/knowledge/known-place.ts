/** What articles and runbooks refer to must be there: a mistyped service would hide them from everybody. */
import { Refusal } from "#core/refusal.ts";
import { requireKnownPerson } from "#server/access/actor.ts";
import type { Door } from "#server/database/door.ts";

export type Referred = {
  owner?: string | null | undefined;
  service?: string | null | undefined;
  component?: string | null | undefined;
  customers?: readonly string[] | undefined;
};

/** Refuses `unknown-person`, `unknown-service`, `unknown-component` and `unknown-customer` for what the model in force does not have. */
export async function requireKnownPlace(door: Door, { owner, service, component, customers }: Referred): Promise<void> {
  if (owner !== undefined && owner !== null) await requireKnownPerson(door, owner);
  const document = (await door.book()).documentAt(door.clock());
  const known = service === undefined || service === null ? undefined : document?.services[service];
  if (service !== undefined && service !== null && known === undefined) {
    throw new Refusal("unknown-service", `There is no service "${service}" in the model: name one of its own, or none.`, { service });
  }
  if (component !== undefined && component !== null && known !== undefined && known.components[component] === undefined) {
    throw new Refusal("unknown-component", `The service "${service}" has no component "${component}": name one of its own, or none.`, {
      component,
    });
  }
  for (const customerId of customers ?? []) {
    if (document?.customers[customerId] === undefined)
      throw new Refusal("unknown-customer", `There is no customer "${customerId}" in the model.`, { customerId });
  }
}

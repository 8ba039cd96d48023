/** What the model's forms offer to choose from, with the words for it. */
import type { Channel, ComponentKind, Environment, MaintenanceClass } from "#core/model/document.ts";

export const componentKinds = [
  "application",
  "database",
  "host",
  "network",
  "storage",
  "integration",
  "access-control-hardware",
  "peripheral",
  "other",
] as const satisfies readonly ComponentKind[];
export const environments = ["production", "staging", "test", "development"] as const satisfies readonly Environment[];
export const classes = ["corrective", "preventive", "adaptive", "perfective", "additive"] as const satisfies readonly MaintenanceClass[];
export const channels = ["email", "portal", "api", "phone", "chat", "sms", "alert"] as const satisfies readonly Channel[];

export const named = <Id extends string>(ids: readonly Id[], names: Readonly<Record<Id, string>>): (readonly [string, string])[] =>
  ids.map((id) => [id, names[id]] as const);

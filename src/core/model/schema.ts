/** The schema of a model: what `read.ts` checks a document against, and what is published for editors as JSON Schema. */
import { z } from "zod";
import type { Document } from "#core/model/document.ts";
import { agreement } from "#core/model/schema-agreement.ts";
import { calendars } from "#core/model/schema-calendar.ts";
import { incidents, limits } from "#core/model/schema-limits.ts";
import { mail } from "#core/model/schema-mail.ts";
import { escalationPolicy, lastResort, schedule } from "#core/model/schema-oncall.ts";
import { customer, person, service, team, vendor } from "#core/model/schema-parties.ts";
import { id, languageCode, matrix, name, zone } from "#core/model/schema-values.ts";

/** Keys stand in the order in which `writeModel` writes them. */
export const documentSchema = z
  .strictObject({
    guardia: z.literal(1).meta({ description: "Version of this format. Always 1." }),
    name: name("The provider's name."),
    zone: zone("The provider's own zone."),
    languages: z.array(languageCode).min(1).meta({ description: "Languages in which customers are served." }).exactOptional(),
    mail: mail.exactOptional(),
    calendars,
    people: z.record(id, person).meta({ description: "The provider's people, by id." }).exactOptional(),
    teams: z.record(id, team).meta({ description: "Teams by id." }),
    vendors: z.record(id, vendor).meta({ description: "Vendors by id." }).exactOptional(),
    matrix: matrix.exactOptional(),
    services: z.record(id, service).meta({ description: "Services by id." }),
    customers: z.record(id, customer).meta({ description: "Customers by id." }),
    agreements: z.record(id, agreement).meta({ description: "Agreements by id." }),
    schedules: z.record(id, schedule).meta({ description: "On-call schedules by id." }).exactOptional(),
    escalationPolicies: z.record(id, escalationPolicy).meta({ description: "Escalation policies by id." }).exactOptional(),
    lastResort: lastResort.exactOptional(),
    limits: limits.exactOptional(),
    incidents: incidents.exactOptional(),
  })
  .meta({ title: "Guardia support model", description: "Calendars, people, teams, services, customers and agreements in one document." });

/** The published form of the schema: JSON Schema draft 2020-12, the same on every call. */
export function modelJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(documentSchema, { target: "draft-2020-12", io: "input" });
  return { $schema, $id: "urn:guardia:model:1", ...rest };
}

// The schema and the types of `document.ts` must say the same, key by key, optional or not; the compiler holds them together.
type Flat<T> = T extends readonly unknown[] | object ? { [K in keyof T]: Flat<T[K]> } : T;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Assert<T extends true> = T;
export type SchemaSaysWhatTheTypesSay = Assert<Same<Flat<z.infer<typeof documentSchema>>, Flat<Document>>>;

/** What a ticket is opened with. */
import { z } from "@hono/zod-openapi";
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import {
  attachmentIds,
  channel,
  environment,
  facts,
  key,
  kind,
  language,
  level,
  line,
  linkType,
  maintenanceClass,
  number,
  priority,
  text,
  textFormat,
} from "#server/ticket/schema-values.ts";

export const openingSchema = z
  .strictObject({
    customerId: key.exactOptional().meta({ description: "A token that is bound to a customer may leave it out" }),
    subject: line,
    description: text.exactOptional(),
    kind: kind.exactOptional(),
    class: maintenanceClass.exactOptional(),
    channel: channel.exactOptional(),
    requester: z.string().max(200).nullable().exactOptional().meta({ description: "A contact's key in the model, or a name" }),
    service: key.nullable().exactOptional(),
    component: key.nullable().exactOptional(),
    environment: environment.nullable().exactOptional(),
    facts: facts.nullable().exactOptional(),
    impact: level.exactOptional(),
    urgency: level.exactOptional(),
    priority: priority.exactOptional().meta({ description: "Wins over the matrix: for alerts, and agents who know" }),
    format: textFormat.exactOptional(),
    attachments: attachmentIds.exactOptional(),
    language: language.exactOptional().meta({ description: "In which the description is written" }),
    links: z
      .array(z.strictObject({ type: linkType, otherId: number }))
      .max(20)
      .exactOptional()
      .meta({ description: "Tickets of the same customer to which this one belongs; written on both" }),
  })
  .openapi("Opening");

/** A customer learns of a wrong service name without being told the names of the others' services. */
export async function requireOwnService(door: Door, customerId: string, caller: Caller, service: string | null | undefined): Promise<void> {
  if (caller.customerId === null || service === null || service === undefined) return;
  const document = (await door.book()).documentAt(door.clock());
  if (document === null || Object.hasOwn(document.services, service)) return;
  const own = new Set(
    Object.values(document.agreements).flatMap((agreement) => (agreement.customer === customerId ? agreement.services : [])),
  );
  throw new Refusal("unknown-service", `There is no service "${service}"; your agreements have ${[...own].join(", ") || "none"}.`, {
    service,
    possible: [...own],
  });
}

/**
 * Who reports: what the opening says, else the contact who opens it. A contact reports for themselves; for somebody else of their
 * organisations, a designated contact does. In an organisation below their own a contact stands under their id, since keys are per customer.
 */
export function requesterIn(
  { requester }: { readonly requester?: string | null },
  caller: Caller,
  customerId: string,
): { requester?: string | null } {
  if (caller.contact === null) return requester === undefined ? {} : { requester };
  const own = customerId === caller.customerId ? caller.contact : caller.id;
  if (requester === undefined || requester === null || requester === own) return { requester: own };
  if (caller.isDesignated) return { requester };
  throw new Refusal("forbidden", "You report for yourself; your designated contact may report for others of your organisation.", {
    requester,
  });
}

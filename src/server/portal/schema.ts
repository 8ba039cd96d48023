/** The portal's answers as they travel. Texts of the model come in all their languages: the reader may change theirs at any time. */
import { z } from "@hono/zod-openapi";
import { permissions } from "#core/access/access.ts";
import { componentKinds } from "#core/model/document.ts";
import { announcementSchema } from "#server/portal/routes-announcements.ts";
import { brandingSchema } from "#server/portal/routes-branding.ts";
import {
  at,
  decision,
  environment,
  facts,
  key,
  kind,
  maintenanceClass,
  money,
  objective,
  pauseReason,
  priority,
  tier,
} from "#server/ticket/schema-values.ts";

const text = z.union([
  z.string(),
  z.object({ en: z.string().exactOptional(), fr: z.string().exactOptional(), es: z.string().exactOptional() }),
]);

const redirect = z
  .object({ to: text, phone: z.string().exactOptional(), email: z.string().exactOptional(), url: z.string().exactOptional() })
  .nullable()
  .meta({ description: "Where to turn instead" });

const service = z.object({
  id: z.string(),
  name: text,
  links: z.array(z.object({ title: text, url: z.string() })).meta({ description: "Documentation and source" }),
  components: z.array(z.object({ id: z.string(), name: text, kind: z.enum(componentKinds), environment: environment.nullable() })),
});

const agreement = z.object({
  id: z.string(),
  name: text,
  kind: z.enum(["continuous", "periodic", "on-demand"]),
  from: z.string().meta({ description: "First local date", example: "2026-01-01" }),
  until: z.string().nullable().meta({ description: "Last local date, inclusive" }),
  services: z.array(z.string()),
  reviews: z.enum(["weekly", "monthly", "quarterly", "yearly"]).nullable(),
  promises: z.array(z.object({ priority, objective, written: z.string().meta({ example: "4h" }) })),
  clauses: z.array(z.object({ id: z.string(), decision, clause: z.string(), text, redirect })),
  duties: z.object({ provider: z.array(text), customer: z.array(text) }),
  isOpen: z.boolean().meta({ description: "Its service hours are running now" }),
});

const contactPoint = z.object({
  side: z.enum(["provider", "customer"]),
  name: text,
  role: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  zone: z.string().meta({ description: "In which it is their time" }),
});

export const frameSchema = z
  .object({
    provider: brandingSchema,
    customers: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          zone: z.string(),
          services: z.array(service),
          agreements: z.array(agreement),
          contactPoints: z.array(contactPoint),
        }),
      )
      .meta({ description: "One's own organisation first, then those under it" }),
    announcements: z.array(announcementSchema),
    me: z.object({
      permissions: z.array(z.enum(permissions)),
      contact: z.string().nullable().meta({ description: "The key by which tickets name this person as requester" }),
      department: z.string().nullable(),
      isDesignated: z.boolean(),
      reach: z.enum(["own", "department", "customer"]).meta({ description: "How far one sees beyond one's own tickets" }),
      colleagues: z.array(z.string()).meta({ description: "Keys of one's department, oneself among them" }),
    }),
  })
  .openapi("Portal");

export const questionSchema = z
  .strictObject({
    customerId: key.exactOptional(),
    kind: kind.exactOptional(),
    class: maintenanceClass.exactOptional(),
    service: key.nullable().exactOptional(),
    component: key.nullable().exactOptional(),
    environment: environment.nullable().exactOptional(),
    facts: facts.nullable().exactOptional(),
  })
  .openapi("OpeningQuestion");

export const previewSchema = z
  .object({
    priority,
    coverage: z.object({
      decision,
      rule: z.string(),
      clause: z.string(),
      text,
      redirect,
      overridden: z.string().nullable(),
    }),
    agreement: z.object({ id: z.string(), name: text }).nullable(),
    pause: pauseReason.nullable().meta({ description: "For what it would wait at first" }),
    preApproved: money.nullable().meta({ description: "A quote up to this needs no further approval" }),
    closesAt: at.nullable().meta({ description: "When it would close by itself unless contested" }),
    hours: z.object({ isOpen: z.boolean(), opensAt: at.nullable() }).nullable(),
    place: z.object({ tier: tier.nullable(), team: z.string().nullable() }).meta({ description: "Where its work would start" }),
    promises: z.array(z.object({ objective, written: z.string(), dueAt: at.nullable() })).meta({ description: "Soonest due first" }),
  })
  .openapi("OpeningPreview");

export const holderSchema = z
  .object({
    ticketId: z.int(),
    customerName: z.string(),
    requesterName: z.string().nullable(),
    serviceName: text.nullable(),
    componentName: text.nullable(),
    teamName: text.nullable(),
    teamPhone: z.string().nullable(),
    assigneeName: z.string().nullable(),
    agreementName: text.nullable(),
    isMine: z.boolean().meta({ description: "The reader asked for it" }),
    teams: z.record(z.string(), text).meta({ description: "Names of the teams that the log names by key" }),
    people: z.record(z.string(), z.string()).meta({ description: "Names of the people to whom it was given, by key" }),
  })
  .openapi("TicketHolder");

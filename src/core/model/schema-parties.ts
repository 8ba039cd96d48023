/** Schema of who takes part: people, teams, vendors, services with their components, customers with their contacts. */
import { z } from "zod";
import {
  componentKind,
  email,
  environment,
  id,
  languageCode,
  mailDomain,
  name,
  phone,
  reference,
  sender,
  text,
  tier,
  tierKey,
  url,
  zone,
} from "#core/model/schema-values.ts";

const personShape = {
  name: name("The person's name, as others know it."),
  email: email("Where mail reaches them.").exactOptional(),
  phone: phone("Direct number.").exactOptional(),
  zone: zone("Where they live and read times.").exactOptional(),
  language: languageCode.exactOptional(),
};

const holidays = z
  .string()
  .regex(/^[A-Z]{2}(-[A-Za-z0-9]{1,6}){0,2}$/, { error: "is no country: write it like FR, or a part of one like ES-MD" })
  .meta({ description: "Whose public holidays they keep: a country, or a part of one.", examples: ["FR", "ES-MD"] });

export const person = z
  .strictObject({ ...personShape, holidays: holidays.exactOptional() })
  .meta({ description: "Somebody of the provider." });

export const team = z
  .strictObject({
    name: text("The team's name."),
    tier: tier.meta({ description: "1 answers first; 4 is the last resort (often the maker of the product)." }),
    members: z
      .array(reference("A person's id."))
      .max(1_000)
      .meta({ description: "Ids of people; may be empty while nobody is named yet." }),
    lead: reference("A person's id: who answers for the team; `lead:…` in notify rules.").exactOptional(),
    calendar: reference("The calendar in which the team works; says nothing about the customer's targets.").exactOptional(),
    phone: phone("The team's number.").exactOptional(),
  })
  .meta({ description: "People who hold tickets together at one tier." });

export const vendor = z
  .strictObject({
    name: name("The vendor's name."),
    email: email("Where their support takes requests.").exactOptional(),
    phone: phone("Their support's number.").exactOptional(),
    contract: name("Contract or account number to quote.").exactOptional(),
  })
  .meta({ description: "Somebody outside who repairs what is not ours." });

export const component = z
  .strictObject({
    name: text("The component's name."),
    kind: componentKind.meta({ description: "What it is; coverage rules ask for it." }),
    environment: environment.meta({ description: "Default: production." }).exactOptional(),
    dependsOn: z
      .array(reference("`component` of the same service, or `service/component`."))
      .max(100)
      .meta({ description: "What must work for this to work: while that is down, alerts of this one are its symptoms." })
      .exactOptional(),
    owners: z
      .partialRecord(tierKey, reference("A team's id; the team must be of this tier."))
      .meta({ description: "Which team holds its tickets at which tier. A tier left out is skipped on the way up." }),
    startTier: tier.meta({ description: "Tier at which its tickets start. Default: the lowest that has an owner." }).exactOptional(),
    alertTier: tier.meta({ description: "Tier at which its alerts start. Default: startTier." }).exactOptional(),
    vendor: reference("A vendor's id: who repairs it when it is not ours.").exactOptional(),
  })
  .meta({ description: "A part of a service that can fail by itself." });

const link = z.strictObject({ title: text("What it leads to."), url: url("Where.") });

export const service = z
  .strictObject({
    name: text("The service's name, as the customer knows it."),
    mode: z
      .enum(["tiers", "swarming"])
      .meta({ description: "tiers (default): work moves up from team to team. swarming: one owner from start to end, others join." })
      .exactOptional(),
    components: z.record(id, component).meta({ description: "The service's parts, by id." }),
    escalationPolicy: reference("Whom its incidents page: an escalation policy's id.").exactOptional(),
    links: z.array(link).max(100).meta({ description: "Documentation, source, dashboards." }).exactOptional(),
  })
  .meta({ description: "Something that customers use and that we look after." });

export const contact = z
  .strictObject({
    ...personShape,
    designated: z
      .boolean()
      .meta({ description: "The one who centralises and ranks the customer's requests: exactly one per customer." })
      .exactOptional(),
    role: name("Their role at the customer's.").exactOptional(),
    department: name("Their department.").exactOptional(),
  })
  .meta({ description: "Somebody of the customer." });

export const customer = z
  .strictObject({
    name: name("The customer's name."),
    zone: zone("Where the customer reads times; the agreement's dates are days of this zone."),
    language: languageCode.exactOptional(),
    domains: z
      .array(mailDomain("A mail domain."))
      .max(1_000)
      .meta({ description: "Mail domains by which its people are recognised." })
      .exactOptional(),
    sender: sender("Under which name and address letters about its tickets are sent. Default: mail.from.").exactOptional(),
    parent: reference("The customer of which this one is a part.").exactOptional(),
    contacts: z.record(id, contact).meta({ description: "Its people, by id; exactly one is `designated: true`." }),
  })
  .meta({ description: "Somebody to whom support is owed." });

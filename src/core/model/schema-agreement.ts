/** Schema of what was promised: agreements with their targets, pauses, coverage, notifications, hours and money. */
import { z } from "zod";
import { objectives, priorities } from "#core/model/document.ts";
import {
  channel,
  componentKind,
  duration,
  email,
  environment,
  id,
  localDate,
  maintenanceClass,
  matrix,
  money,
  name,
  objective,
  pauseReason,
  period,
  phone,
  priority,
  reference,
  text,
  tier,
  tierKey,
  url,
} from "#core/model/schema-values.ts";

const target = z
  .union([
    duration("Open time (15m, 4h) or business days (2bd, 2bd@close, 1bd@16:00)."),
    z.strictObject({
      for: duration("Open time (15m, 4h) or business days (2bd)."),
      calendar: reference("The calendar in which it counts, where that is not the agreement's.").exactOptional(),
    }),
  ])
  .meta({ id: "Target", description: "How long, counted in the agreement's calendar unless it names another." });

const perPriority = z.enum(priorities);
const promised = z.enum(objectives).exclude(["escalation"]);

const condition = z.strictObject({
  kind: z.array(componentKind).min(1).exactOptional(),
  service: z.array(reference("A service's id.")).min(1).exactOptional(),
  component: z.array(reference("`service/component`, or a component of the agreement's services.")).min(1).exactOptional(),
  environment: z.array(environment).min(1).exactOptional(),
  class: z.array(maintenanceClass).min(1).meta({ description: "Kind of maintenance, by ISO/IEC/IEEE 14764." }).exactOptional(),
  channel: z.array(channel).min(1).exactOptional(),
  priority: z.array(priority).min(1).exactOptional(),
  hours: z
    .union([
      z.enum(["inside", "outside"]),
      z.strictObject({ inside: reference("A calendar's id.") }),
      z.strictObject({ outside: reference("A calendar's id.") }),
    ])
    .meta({ description: "Whether the ticket came inside or outside of a calendar; alone: the agreement's." })
    .exactOptional(),
});

const coverageRule = z
  .strictObject({
    id: id.meta({ description: "The rule's id, unique in the agreement; kept with every ticket it decides." }),
    when: condition
      .meta({ description: "Every condition must hold; of a list, any entry. Leave it out only in the last rule." })
      .exactOptional(),
    decision: z.enum(["covered", "billable", "excluded"]).meta({
      description: "covered: included. billable: after an approved quote. excluded: answered with the clause and the redirection.",
    }),
    clause: name("Where the contract says so, like §4.2."),
    text: text("What the contract says; quoted to the requester."),
    redirect: z
      .strictObject({
        to: text("Whom to turn to instead."),
        phone: phone("Their number.").exactOptional(),
        email: email("Their address.").exactOptional(),
        url: url("Their page.").exactOptional(),
      })
      .meta({ description: "Where to turn instead, when excluded." })
      .exactOptional(),
  })
  .meta({ description: "Who pays. Rules are tried in order; the first that matches decides." });

const notifyTarget = z
  .string()
  .min(1)
  .max(200)
  .meta({
    description: "person:alice, team:desk, lead:desk, contact:designated, contact:ana or schedule:nights.",
    examples: ["lead:desk", "contact:designated"],
  });

const notifyRule = z
  .strictObject({
    at: z
      .int()
      .min(1)
      .max(100)
      .meta({ description: "Percent of a clock: one of the agreement's thresholds, or 100 for the breach." })
      .exactOptional(),
    objective: z.array(objective).min(1).meta({ description: "Clocks to which `at` refers. Default: all." }).exactOptional(),
    silence: duration("Open time without a public update, like 4h.").exactOptional(),
    priority: z.array(priority).min(1).meta({ description: "Default: all." }).exactOptional(),
    notify: z.array(notifyTarget).min(1).max(100).meta({ description: "Who is told." }),
  })
  .meta({ description: "Hierarchical escalation: tells people; the ticket stays where it is. Give either `at` or `silence`." });

const bundle = z.strictObject({
  id: id.meta({ description: "The bundle's id, unique in the agreement." }),
  hours: z.number().positive().max(1_000_000).meta({ description: "Hours bought." }),
  from: localDate("First day on which they can be used."),
  until: localDate("Last day on which they can be used.").exactOptional(),
  rollOver: z.boolean().meta({ description: "Whether what is left goes into the next bundle." }).exactOptional(),
  price: money("What the bundle cost.").exactOptional(),
});

const rate = z.strictObject({
  tier: tier.meta({ description: "For work at this tier; default: any." }).exactOptional(),
  activity: name("For this activity; default: any.").exactOptional(),
  perHour: money("Price of an hour."),
  weight: z.number().positive().max(100).meta({ description: "How much of a bundle an hour takes: 1.5 after hours." }).exactOptional(),
  hours: z
    .enum(["inside", "outside"])
    .meta({ description: "Inside or outside of the agreement's calendar; default: both." })
    .exactOptional(),
});

const targets = z
  .partialRecord(perPriority, z.partialRecord(promised, target))
  .meta({ description: "The promises (SLA), by priority and objective.", examples: [{ P1: { response: "15m", resolution: "8h" } }] });

const pauses = z
  .partialRecord(z.enum(objectives).extract(["update", "escalation", "restoration", "resolution"]), z.array(pauseReason))
  .meta({ description: "Which reasons pause which objective. One not named here pauses for none; `escalation` for all." });

export const agreement = z
  .strictObject({
    customer: reference("The customer's id."),
    name: text("The agreement's name."),
    kind: z
      .enum(["continuous", "periodic", "on-demand"])
      .meta({ description: "continuous or periodic support, or interventions on demand (quote, approval, work)." }),
    funding: z.enum(["retainer", "hours-bundle"]).meta({ description: "How it is paid." }).exactOptional(),
    from: localDate("First day, in the customer's zone."),
    until: localDate("Last day, inclusive; without it the agreement runs on.").exactOptional(),
    renewal: z
      .strictObject({
        every: period("By how much it is renewed."),
        notice: period("How long before the end to give notice.").exactOptional(),
      })
      .exactOptional(),
    services: z.array(reference("A service's id.")).min(1).meta({ description: "Services under this agreement." }),
    calendar: reference("Service hours: the calendar in which targets count unless they name another. `always` for 24×7."),
    targets: targets.exactOptional(),
    escalation: z
      .partialRecord(perPriority, z.partialRecord(tierKey, target))
      .meta({ description: "How long a tier may keep a ticket before it goes up (OLA), by priority and tier." })
      .exactOptional(),
    vendorTargets: z.partialRecord(perPriority, target).meta({ description: "How long a vendor may keep it (UC)." }).exactOptional(),
    pauses: pauses.exactOptional(),
    thresholds: z
      .array(z.int().min(1).max(99))
      .max(20)
      .meta({ description: "Percents of open time consumed at which clocks warn; default 50, 75, 90. The breach (100) is always there." })
      .exactOptional(),
    retarget: z
      .enum(["fair", "from-start", "from-change"])
      .meta({ description: "What a change of priority does to running clocks. Default: fair." })
      .exactOptional(),
    resolutionMetBy: z
      .enum(["resolved", "closed"])
      .meta({ description: "What ends the resolution clock. Default: resolved." })
      .exactOptional(),
    reopenWindow: duration("How long after resolution a ticket reopens as itself. Default: 5bd.").exactOptional(),
    closeAfter: duration("How long after resolution it closes by itself. Default: the reopen window.").exactOptional(),
    matrix: matrix.exactOptional(),
    coverage: z.array(coverageRule).min(1).max(200).meta({ description: "Rules in order; the last one has no `when`." }),
    notify: z.array(notifyRule).max(200).exactOptional(),
    preApproved: money("A quote up to this amount needs no approval.").exactOptional(),
    bundles: z.array(bundle).max(1_000).exactOptional(),
    rates: z.array(rate).max(200).exactOptional(),
    duties: z
      .strictObject({
        provider: z.array(text("A duty.")).exactOptional(),
        customer: z.array(text("A duty.")).exactOptional(),
      })
      .meta({ description: "What each side promised besides times." })
      .exactOptional(),
    reviews: z
      .enum(["weekly", "monthly", "quarterly", "yearly"])
      .meta({ description: "How often both sides review the service." })
      .exactOptional(),
    contactPoints: z
      .strictObject({
        provider: reference("A person's id.").exactOptional(),
        customer: reference("A contact's id of this customer.").exactOptional(),
      })
      .meta({ description: "One named point of contact on each side." })
      .exactOptional(),
    visibility: z
      .enum(["own", "department", "customer"])
      .meta({ description: "Whose tickets under it a contact sees. Default: own. Designated contacts see all of their customer's." })
      .exactOptional(),
  })
  .meta({ description: "What was promised to one customer, for some services and a period." });

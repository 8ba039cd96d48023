/** Schema of who is on call: schedules in layers, and escalation policies. */
import { z } from "zod";
import { clockTime, duration, localDate, localTime, name, reference, zone } from "#core/model/schema-values.ts";

const rotation = z
  .strictObject({
    every: z.int().min(1).max(1_000).meta({ description: "How many units a turn lasts." }),
    unit: z.enum(["hours", "days", "weeks", "months"]),
    handover: clockTime("Wall time of the hand-over. Default: 09:00.").exactOptional(),
    on: z
      .string()
      .regex(/^(mon|tue|wed|thu|fri|sat|sun|[1-9]|[12]\d|3[01])$/, {
        error: 'is not a hand-over day: write mon … sun for weeks, "1" … "31" for months',
      })
      .meta({ description: 'Hand-over day: mon … sun for weeks, "1" … "31" for months. Default: that of `start`.', examples: ["mon"] })
      .exactOptional(),
  })
  .meta({ description: "When the turn passes on." });

const layer = z
  .strictObject({
    name: name("The layer's name, unique in the schedule."),
    participants: z.array(reference("A person's id.")).max(500).meta({ description: "In the order of their turns." }),
    rotation,
    start: localDate("Day of the first hand-over; for weekly rotations it falls on the hand-over weekday."),
    until: localTime("When the layer ends; a bare date: at the end of that day. Default: never.").exactOptional(),
    restrict: z
      .record(z.string(), z.array(z.string()))
      .meta({ description: "Weekly intervals in which the layer counts, written like a calendar's hours." })
      .exactOptional(),
  })
  .meta({ description: "People who take turns. A later layer wins over an earlier one where it has somebody." });

export const schedule = z
  .strictObject({
    zone: zone("Where the hand-over clock hangs."),
    layers: z.array(layer).min(1).max(50),
    overrides: z
      .array(
        z.strictObject({
          from: localTime("Start."),
          to: localTime("End; a bare date: to the end of that day."),
          person: reference("A person's id."),
        }),
      )
      .max(2_000)
      .meta({ description: "Somebody stands in, whatever the layers say. Of overlapping ones the last wins." })
      .exactOptional(),
    leave: z
      .array(
        z.strictObject({
          person: reference("A person's id."),
          from: localTime("Start."),
          to: localTime("End; a bare date: to the end of that day."),
        }),
      )
      .max(2_000)
      .meta({ description: "Somebody is away: the next of the same layer steps in." })
      .exactOptional(),
    covers: reference("The calendar that this schedule must cover without gaps.").exactOptional(),
  })
  .meta({ description: "Who is on call when." });

const pageTarget = z
  .string()
  .min(1)
  .max(2_000)
  .meta({
    description: "schedule:nights, person:alice, team:dba, lead:dba, contact:designated, contact:ana or webhook:https://….",
    examples: ["schedule:nights", "person:alice"],
  });

export const lastResort = z
  .array(
    z
      .string()
      .min(1)
      .max(2_000)
      .meta({
        description: "person:alice, team:dba, lead:dba, schedule:nights, role:administrator or webhook:https://….",
        examples: ["person:alice"],
      }),
  )
  .min(1)
  .max(50)
  .meta({
    description:
      "Who is told when the steps of a page were gone through and nobody answered, and again every hour until somebody does. Default: all administrators.",
  });

export const escalationPolicy = z
  .strictObject({
    steps: z
      .array(
        z.strictObject({
          after: duration("How long after the step before; the first: after the page was raised."),
          notify: z.array(pageTarget).min(1),
        }),
      )
      .min(1)
      .max(50)
      .meta({ description: "Tried in order until somebody acknowledges." }),
    repeat: z.int().min(0).max(100).meta({ description: "How often the steps are gone through again. Default: 0." }).exactOptional(),
    calendar: reference("The calendar in which delays count. Default: always.").exactOptional(),
    ackTimeout: duration("How long an acknowledgement holds before the policy goes on.").exactOptional(),
  })
  .meta({ description: "Whom a page reaches, step by step." });

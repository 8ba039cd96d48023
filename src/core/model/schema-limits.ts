/** Schema of what being on call may ask of a person, and of how a major incident is led. */
import { z } from "zod";
import { duration, text } from "#core/model/schema-values.ts";

const hard = z.boolean().meta({ description: "Whether nobody beyond it counts as there. Default: false, a warning." }).exactOptional();

const most = (description: string, highest: number) =>
  z.strictObject({ most: z.number().min(0).max(highest).meta({ description }), hard }).exactOptional();

export const limits = z
  .strictObject({
    restHours: z
      .strictObject({
        least: z.number().min(0).max(48).meta({ description: "Hours between two shifts of which the first was disturbed." }),
        hard,
      })
      .exactOptional(),
    weekHours: most("Hours on call a week, averaged over four months.", 168),
    standby: z.number().min(0).max(1).meta({ description: "How much of an hour on call counts as worked. Default: 1." }).exactOptional(),
    pagesPerShift: most("Pages in twelve hours on call, on average.", 1_000),
    nightsPerMonth: most("Nights on call in a calendar month.", 31),
    spreadPercent: most("By how much who has most nights, weekends or holidays may exceed the average.", 10_000),
  })
  .meta({
    description:
      "Limits of being on call. Default: 11 h of rest, 48 h a week, 2 pages in 12 h, 10 nights a month, 50 % above the average; all as warnings.",
  });

export const incidents = z
  .strictObject({
    conference: z
      .string()
      .max(500)
      .regex(/^https:\/\/[^\s{}]+(\{(room|ticket|customer)\}[^\s{}]*)*$/, {
        error: "is no address of a conference: write it like https://meet.jit.si/{room}; {room}, {ticket} and {customer} are filled in",
      })
      .meta({
        description: "Where people meet. {room} (unguessable), {ticket} and {customer} are filled in.",
        examples: ["https://meet.jit.si/{room}"],
      })
      .exactOptional(),
    updateEvery: duration("How often the customer hears from us when the agreement says nothing. Default: 30m.").exactOptional(),
    checklist: z.array(text("One thing that is not to be forgotten.")).max(50).meta({ description: "In order." }).exactOptional(),
  })
  .meta({ description: "How a major incident is led." });

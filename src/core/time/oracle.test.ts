import { describe, expect, it } from "vitest";
import { compileCalendar } from "#core/time/calendar.ts";
import { instant } from "#core/time/instant.ts";
import facts from "#core/time/oracle.json" with { type: "json" };
import { isoSeconds, parseSpan } from "#core/time/span.ts";

type Fact = { calendar: object; op: string; from: string; for?: string; to?: string; expect: string; origin: string };

describe("facts that peers' own tests state", () => {
  it.each((facts as Fact[]).map((fact, i) => ({ ...fact, title: `${i}. ${fact.origin}: ${fact.op} from ${fact.from}` })))(
    "$title",
    (fact) => {
      const calendar = compileCalendar(fact.calendar as never);
      const from = instant(fact.from);
      if (fact.op === "add") {
        expect(calendar.due(from, parseSpan(fact.for!))).toBe(instant(fact.expect));
      } else {
        expect(isoSeconds(calendar.openBetween(from, instant(fact.to!)))).toBe(fact.expect);
      }
    },
  );
});

import { expect, test } from "vitest";
import { nearName } from "#core/model/near-name.ts";

test.each([
  ["zoen", ["name", "zone"], "zone"],
  ["Zone", ["zone"], "zone"],
  ["hoildays", ["hours", "holidays"], "holidays"],
  ["Europe/Pari", ["Europe/Madrid", "Europe/Paris"], "Europe/Paris"],
  ["paris", ["Europe/Madrid", "Europe/Paris"], "Europe/Paris"],
  ["p1", ["P1", "P2"], "P1"],
  ["P5", ["P1", "P2"], null],
  ["escalation", ["response", "update"], null],
  ["desk", [], null],
  ["desk-paris", ["desk", "night"], "desk"],
])("%s among %j is %s", (name, candidates, expected) => expect(nearName(name, candidates)).toBe(expected));

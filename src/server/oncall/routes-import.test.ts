import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { codeOf, openHouse } from "#server/http/app.fixture.ts";
import type { OnCallImport } from "#server/oncall/routes-import.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const text = readFileSync("test/exports/pagerduty.json", "utf8");

/** The same key as the export's, always on dan: the running schedule that the import is told apart from. */
const document: Document = {
  ...storyModel,
  people: { ...storyModel.people, ally: { name: "Alice Martin", email: "alice@example.com" } },
  schedules: {
    "platform-primary": {
      zone: "Europe/Paris",
      layers: [{ name: "all", participants: ["dan"], rotation: { every: 1, unit: "weeks" }, start: "2026-01-05" }],
    },
  },
};

test("an import is tried against what runs, goes into the model's text, and nothing is kept", async () => {
  const house = await openHouse({ document });
  const reader = await house.token(["model:read"]);
  const answer = await house.ask("POST", "/api/v1/oncall/imports", reader, { from: "pagerduty", text, days: 14 });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const found = answer.body as unknown as OnCallImport;
  expect(found.schedules.map(({ key, layers, isReplacing }) => [key, layers.length, isReplacing])).toEqual([["platform-primary", 3, true]]);
  expect(found.people.map(({ key, isKnown }) => [key, isKnown])).toContainEqual(["ally", true]);
  expect(found.notes.map(({ code }) => code)).toContain("name-taken");
  const running = found.comparisons.find(({ against }) => against === "running")!;
  expect(running.difference.sameMs).toBe(0);
  expect(running.difference.differingMs).toBe(14 * 86_400_000);
  expect(running.difference.first.every(({ theirs }) => theirs.join() === "dan")).toBe(true);
  expect(found.errors).toEqual([]);
  const written = readModel(found.source);
  expect(written.document!.schedules!["platform-primary"]!.layers).toHaveLength(3);
  expect(written.document!.people!.ally).toEqual({ name: "Alice Martin", email: "alice@example.com" });
  const book = await house.door.book();
  expect([book.latest, book.documentAt(house.door.clock())!.schedules!["platform-primary"]!.layers.length]).toEqual([1, 1]);
});

test("an import needs the right to read the model, and a file that is one", async () => {
  const house = await openHouse({ document });
  const [reader, agent] = [await house.token(["model:read"]), await house.token(["tickets:read", "tickets:write"])];
  const ask = (token: string, body: object) => house.ask("POST", "/api/v1/oncall/imports", token, body);
  expect((await ask(agent, { from: "pagerduty", text })).status).toBe(403);
  const wrong = await ask(reader, { from: "opsgenie", text: '{"schedules": [{"name": 7}]}' });
  expect([wrong.status, codeOf(wrong)]).toEqual([400, "bad-export"]);
  expect(wrong.body).toMatchObject({ line: 1, path: "schedules[0].timezone" });
  expect((await ask(reader, { from: "victorops", text })).status).toBe(422);
});

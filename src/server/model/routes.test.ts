import { beforeEach, describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { changed, storyModel } from "../../../test/journeys/model.ts";

let house: House;
let keeper: string;
beforeEach(async () => {
  house = await openHouse();
  keeper = await house.token(["admin"]);
});

const written = (document: Document): string => JSON.stringify(document, null, 1);
const tighter = changed((document) => {
  document.agreements.bank!.targets!.P1!.resolution = "1h";
});
const open = () =>
  house.ask("POST", "/api/v1/tickets", keeper, {
    customerId: "bank",
    service: "payments",
    component: "ledger",
    subject: "Nothing is booked",
    priority: "P1",
  });
const preview = (body: unknown) => house.ask("POST", "/api/v1/model/preview", keeper, body);
const apply = (body: unknown, headers: Record<string, string> = {}) =>
  house.ask("POST", "/api/v1/model", { authorization: `Bearer ${keeper}`, ...headers }, body);

describe("the model", () => {
  it("is given with its source, its versions and its schema", async () => {
    const { body } = await house.ask("GET", "/api/v1/model", keeper);
    expect(body).toMatchObject({ version: 1, appliedBy: "agent:carol", document: { name: "Atalaya" } });
    expect(JSON.parse(body.source)).toEqual(storyModel);
    expect((await house.ask("GET", "/api/v1/model/versions", keeper)).body.items).toHaveLength(1);
    const schema = (await house.ask("GET", "/api/v1/model/schema", keeper)).body;
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", title: "Guardia support model" });
  });

  it("is not there before one was applied", async () => {
    const empty = await openHouse({ document: null });
    const answer = await empty.ask("GET", "/api/v1/model", await empty.token(["model:read"]));
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-model"]);
    expect((await empty.ask("GET", "/api/v1/status", {})).body).toMatchObject({ isEmpty: true, hasModel: false });
  });

  it("shows before it is applied which due times move and which would breach, and changes nothing", async () => {
    const { body: ticket } = await open();
    house.advance(7_200_000 as never);
    const { status, body } = await preview({ source: written(tighter) });
    expect(status).toBe(200);
    expect(body.problems.every(({ severity }: Json) => severity === "warning")).toBe(true);
    expect(body.diff).toEqual([
      { path: "agreement bank targets.P1.resolution", kind: "changed", entity: "agreement", id: "bank", before: "4h", after: "1h" },
    ]);
    expect(body.moved).toEqual([
      expect.objectContaining({
        ticketId: ticket.id,
        objective: "resolution",
        party: "sla",
        dueBefore: "2026-03-02T13:00:00.000Z",
        dueAfter: "2026-03-02T12:00:00.000Z",
        wouldBreach: false,
      }),
    ]);
    expect(body.counts).toMatchObject({ tickets: 1, moved: 1, earlier: 1, wouldBreach: 0 });
    expect((await house.ask("GET", "/api/v1/model", keeper)).body.version).toBe(1);
    expect(
      (await house.ask("GET", `/api/v1/tickets/${ticket.id}`, keeper)).body.clocks.find(({ objective }: Json) => objective === "resolution")
        .dueAt,
    ).toBe("2026-03-02T13:00:00.000Z");
  });

  it("moves them when it is applied; again it changes nothing", async () => {
    const { body: ticket } = await open();
    const applied = await apply({ source: written(tighter), note: "As agreed in March." });
    expect([applied.status, applied.body.version, applied.body.isUnchanged]).toEqual([201, 2, false]);
    const due = (await house.ask("GET", `/api/v1/tickets/${ticket.id}`, keeper)).body.clocks.find(
      ({ objective }: Json) => objective === "resolution",
    ).dueAt;
    expect(due).toBe("2026-03-02T10:00:00.000Z");
    const again = await apply({ source: written(tighter) });
    expect([again.status, again.body.version, again.body.isUnchanged, again.body.moved]).toEqual([201, 2, true, []]);
    const versions = (await house.ask("GET", "/api/v1/model/versions", keeper)).body.items;
    expect(versions.map(({ version, note, appliedBy }: Json) => [version, note, appliedBy])).toEqual([
      [2, "As agreed in March.", "token:token-1"],
      [1, null, "agent:carol"],
    ]);
  });

  it("may hold from an instant to come", async () => {
    const { body } = await apply({ source: written(tighter), effectiveAt: "2026-04-01T00:00:00+02:00" });
    expect(body.effectiveAt).toBe("2026-03-31T22:00:00.000Z");
  });

  it("lists every problem with its place when it is wrong, and is not applied", async () => {
    const source =
      'guardia: 1\nname: Atalaya\nzone: Europe/Nowhere\ncalendars: { office: { zone: "Europe/Madrid", hours: { mon: ["9-17"] } } }\nteams: {}\nservices: {}\ncustomers: {}\nagreements: {}\n';
    const shown = await preview({ source });
    expect(shown.status).toBe(200);
    expect(shown.body.version).toBeNull();
    expect(shown.body.problems.length).toBeGreaterThanOrEqual(2);
    expect(shown.body.problems[0]).toMatchObject({ severity: "error", line: 3, path: "zone" });
    const refused = await apply({ source });
    expect([refused.status, codeOf(refused)]).toEqual([422, "invalid-model"]);
    expect(refused.body.detail).toMatch(/^Line 3, column 7: .*\(and \d+ more?, see problems\)\. Nothing was applied\.$/);
    expect(refused.body.problems).toEqual(shown.body.problems);
    expect((await house.ask("GET", "/api/v1/model", keeper)).body.version).toBe(1);
  });

  it("answers a repeated request as it answered the first", async () => {
    const first = await apply({ source: written(tighter) }, { "idempotency-key": "march" });
    const again = await apply({ source: written(tighter) }, { "idempotency-key": "march" });
    expect(again.body).toEqual(first.body);
    expect(codeOf(await apply({ source: written(storyModel) }, { "idempotency-key": "march" }))).toBe("idempotency-key-reused");
  });

  it("is not applied over a version that its writer has not seen", async () => {
    await apply({ source: written(tighter), basedOn: 1 });
    const late = await apply({ source: written(changed((document) => Object.assign(document, { name: "Atalaya II" }))), basedOn: 1 });
    expect([late.status, codeOf(late), late.body.version]).toEqual([412, "model-changed", 2]);
  });
});

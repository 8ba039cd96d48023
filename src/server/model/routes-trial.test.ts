import { beforeEach, describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { codeOf, type House, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

let house: House;
let keeper: string;
beforeEach(async () => {
  house = await openHouse();
  keeper = await house.token(["model:read"]);
});

const written = (document: Document): string => JSON.stringify(document, null, 1);
const trial = (body: unknown) => house.ask("POST", "/api/v1/model/trials", keeper, body);
const year = (body: unknown) => house.ask("POST", "/api/v1/model/calendar-years", keeper, body);
const ledger = { customerId: "bank", service: "payments", component: "ledger", priority: "P1", at: "2026-03-02T09:00:00Z" };

describe("a trial of the model", () => {
  it("says what the rules in force would decide, and by which clause", async () => {
    const { status, body } = await trial(ledger);
    expect(status).toBe(200);
    expect(body).toMatchObject({ priority: "P1", agreement: { id: "bank" }, coverage: { decision: "covered" } });
    expect(body.promises.find(({ objective }: { objective: string }) => objective === "resolution")).toMatchObject({ written: "4h" });
    expect((await house.ask("GET", "/api/v1/tickets", await house.token(["tickets:read"]))).body.items).toEqual([]);
  });

  it("says what a model that is only written would decide", async () => {
    const tighter = changed((document) => {
      document.agreements.bank!.targets!.P1!.resolution = "1h";
      document.agreements.bank!.coverage.unshift({
        id: "ledger",
        when: { component: ["ledger"] },
        decision: "excluded",
        clause: "§5",
        text: "Not ours.",
      });
    });
    const { body } = await trial({ ...ledger, source: written(tighter) });
    expect(body.coverage).toMatchObject({ decision: "excluded", clause: "§5", rule: "ledger" });
  });

  it("refuses a model with mistakes by naming the first, and what the model does not know", async () => {
    const broken = await trial({ ...ledger, source: "guardia: 1\n" });
    expect([broken.status, codeOf(broken)]).toEqual([422, "invalid-model"]);
    const unknown = await trial({ ...ledger, customerId: "nobody" });
    expect([unknown.status, codeOf(unknown)]).toEqual([404, "unknown-customer"]);
  });
});

describe("a calendar's year", () => {
  it("has a line for each date, with what closes it", async () => {
    const source = written(
      changed((document) => {
        document.calendars.drawn = { zone: "Europe/Madrid", hours: { "mon-fri": ["09:00-18:00"] }, holidays: ["ES"] };
      }),
    );
    const { status, body } = await year({ source, calendar: "drawn", year: 2026 });
    expect(status).toBe(200);
    expect(body.days).toHaveLength(365);
    expect(body.days[0]).toMatchObject({ date: "2026-01-01", open: [], special: { kind: "holiday" } });
    expect(body.days[1]).toEqual({ date: "2026-01-02", open: [["09:00", "18:00"]], openMs: 32_400_000, special: null });
  });

  it("refuses a calendar that the model does not know", async () => {
    const answer = await year({ calendar: "moon", year: 2026 });
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-calendar"]);
  });
});

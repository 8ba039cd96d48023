import { describe, expect, it } from "vitest";
import { verifyLines } from "#core/audit/verify.ts";
import { sha256 } from "#server/database/event-row.ts";
import { codeOf, openHouse } from "#server/http/app.fixture.ts";

describe("the log over HTTP", () => {
  it("is a whole export, which verifies, of that customer alone", async () => {
    const house = await openHouse();
    const staff = await house.token(["tickets:write", "audit:read"]);
    for (const subject of ["one", "two"]) await house.ask("POST", "/api/v1/tickets", staff, { customerId: "bank", subject });
    await house.ask("POST", "/api/v1/tickets", staff, { customerId: "factory", subject: "three" });
    const { status, headers, body } = await house.ask("GET", "/api/v1/customers/bank/log", staff);
    expect([status, headers.get("content-disposition")]).toEqual([200, 'attachment; filename="log-bank.jsonl"']);
    const verifier = verifyLines(sha256);
    verifier.feedText(body);
    expect(verifier.finish()).toMatchObject({ ok: true, unsealed: 2 });
    expect(body).not.toContain("three");
  });

  it("that does not exist is 404", async () => {
    const house = await openHouse();
    const answer = await house.ask("GET", "/api/v1/customers/nobody/log", await house.token(["audit:read"]));
    expect([answer.status, codeOf(answer)]).toEqual([404, "unknown-customer"]);
  });
});

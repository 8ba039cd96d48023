import { describe, expect, it } from "vitest";
import { hours, minutes } from "#core/time/instant.ts";
import { codeOf, openHouse } from "#server/http/app.fixture.ts";

const tonight = { severity: "maintenance", customers: null, services: [], texts: { en: { title: "Tonight", body: "We *renew* a disk." } } };

describe("announcements", () => {
  it("reach the customers they name, while they last, and tell nobody to whom else they were said", async () => {
    const house = await openHouse();
    const staff = await house.token(["admin"]);
    const bank = await house.token(["tickets:read"], "bank");
    const factory = await house.token(["tickets:read"], "factory");
    const titles = async (who: string): Promise<string[]> =>
      (await house.ask("GET", "/api/v1/portal", who)).body.announcements.map(
        (each: { texts: { en: { title: string } } }) => each.texts.en.title,
      );
    const say = (title: string, change: object) =>
      house.ask("POST", "/api/v1/announcements", staff, { ...tonight, texts: { en: { title, body: "" } }, ...change });
    expect((await say("for all", {})).status).toBe(201);
    await say("for the bank", { customers: ["bank"], severity: "disruption", until: "2026-03-02T10:00:00Z" });
    await say("of the gate", { services: ["gate"], from: "2026-03-02T09:30:00Z" });
    expect(await titles(bank)).toEqual(["for the bank", "for all"]);
    expect(await titles(factory)).toEqual(["for all"]);
    house.advance(hours(1));
    expect(await titles(bank)).toEqual(["for all"]);
    expect(await titles(factory)).toEqual(["of the gate", "for all"]);
    const [seen] = (await house.ask("GET", "/api/v1/portal", factory)).body.announcements;
    expect(seen.customers).toBeNull();
  });

  it("are changed and withdrawn by those who may, and leave their words in the log", async () => {
    const house = await openHouse();
    const staff = await house.token(["announcements:write", "tickets:read"]);
    const { body: said } = await house.ask("POST", "/api/v1/announcements", staff, tonight);
    const changed = { ...tonight, texts: { en: { title: "Tomorrow", body: "" }, fr: { title: "Demain", body: "" } } };
    expect((await house.ask("PUT", `/api/v1/announcements/${said.id}`, staff, changed)).body.texts.fr.title).toBe("Demain");
    expect((await house.ask("GET", "/api/v1/announcements", staff)).body.items).toHaveLength(1);
    expect((await house.ask("DELETE", `/api/v1/announcements/${said.id}`, staff)).status).toBe(204);
    expect(codeOf(await house.ask("DELETE", `/api/v1/announcements/${said.id}`, staff))).toBe("unknown-announcement");
    const types = await house.door.read("*", (db) =>
      db.selectFrom("events").select("type").where("type", "like", "announcement.%").orderBy("position").execute(),
    );
    expect(types.map(({ type }) => type)).toEqual(["announcement.published", "announcement.changed", "announcement.withdrawn"]);
  });

  it("are not written by agents or customers, nor listed for customers", async () => {
    const house = await openHouse();
    const agent = await house.token(["tickets:read", "tickets:write"]);
    const bank = await house.token(["tickets:read", "tickets:write"], "bank");
    for (const who of [agent, bank]) expect((await house.ask("POST", "/api/v1/announcements", who, tonight)).status).toBe(403);
    expect((await house.ask("GET", "/api/v1/announcements", bank)).status).toBe(403);
  });

  it("are kept apart by the database itself", async () => {
    const house = await openHouse();
    const staff = await house.token(["admin"]);
    await house.ask("POST", "/api/v1/announcements", staff, { ...tonight, customers: ["factory"] });
    const count = (scope: string) =>
      house.door.read(scope, (db) =>
        db
          .selectFrom("announcements" as never)
          .selectAll()
          .execute(),
      );
    expect(await count("*")).toHaveLength(1);
    expect(await count("factory")).toHaveLength(1);
    expect(await count("bank,factory")).toHaveLength(1);
    expect(await count("bank")).toHaveLength(0);
    const forge = house.door.write("bank", ({ db }) =>
      db
        .updateTable("announcements" as never)
        .set({ customers: null } as never)
        .executeTakeFirst(),
    );
    expect((await forge).numUpdatedRows).toBe(0n);
  });

  it("come by pages", async () => {
    const house = await openHouse();
    const staff = await house.token(["admin"]);
    for (let each = 0; each < 52; each += 1) {
      await house.ask("POST", "/api/v1/announcements", staff, tonight);
      if (each % 2 === 0) house.advance(minutes(1));
    }
    const first = await house.ask("GET", "/api/v1/announcements", staff);
    expect(first.body.items).toHaveLength(50);
    const second = await house.ask("GET", `/api/v1/announcements?cursor=${first.body.next}`, staff);
    expect(second.body).toMatchObject({ items: [{}, {}], next: null });
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(52);
  });
});

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

describe("branding", () => {
  it("is the model's name and Guardia's colours until somebody chooses", async () => {
    const house = await openHouse();
    const { status, body } = await house.ask("GET", "/api/v1/branding", {});
    expect(status).toBe(200);
    expect(body).toEqual({ name: "Atalaya", isNamed: false, accent: null, palette: null, logo: null });
  });

  it("takes a colour and a logo from administrators, and gives both to whoever stands at the door", async () => {
    const house = await openHouse();
    const staff = await house.token(["admin"]);
    await house.ask("PUT", "/api/v1/branding", staff, { name: "Atalaya Care", accent: "#FFD000" });
    const { body } = await house.ask("PUT", "/api/v1/branding/logo", staff, { base64: onePixel });
    expect(body).toMatchObject({ name: "Atalaya Care", isNamed: true, accent: "#ffd000", palette: { isReadable: false } });
    const logo = await house.app.request(body.logo);
    expect(logo.headers.get("content-type")).toBe("image/png");
    expect(logo.headers.get("x-content-type-options")).toBe("nosniff");
    expect(logo.headers.get("cache-control")).toContain("immutable");
    expect(Buffer.from(await logo.arrayBuffer()).toString("base64")).toBe(onePixel);
    expect((await house.ask("DELETE", "/api/v1/branding/logo", staff)).body.logo).toBeNull();
    expect((await house.ask("GET", "/api/v1/branding", {})).body.accent).toBe("#ffd000");
  });

  it("refuses what is no colour, no picture, or too large, and whoever is no administrator", async () => {
    const house = await openHouse();
    const staff = await house.token(["admin"]);
    const agent = await house.token(["tickets:write"]);
    expect(codeOf(await house.ask("PUT", "/api/v1/branding", staff, { name: null, accent: "teal" }))).toBe("bad-colour");
    const script = Buffer.from("<svg onload='alert(1)'/>").toString("base64");
    expect(codeOf(await house.ask("PUT", "/api/v1/branding/logo", staff, { base64: script }))).toBe("bad-logo");
    const large = Buffer.concat([Buffer.from(onePixel, "base64"), Buffer.alloc(262_144)]).toString("base64");
    expect(codeOf(await house.ask("PUT", "/api/v1/branding/logo", staff, { base64: large }))).toBe("logo-too-large");
    expect(codeOf(await house.ask("PUT", "/api/v1/branding", agent, { name: "Mine", accent: null }))).toBe("forbidden");
    expect((await house.ask("GET", "/api/v1/branding/logo", {})).status).toBe(404);
  });
});

describe("the portal", () => {
  it("stands in one answer: services, agreements with their clauses, whom to turn to", async () => {
    const house = await openHouse();
    const factory = await house.token(["tickets:read", "tickets:write"], "factory");
    const { status, body } = await house.ask("GET", "/api/v1/portal", factory);
    expect(status).toBe(200);
    expect(body.provider.name).toBe("Atalaya");
    expect(body.customers).toHaveLength(1);
    const [customer] = body.customers;
    expect(customer.services.map(({ id }: { id: string }) => id)).toEqual(["gate"]);
    expect(customer.agreements[0].clauses[0]).toMatchObject({
      decision: "excluded",
      clause: "§7.2",
      redirect: { phone: "+34 900 000 000" },
    });
    expect(JSON.stringify(body)).not.toMatch(/payments|bank|owners/);
    expect(body.me.permissions).toEqual(["tickets:read", "tickets:write"]);
  });

  it("is not for those who work at the desk", async () => {
    const house = await openHouse();
    expect((await house.ask("GET", "/api/v1/portal", await house.token(["admin"]))).status).toBe(403);
  });

  it("tells what a report would give, and the report then gives it", async () => {
    const house = await openHouse();
    const bank = await house.token(["tickets:read", "tickets:write"], "bank");
    const question = {
      service: "payments",
      component: "ledger",
      facts: { affected: "everybody", hasWorkaround: false, atStake: "money" },
    };
    const { body: preview } = await house.ask("POST", "/api/v1/portal/preview", bank, question);
    expect(preview).toMatchObject({ priority: "P1", coverage: { decision: "covered", clause: "§2" } });
    expect(preview.promises[0]).toEqual({ objective: "response", written: "15m", dueAt: "2026-03-02T09:15:00.000Z" });
    const { body: ticket } = await house.ask("POST", "/api/v1/tickets", bank, { subject: "Nothing is booked", ...question });
    expect(ticket.coverage).toEqual(preview.coverage);
    const due = ticket.clocks.filter((each: { target: unknown }) => each.target !== null).map((each: { dueAt: string }) => each.dueAt);
    expect(preview.promises.map((each: { dueAt: string }) => each.dueAt)).toEqual(expect.arrayContaining(due));
  });

  it("tells a customer nothing of another's", async () => {
    const house = await openHouse();
    const bank = await house.token(["tickets:read", "tickets:write"], "bank");
    const ask = (body: object) => house.ask("POST", "/api/v1/portal/preview", bank, body);
    expect(codeOf(await ask({ customerId: "factory" }))).toBe("unknown-customer");
    const wrong = await ask({ service: "nonsense" });
    expect(codeOf(wrong)).toBe("unknown-service");
    expect(wrong.body.detail).not.toContain("gate");
  });
});

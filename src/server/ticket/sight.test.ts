import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { Document } from "#core/model/document.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { type Answer, codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../../../test/journeys/model.ts";

/** The bank's agreement lets departments see their tickets; its archive's lets all; the branch under it and the factory say nothing. */
const document: Document = changed((model) => {
  const { bank, factory } = model.agreements;
  bank!.visibility = "department";
  model.services.archive = structuredClone(model.services.payments!);
  model.agreements.archive = { ...structuredClone(bank!), services: ["archive"], visibility: "customer" };
  model.customers.branch = {
    name: "Banco Sur, Lisboa",
    zone: "Europe/Lisbon",
    parent: "bank",
    contacts: { rui: { name: "Rui", designated: true } },
  };
  model.agreements.branch = { ...structuredClone(factory!), customer: "branch", services: ["gate"] };
  model.customers.bank!.contacts.ben = { name: "Ben", email: "ben@bank.test", department: "Treasury" };
});

let house: House;
let staff: Seat;
const people: Record<string, Seat> = {};
/** Tickets by a word that says whose they are. */
const tickets: Record<string, number> = {};

const ask = (who: Seat, method: string, path: string, body?: unknown): Promise<Answer> =>
  house.ask(method, `/api/v1${path}`, who.headers, body);
const open = async (who: Seat, fields: Record<string, unknown>): Promise<number> => {
  const service = { bank: "payments", branch: "gate", factory: "gate" }[String(fields.customerId ?? "bank")];
  const answer = await ask(who, "POST", "/tickets", {
    service,
    component: service === "payments" ? "ledger" : "software",
    subject: "x",
    ...fields,
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
};

beforeEach(async () => {
  house = await openHouse({ document });
  staff = await seat(house, { role: "agent" });
  const treasury = { role: "contact", customerId: "bank", department: "treasury " };
  people.ben = await seat(house, { ...treasury, department: null, email: "Ben@bank.test".toLowerCase() });
  people.bea = await seat(house, treasury);
  people.cleo = await seat(house, { ...treasury, department: "Cards" });
  people.ana = await seat(house, { role: "designated-contact", customerId: "bank" });
  people.rui = await seat(house, { role: "designated-contact", customerId: "branch" });
  people.eva = await seat(house, { role: "designated-contact", customerId: "factory" });
  tickets.ben = await open(people.ben, {});
  tickets.bea = await open(people.bea, {});
  tickets.cleo = await open(people.cleo, {});
  tickets.nobody = await open(staff, { customerId: "bank" });
  tickets.archive = await open(staff, { customerId: "bank", service: "archive", component: "ledger" });
  tickets.branch = await open(people.rui, { customerId: "branch" });
  tickets.factory = await open(people.eva, { customerId: "factory" });
});

const sights: [string, string[]][] = [
  ["ben", ["ben", "bea", "archive"]],
  ["bea", ["ben", "bea", "archive"]],
  ["cleo", ["cleo", "archive"]],
  ["ana", ["ben", "bea", "cleo", "nobody", "archive", "branch"]],
  ["rui", ["branch"]],
  ["eva", ["factory"]],
];

describe("whoever asks sees the same in every way of asking", () => {
  it.each(sights)("%s", async (who, seen) => {
    const me = people[who]!;
    const expected = seen.map((name) => tickets[name]!).sort((a, b) => a - b);
    const listed = async (query: string): Promise<number[]> =>
      (await ask(me, "GET", `/tickets?limit=200${query}`)).body.items.map(({ id }: Json) => id).sort((a: number, b: number) => a - b);
    for (const query of ["", "&status=open", "&order=newest", "&order=rank", "&status=open&order=rank"])
      expect(await listed(query), query).toEqual(expected);
    for (const [name, id] of Object.entries(tickets)) {
      for (const rest of ["", "/clocks", "/events", "/ball"]) {
        const answer = await ask(me, "GET", `/tickets/${id}${rest}`);
        expect([answer.status, answer.status === 200 || codeOf(answer)], `${name}${rest}`).toEqual(
          seen.includes(name) ? [200, true] : [404, "unknown-ticket"],
        );
      }
      const said = await ask(me, "POST", `/tickets/${id}/replies`, { visibility: "public", text: "It is mine." });
      expect([said.status, said.status === 200 || codeOf(said)], `${name}, replying`).toEqual(
        seen.includes(name) ? [200, true] : [404, "unknown-ticket"],
      );
    }
    expect(await listed("&customer=factory")).toEqual(who === "eva" ? expected : []);
  });

  it("the provider's people see all of it", async () => {
    expect((await ask(staff, "GET", "/tickets")).body.items).toHaveLength(Object.keys(tickets).length);
  });
});

describe("a contact", () => {
  it("is the requester of what they report, under their name in the log", async () => {
    expect((await ask(people.ben!, "GET", `/tickets/${tickets.ben}`)).body.requester).toBe("ben");
    expect((await ask(people.bea!, "GET", `/tickets/${tickets.bea}`)).body.requester).toBe(people.bea!.id);
    const [opened] = (await ask(staff, "GET", `/tickets/${tickets.ben}/events`)).body.items;
    expect([opened.actor, opened.actorName]).toEqual(["contact:ben", "Ben"]);
    const [other] = (await ask(staff, "GET", `/tickets/${tickets.bea}/events`)).body.items;
    expect([other.actor, other.actorName]).toEqual([`contact:${people.bea!.id}`, expect.stringContaining("contact")]);
  });

  it("reports for themselves; the designated contact for others, in organisations of theirs alone", async () => {
    const opening = { service: "payments", component: "ledger", subject: "x" };
    expect(codeOf(await ask(people.cleo!, "POST", "/tickets", { ...opening, requester: "ben" }))).toBe("forbidden");
    expect((await ask(people.ana!, "POST", "/tickets", { ...opening, requester: "ben" })).body.requester).toBe("ben");
    const below = await ask(people.ana!, "POST", "/tickets", {
      service: "gate",
      component: "software",
      subject: "x",
      customerId: "branch",
    });
    expect([below.status, below.body.customerId, below.body.requester]).toEqual([201, "branch", people.ana!.id]);
    expect((await ask(people.rui!, "GET", `/tickets/${below.body.id}`)).status).toBe(200);
    expect(codeOf(await ask(people.cleo!, "POST", "/tickets", { ...opening, customerId: "branch" }))).toBe("unknown-customer");
    expect(codeOf(await ask(people.ana!, "POST", "/tickets", { ...opening, customerId: "factory" }))).toBe("unknown-customer");
  });

  it("links to what they see and to nothing else", async () => {
    const link = (otherId: number) => ask(people.ben!, "POST", `/tickets/${tickets.ben}/links`, { link: "relates-to", otherId });
    expect((await link(tickets.bea!)).status).toBe(200);
    for (const hidden of ["cleo", "branch", "factory"]) expect(codeOf(await link(tickets[hidden]!)), hidden).toBe("unknown-ticket");
  });

  it("does not decide for the customer; the designated contact does, below too", async () => {
    expect(codeOf(await ask(people.ben!, "POST", `/tickets/${tickets.ben}/rank`, { rank: 1 }))).toBe("forbidden");
    expect(codeOf(await ask(people.ben!, "POST", "/customers/bank/ranking", { order: [tickets.ben] }))).toBe("forbidden");
    expect(codeOf(await ask(people.ben!, "POST", `/tickets/${tickets.ben}/priority`, { urgency: 1, reason: "x" }))).toBe("forbidden");
    expect((await ask(people.ana!, "POST", "/customers/bank/ranking", { order: [tickets.cleo, tickets.ben] })).status).toBe(200);
    expect((await ask(people.ana!, "POST", "/customers/branch/ranking", { order: [tickets.branch] })).status).toBe(200);
    expect(codeOf(await ask(people.rui!, "POST", "/customers/bank/ranking", { order: [] }))).toBe("unknown-customer");
  });

  it("is answered again under the same key, also somebody of several organisations", async () => {
    const headers = { ...people.ana!.headers, "idempotency-key": "once" };
    const send = () => house.ask("POST", "/api/v1/tickets", headers, { service: "payments", component: "ledger", subject: "Once" });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.body.id]).toEqual([201, first.body.id]);
  });

  it("who moves to another department sees from then on what that one sees", async () => {
    const manager = await seat(house, { role: "manager" });
    expect((await ask(people.bea!, "GET", `/tickets/${tickets.ben}`)).status).toBe(200);
    await ask(manager, "PATCH", `/people/${people.bea!.id}`, { department: "Cards" });
    expect(codeOf(await ask(people.bea!, "GET", `/tickets/${tickets.ben}`))).toBe("unknown-ticket");
    expect((await ask(people.bea!, "GET", `/tickets/${tickets.cleo}`)).status).toBe(200);
  });
});

describe("told live", () => {
  it("a contact hears of tickets they see", async () => {
    const heard = await listen(people.ben!);
    const say = (name: string) => ask(staff, "POST", `/tickets/${tickets[name]}/replies`, { visibility: "public", text: "Done." });
    for (const name of ["cleo", "factory", "branch", "nobody", "bea", "archive"]) await say(name);
    const told: Json[] = [];
    while (told.at(-1)?.ticketId !== tickets.archive) told.push(await heard());
    expect(told[0]).toEqual({ ticketId: tickets.bea, customerId: "bank", type: "ticket.changed", position: expect.any(Number) });
    expect(new Set(told.map(({ ticketId }) => ticketId))).toEqual(new Set([tickets.bea, tickets.archive]));
  });

  it("an inbox holds what its owner may see, though a rule named them", async () => {
    await house.door.write("*", async ({ db }) => {
      const row = { recipient: "contact:ben", cause: JSON.stringify({ kind: "threshold" }), at: 0, read_at: null };
      const of = (customer: string, name: string) => ({ ...row, customer_id: customer, ticket_id: tickets[name]! });
      await db
        .insertInto("notifications")
        .values([of("bank", "ben"), of("bank", "cleo"), of("factory", "factory"), of("branch", "branch")])
        .execute();
    });
    const { body } = await ask(people.ben!, "GET", "/notifications");
    expect(body.items.map(({ ticketId }: Json) => ticketId)).toEqual([tickets.ben]);
  });
});

/** Listens as a browser does; gives how to wait for the next change. */
async function listen(who: Seat): Promise<() => Promise<Json>> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await house.app.request("/api/v1/live", { headers: who.headers, signal: abort.signal });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const event = async (): Promise<string> => {
    while (!text.includes("\n\n")) text += (await reader.read()).value ?? "";
    const [block = ""] = text.split("\n\n", 1);
    text = text.slice(block.length + 2);
    return block;
  };
  await event();
  return async () => {
    for (;;) {
      const block = await event();
      if (block.startsWith("event: change")) return JSON.parse(/data: (.*)/.exec(block)?.[1] ?? "null");
    }
  };
}

import fc from "fast-check";
import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import type { Json } from "#server/http/app.fixture.ts";
import { type Draw, type Operation, operationsOf, requestOf } from "./request.ts";
import { type Asker, customers, openWorld, secretPattern, type World } from "./world.ts";

/** What lasts for ever, and what ends the asker's own way in: both are tried elsewhere. */
const leftOut = /\/live$|\/session|\/welcome|\/account|\/demo$|^\/healthz/;

const drawer = (seed: number): Draw => {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return limit === 0 ? 0 : Math.floor((state / 4_294_967_296) * limit);
  };
};

/** One asker sends one request of each kind; gives what leaked, and how many were answered. */
async function askEverything(world: World, asker: Asker, operations: readonly Operation[], document: Json, draw: Draw) {
  const leaks: string[] = [];
  const seen = new Set<string>();
  let answered = 0;
  await asker.renew();
  for (const operation of operations) {
    const { path, body } = requestOf(operation, world.ids, document, draw);
    const isBare = body === undefined;
    const response = await world.house.app.request(path, {
      method: operation.method,
      headers: { ...asker.headers, ...(isBare ? {} : { "content-type": "application/json" }) },
      ...(isBare ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 401) await asker.renew();
    if (response.status < 300) answered++;
    // What one has written oneself into the request comes back in its answer, and is no leak.
    const sent = new Set(`${path} ${JSON.stringify(body ?? "")}`.match(secretPattern) ?? []);
    for (const secret of text.match(secretPattern) ?? []) {
      seen.add(secret);
      if (!asker.maySee(secret) && !sent.has(secret))
        leaks.push(`${asker.name}: ${operation.method} ${path} ${response.status} told ${secret}`);
    }
  }
  return { leaks, seen, answered };
}

/** A fingerprint of every row of a customer, in every table that has any. */
async function rowsOf({ house, tables }: World, customer: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const table of tables) {
    const { rows } = await house.door.read("*", (db) =>
      sql<{ print: string | null }>`select md5(string_agg(t::text, '' order by t::text)) as print from ${sql.table(table)} t
        where customer_id = ${customer}`.execute(db),
    );
    found[table] = rows[0]?.print ?? "";
  }
  return found;
}

describe("isolation over every route of the OpenAPI document", () => {
  it("tells nobody a word of another customer's, and changes nothing of theirs", { timeout: 240_000 }, async () => {
    const world = await openWorld();
    const document = await (await world.house.app.request("/api/v1/openapi.json")).json();
    const operations = operationsOf(document).filter(({ path }) => !leftOut.test(path));
    expect(operations.length).toBeGreaterThan(100);
    const leaks: string[] = [];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        for (const asker of world.askers) {
          const others = customers.filter((customer) => !asker.customerIds.includes(customer));
          const before = await Promise.all(others.map((customer) => rowsOf(world, customer)));
          const asked = await askEverything(world, asker, operations, document, drawer(seed));
          leaks.push(...asked.leaks);
          const after = await Promise.all(others.map((customer) => rowsOf(world, customer)));
          expect(after, `${asker.name} changed what is another customer's`).toEqual(before);
          // Somebody who is answered nothing proves nothing.
          expect(asked.answered, `${asker.name} was hardly answered`).toBeGreaterThan(10);
        }
        expect([...new Set(leaks)].sort()).toEqual([]);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  it("finds a leak where there is one: the provider's own people see everything", async () => {
    const world = await openWorld();
    const document = await (await world.house.app.request("/api/v1/openapi.json")).json();
    const operations = operationsOf(document).filter(({ method, path }) => method === "GET" && !leftOut.test(path));
    const headers = { authorization: `Bearer ${await world.house.token(["tickets:read"])}` };
    const staff: Asker = { name: "staff", headers, customerIds: [], maySee: () => false, renew: async () => undefined };
    const found = await Promise.all([1, 2, 3].map((seed) => askEverything(world, staff, operations, document, drawer(seed))));
    const kinds = new Set(found.flatMap(({ seen }) => [...seen].map((secret) => secret.split("zq")[2])));
    expect([...kinds]).toEqual(expect.arrayContaining(["clerk", "lead", "internal"]));
  });

  it("does not tell whether a ticket of another customer exists", async () => {
    const { house, askers, ids } = await openWorld();
    const factory = askers.find(({ name }) => name === "lead of factory");
    const bank = ids.tickets![0]!;
    for (const path of ["", "/events", "/clocks", "/ball", "/related", "/similar"]) {
      const [theirs, nobodys] = await Promise.all(
        [bank, 999_999].map(async (id) => {
          const response = await house.app.request(`/api/v1/tickets/${id}${path}`, { headers: factory!.headers });
          const { type, title, status, detail } = await response.json();
          return { type, title, status, detail: detail.replace(String(id), "N") };
        }),
      );
      expect(theirs, path).toEqual(nobodys);
      expect(theirs!.status).toBe(404);
    }
  });
});

/** The functions behind which the index of words stands: they keep to the session's customer and to the reader's sight by themselves. */
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import type { Sight } from "#core/access/sight.ts";
import type { CommandDraft } from "#server/database/orders.ts";
import { openPool } from "#server/database/pool.ts";
import { openHouse } from "#server/http/app.fixture.ts";
import { sharesFrom } from "#server/search/shares.ts";
import { findNewest } from "#server/search/tickets.ts";
import { queryOf, soughtWords } from "#server/search/words.ts";
import { indexEverything } from "#server/worker/indexer.ts";
import { sealEverything } from "#server/worker/sealer.ts";

const shares = sharesFrom(new Map(), 0);
/** As where every ticket has the word: then tickets are looked at one after another. */
const common = sharesFrom(new Map([["turbin", 1]]), 1_000_000);

async function houseWithTickets() {
  const house = await openHouse();
  const pool = openPool({ url: house.database.url, size: 2 });
  onTestFinished(() => pool.end());
  const of = (customerId: string, requester: string): CommandDraft => ({
    ...(customerId === "bank" ? { service: "payments", component: "ledger" } : { service: "gate", component: "software" }),
    ...{ type: "open-ticket", ticketId: 0, actor: "token:test", customerId, requester },
    ...{ subject: "Turbine 4711-X stops", description: "", channel: "api", priority: "P2" },
  });
  for (const [customer, requester] of [
    ["bank", "ana"],
    ["bank", "ben"],
    ["factory", "eva"],
  ] as const) {
    await house.door.perform({ scope: "*", commands: [of(customer, requester)] });
  }
  await sealEverything(pool);
  await indexEverything(house.door, pool);
  return house;
}

test("a scope finds its own tickets, whichever way they are looked for, and no scope none", async () => {
  const { door } = await houseWithTickets();
  const idsIn = (scope: string, known: typeof shares) =>
    door.read(scope, async (db) => {
      const query = queryOf(await soughtWords(db, [{ text: "turbine", isPhrase: false, isNegated: false }]), known);
      const searcher = { sight: "everything", customerIds: null } as const;
      return (await findNewest(db, { query, searcher, shares: known, most: 10 })).map(({ ticket_id }) => ticket_id);
    });
  for (const known of [shares, common]) {
    expect(await Promise.all(["*", "bank", "factory", "bank,factory", "nobody", ""].map((scope) => idsIn(scope, known)))).toEqual([
      [3, 2, 1],
      [2, 1],
      [3],
      [3, 2, 1],
      [],
      [],
    ]);
  }
});

test("a contact finds what they may see: their own, their department's, or all, as the agreement says", async () => {
  const { door } = await houseWithTickets();
  const found = (sight: Partial<Exclude<Sight, string>>) =>
    door.read("bank", async (db) => {
      const query = queryOf(await soughtWords(db, [{ text: "turbine", isPhrase: false, isNegated: false }]), shares);
      const whole = { customerIds: ["bank"], isDesignated: false, contact: "", colleagues: [], visibility: {}, ...sight };
      const searcher = { sight: whole, customerIds: ["bank"] };
      return (await findNewest(db, { query, searcher, shares, most: 10 })).map(({ ticket_id }) => ticket_id);
    });
  expect(await found({})).toEqual([]);
  expect(await found({ contact: "ana" })).toEqual([1]);
  expect(await found({ contact: "ana", colleagues: ["ben"] })).toEqual([1]);
  expect(await found({ contact: "ana", colleagues: ["ben"], visibility: { bank: "department" } })).toEqual([2, 1]);
  expect(await found({ contact: "zoe", visibility: { bank: "customer" } })).toEqual([2, 1]);
  expect(await found({ isDesignated: true })).toEqual([2, 1]);
});

test("what concerns the whole installation is told to nobody who is bound to a customer, and only workers write", async () => {
  const { door } = await houseWithTickets();
  const words = (scope: string) =>
    door.read(scope, async (db) => (await sql<{ word: string }>`select word from search_alike('turbines', 3)`.execute(db)).rows);
  expect(await words("*")).toEqual([{ word: "turbine" }]);
  expect(await words("bank")).toEqual([]);
  expect(await door.read("bank", async (db) => (await sql`select * from search_shares()`.execute(db)).rows)).toEqual([]);
  await expect(door.write("bank", async ({ db }) => sql`select search_learn(array['planted'])`.execute(db))).rejects.toThrow(
    "only a worker",
  );
  for (const table of ["ticket_search", "search_words"]) {
    await expect(door.read("*", (db) => sql`select * from ${sql.table(table)}`.execute(db))).rejects.toThrow("permission denied");
  }
});

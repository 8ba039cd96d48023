import { expect, test } from "vitest";
import { openPool } from "#server/database/pool.ts";
import { type Answer, codeOf, type House, openHouse } from "#server/http/app.fixture.ts";
import { indexEverything } from "#server/worker/indexer.ts";
import { sealEverything } from "#server/worker/sealer.ts";

const all = ["tickets:read", "tickets:write", "knowledge:read"] as const;

async function open(house: House, as: string, fields: Record<string, unknown>): Promise<number> {
  const answer = await house.ask("POST", "/api/v1/tickets", as, {
    ...{ customerId: "bank", service: "payments", component: "ledger", priority: "P2", description: "", ...fields },
  });
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function index(house: House): Promise<number> {
  const pool = openPool({ url: house.database.url, size: 2 });
  try {
    await sealEverything(pool);
    return await indexEverything(house.door, pool);
  } finally {
    await pool.end();
  }
}

const search = (house: House, as: string, q: string, more = "") => house.ask("GET", `/api/v1/search?q=${encodeURIComponent(q)}${more}`, as);
const idsOf = ({ body }: Answer): number[] =>
  body.items.flatMap((item: { kind: string; id: number }) => (item.kind === "ticket" ? [item.id] : []));

async function houseWithTexts() {
  const house = await openHouse();
  const staff = await house.token(all);
  const login = await open(house, staff, {
    subject: "Nobody can sign in",
    description: "The login page of db01.acme.internal says ERR-4711.",
  });
  const payment = await open(house, staff, {
    subject: "Les paiements sont refusés",
    description: "Un paiement sur trois échoue à l'élévation.",
  });
  const gate = await open(house, staff, {
    customerId: "factory",
    service: "gate",
    component: "software",
    subject: "Payment of the gate",
    description: "INC0000045 again",
  });
  await house.ask("POST", `/api/v1/tickets/${login}/replies`, staff, {
    visibility: "internal",
    text: "Looks like the zombie session of last week.",
  });
  await house.ask("POST", `/api/v1/tickets/${login}/replies`, staff, {
    visibility: "public",
    text: "We restarted the authentication daemon.",
  });
  expect(await index(house)).toBeGreaterThan(0);
  return { house, staff, login, payment, gate };
}

test("words are found in any form and language, accents or none, in what was written later too", async () => {
  const { house, staff, login, payment, gate } = await houseWithTexts();
  const found = async (q: string) => idsOf(await search(house, staff, q));
  expect(await found("logins")).toEqual([login]);
  expect(await found("signing in")).toEqual([login]);
  expect(await found("paiement")).toContain(payment);
  expect(await found("refuse")).toContain(payment);
  expect(await found("ELEVATION")).toEqual([payment]);
  expect(await found('"authentication daemon"')).toEqual([login]);
  expect(await found('"daemon authentication"')).toEqual([]);
  expect(await found("payment -gate")).not.toContain(gate);
  expect(await found("payment customer:factory")).toEqual([gate]);
  expect(await found(`#${gate}`)).toEqual([gate]);
  expect((await found(String(login)))[0]).toBe(login);
});

test("identifiers are found whole and in part, and misspelt words by what they look like", async () => {
  const { house, staff, login, gate } = await houseWithTexts();
  const found = async (q: string) => idsOf(await search(house, staff, q));
  expect(await found("ERR-4711")).toEqual([login]);
  expect(await found("err-47")).toEqual([login]);
  expect(await found("db01.acme.internal")).toEqual([login]);
  expect(await found("acme.int")).toEqual([login]);
  expect(await found("INC0000045")).toEqual([gate]);
  expect(await found("0045")).toEqual([gate]);
  const { body } = await search(house, staff, "authentcation");
  expect(body.items.map((item: { id: number }) => item.id)).toEqual([login]);
  expect(body.corrected).toEqual([{ word: "authentcation", instead: ["authentication"] }]);
});

test("an excerpt shows and marks why it was found", async () => {
  const { house, staff, login } = await houseWithTexts();
  const [hit] = (await search(house, staff, "daemon")).body.items;
  expect(hit).toMatchObject({ kind: "ticket", id: login, title: "Nobody can sign in", customerName: "Banco Sur", status: "open" });
  const [mark] = hit.marks;
  expect(hit.excerpt.slice(mark.from, mark.to)).toBe("daemon");
});

test("a customer finds nothing by what we say among ourselves, nothing of others, and cannot ask for what is missing", async () => {
  const { house, staff, login, gate } = await houseWithTexts();
  const bank = await house.token(["tickets:read"], "bank");
  expect(idsOf(await search(house, staff, "zombie"))).toEqual([login]);
  expect(idsOf(await search(house, bank, "zombie"))).toEqual([]);
  expect(idsOf(await search(house, bank, "zombi"))).toEqual([]);
  expect(idsOf(await search(house, bank, "login -zombie"))).toEqual([login]);
  expect(idsOf(await search(house, bank, "daemon"))).toEqual([login]);
  expect(idsOf(await search(house, bank, "INC0000045"))).toEqual([]);
  expect(idsOf(await search(house, bank, String(gate)))).toEqual([]);
  const list = await house.ask("GET", `/api/v1/tickets?query=${encodeURIComponent("zombie")}`, bank);
  expect(list.body.items).toEqual([]);
});

test("a list takes words beside fields, counts them, and says where a query is wrong", async () => {
  const { house, staff, login, payment, gate } = await houseWithTexts();
  const list = async (query: string) => (await house.ask("GET", `/api/v1/tickets?query=${encodeURIComponent(query)}`, staff)).body;
  expect((await list("customer:bank login")).items.map(({ id }: { id: number }) => id)).toEqual([login]);
  expect((await list("-login")).items.map(({ id }: { id: number }) => id).sort()).toEqual([payment, gate]);
  // Page by page: nothing is lost or said twice, and the last page says that it is the last.
  const paged: number[] = [];
  for (let cursor = "", left = 5; left > 0; left--) {
    const page = (await house.ask("GET", `/api/v1/tickets?query=-login&limit=1${cursor}`, staff)).body;
    paged.push(...page.items.map(({ id }: { id: number }) => id));
    if (page.next === null) break;
    cursor = `&cursor=${page.next}`;
  }
  expect(paged.sort((a, b) => a - b)).toEqual([payment, gate]);
  expect((await list('customer:"banco sur" -status:closed priority:P2')).items).toHaveLength(2);
  const count = await house.ask("GET", `/api/v1/tickets/count?query=${encodeURIComponent("payment")}`, staff);
  expect(count.body).toEqual({ count: 1, isMore: false });
  const wrong = await house.ask("GET", `/api/v1/tickets?query=${encodeURIComponent("prority:p1")}`, staff);
  expect(codeOf(wrong)).toBe("bad-query");
  expect(wrong.body.problems).toEqual([{ from: 0, to: 7, code: "unknown-field", facts: { field: "prority", near: "priority" } }]);
});

test("a list of open tickets by words follows what ends and what is opened again", async () => {
  const { house, staff, login } = await houseWithTexts();
  const listed = async (query: string) => {
    const { body } = await house.ask("GET", `/api/v1/tickets?query=${encodeURIComponent(query)}`, staff);
    return body.items.map(({ id }: { id: number }) => id);
  };
  expect(await listed("status:open ERR-4711")).toEqual([login]);
  await house.ask("POST", `/api/v1/tickets/${login}/resolution`, staff, { solution: "Renewed." });
  // Whatever the index knows: a list asks the ticket's own state.
  expect(await listed("status:open ERR-4711")).toEqual([]);
  await index(house);
  expect(await listed("status:open ERR-4711")).toEqual([]);
  expect(await listed("status:resolved ERR-4711")).toEqual([login]);
  await house.ask("POST", `/api/v1/tickets/${login}/reopening`, staff, { reason: "It came back." });
  await index(house);
  expect(await listed("status:open ERR-4711")).toEqual([login]);
});

test("what was solved before is found for a new ticket and for somebody who types", async () => {
  const { house, staff, login, payment } = await houseWithTexts();
  await house.ask("POST", `/api/v1/tickets/${login}/resolution`, staff, { solution: "The session cookie had expired; renewed." });
  await index(house);
  const again = await open(house, staff, { subject: "Sign in fails", description: "The login page says ERR-4711 again." });
  const similar = await house.ask("GET", `/api/v1/tickets/${again}/similar`, staff);
  expect(similar.body.tickets).toMatchObject([
    { id: login, subject: "Nobody can sign in", solution: "The session cookie had expired; renewed." },
  ]);
  expect(similar.body.tickets[0].score).toBeGreaterThan(0.3);
  const typed = { subject: "ERR-4711 on login" };
  expect((await house.ask("POST", "/api/v1/suggestions", staff, typed)).body.tickets.map(({ id }: { id: number }) => id)).toEqual([login]);
  const factory = await house.token(["tickets:read"], "factory");
  expect((await house.ask("POST", "/api/v1/suggestions", factory, typed)).body.tickets).toEqual([]);
  // What is not solved helps nobody.
  expect((await house.ask("POST", "/api/v1/suggestions", staff, { subject: "paiements refusés" })).body.tickets).toEqual([]);
  expect(payment).toBeGreaterThan(0);
});

test("pages of a search go on where they ended, and a wrong cursor is refused", async () => {
  const house = await openHouse();
  const staff = await house.token(all);
  const ids: number[] = [];
  for (let i = 0; i < 7; i++) ids.push(await open(house, staff, { subject: `Turbine ${i} stops` }));
  await index(house);
  const pages: number[] = [];
  for (let cursor = ""; ; ) {
    const page = await search(house, staff, "turbine", `&limit=3${cursor}`);
    pages.push(...idsOf(page));
    if (page.body.next === null) break;
    cursor = `&cursor=${page.body.next}`;
  }
  expect(pages.sort((a, b) => a - b)).toEqual(ids.sort((a, b) => a - b));
  expect(codeOf(await search(house, staff, "turbine", "&cursor=zzz"))).toBe("bad-cursor");
});

test("erased texts leave the index when they are indexed again", async () => {
  const { house, staff, login } = await houseWithTexts();
  const owner = openPool({ url: house.database.ownerUrl, size: 1 });
  await owner.query("update events set personal = null where ticket_id = $1", [login]);
  await owner.query("update tickets set subject = '' where id = $1", [login]);
  await owner.query("insert into search_queue (customer_id, ticket_id) values ('bank', $1)", [login]);
  await owner.end();
  await index(house);
  for (const q of ["daemon", "ERR-4711", "zombie"]) expect(idsOf(await search(house, staff, q))).toEqual([]);
});

/** Three customers with people, tickets and everything that can lie beside a ticket: each word of it names whose it is. */
import { sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { changed } from "../journeys/model.ts";

/** Who asks: their cookie or token, and which secrets they may meet. */
export type Asker = {
  name: string;
  headers: Record<string, string>;
  /** Of a ticket: `customer:person`. */
  maySee: (secret: string) => boolean;
  customerIds: readonly string[];
  /** Renews what a request of theirs may have ended. */
  renew(): Promise<void>;
};

export type World = {
  house: House;
  askers: Asker[];
  /** Every identifier that anybody has, by what it names. */
  ids: Record<string, (string | number)[]>;
  tables: string[];
};

export const customers = ["bank", "branch", "factory"] as const;
type CustomerId = (typeof customers)[number];
const services: Record<CustomerId, { service: string; component: string }> = {
  bank: { service: "payments", component: "ledger" },
  branch: { service: "payments", component: "ledger" },
  factory: { service: "gate", component: "software" },
};

/** What stands in the texts of one person of one customer; `internal` is the provider's own and nobody else's. */
export const secretOf = (customer: string, person: string): string => `zq${customer}zq${person}zq`;
export const secretPattern = /zq[a-z]+zq[a-z]+zq/g;

const watch = { name: "weeks", participants: ["alice", "bob"], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" };

const document: Document = changed((model) => {
  model.customers.branch = {
    name: `Branch ${secretOf("branch", "model")}`,
    zone: "Europe/Lisbon",
    parent: "bank",
    contacts: { rui: { name: `Rui ${secretOf("branch", "model")}`, designated: true, phone: "+351 000" } },
  };
  model.customers.bank!.name = `Bank ${secretOf("bank", "model")}`;
  model.customers.factory!.name = `Factory ${secretOf("factory", "model")}`;
  for (const each of Object.values(model.customers.factory!.contacts)) each.name = `Eva ${secretOf("factory", "model")}`;
  model.schedules = { ...model.schedules, nights: { zone: "UTC", layers: [watch] } };
  model.agreements.branch = { ...structuredClone(model.agreements.bank!), customer: "branch" };
});

const people = ["lead", "clerk", "other"] as const;

export async function openWorld(): Promise<World> {
  const house = await openHouse({ document });
  const ids: World["ids"] = { customers: [...customers], words: ["alice", "ana", "eva", "rui", "bob"] };
  const note = (kind: string, id: string | number | undefined): void => {
    if (id !== undefined) ids[kind] = [...(ids[kind] ?? []), id];
  };
  const admin = await seat(house, { role: "administrator", name: "Ada" });
  const seats = new Map<string, Seat>();
  for (const customer of customers) {
    for (const person of people) {
      const role = person === "lead" ? "designated-contact" : "contact";
      const made = await seat(house, { role, customerId: customer, name: `${person} ${secretOf(customer, `${person}name`)}` });
      seats.set(`${customer}:${person}`, made);
      note("people", made.id);
    }
  }
  const ask = async (who: Seat, method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await house.ask(method, `/api/v1${path}`, who.headers, body);
    if (answer.status >= 300) throw new Error(`${method} ${path} gave ${answer.status}: ${JSON.stringify(answer.body).slice(0, 400)}`);
    return answer.body;
  };
  const upload = async (who: Seat, name: string, content: string): Promise<string> => {
    const headers = { ...who.headers, "content-type": "text/plain" };
    const response = await house.app.request(`/api/v1/attachments?name=${encodeURIComponent(name)}`, {
      method: "POST",
      headers,
      body: content,
    });
    return ((await response.json()) as { id: string }).id;
  };
  for (const customer of customers)
    for (const person of people) await furnish(customer, person, seats.get(`${customer}:${person}`)!, { ask, admin, note, upload });
  await furnishHouse({ ask, admin, note });
  const askers = await askersOf(house, seats);
  return { house, askers, ids, tables: await tablesOf(house) };
}

type Furnisher = {
  ask(who: Seat, method: string, path: string, body?: unknown): Promise<Json>;
  admin: Seat;
  note(kind: string, id: string | number | undefined): void;
  /** Sends a file; gives its id. */
  upload(who: Seat, name: string, content: string): Promise<string>;
};

/** One person's ticket with all that can hang on it. */
async function furnish(customer: CustomerId, person: string, who: Seat, { ask, admin, note, upload }: Furnisher): Promise<void> {
  const secret = secretOf(customer, person);
  const internal = secretOf(customer, "internal");
  const { id } = await ask(who, "POST", "/tickets", {
    customerId: customer,
    ...services[customer],
    subject: `Subject ${secret}`,
    description: `It ${secret}`,
  });
  note("tickets", id);
  const say = (noun: string, body: unknown, as = admin) => ask(as, "POST", `/tickets/${id}/${noun}`, body);
  await say("replies", { visibility: "public", text: `Answer ${secret}` });
  await say("replies", { visibility: "internal", text: `Note ${internal}`, mentions: ["alice"] });
  const file = await upload(who, `plan-${secret}.txt`, `Plan ${secret}`);
  note("attachments", file);
  await say("replies", { visibility: "public", text: `Thanks ${secret}`, attachments: [file] }, who);
  await say("tasks", { text: `Task ${internal}` });
  await say("time", { minutes: 15, activity: "analysis", note: `Time ${internal}` });
  await say("resolution", { solution: `Solved ${secret}` });
  await say("rating", { score: 2, words: `Words ${secret}` }, who);
  const second = await ask(who, "POST", "/tickets", {
    customerId: customer,
    ...services[customer],
    subject: `Second ${secret}`,
    description: secret,
  });
  note("tickets", second.id);
  await ask(admin, "POST", `/tickets/${second.id}/links`, { link: "relates-to", otherId: id });
  const page = { customerId: customer, ticketId: second.id, targets: ["person:alice"], summary: `Page ${internal}` };
  note("pages", (await ask(admin, "POST", "/pages", page)).id);
  await ask(admin, "PUT", `/drafts/ticket:${id}:public`, { value: { text: `Draft ${internal}` } });
  if (person === "clerk") await furnishIncident(customer, second.id, { ask, admin, note });
}

/** A major incident that is over, with a review of which the customer reads a part. */
async function furnishIncident(
  customer: CustomerId,
  id: number,
  { ask, admin, note }: Pick<Furnisher, "ask" | "admin" | "note">,
): Promise<void> {
  const [internal, shared] = [secretOf(customer, "internal"), secretOf(customer, "shared")];
  const say = (rest: string, body: unknown, method = "POST") => ask(admin, method, `/tickets/${id}/incident${rest}`, body);
  await ask(admin, "POST", `/tickets/${id}/classification`, { kind: "incident" });
  await say("", { reason: `Reason ${internal}` });
  await say("/entries", { kind: "finding", text: `Finding ${internal}` });
  const { checklist } = await say("/checklist", { text: `Item ${internal}` });
  note("items", checklist[0].id);
  await say("/end", { note: `End ${internal}` });
  const causes = [
    { kind: "root", text: `Cause ${shared}`, isShared: true },
    { kind: "trigger", text: `Cause ${internal}`, isShared: false },
  ];
  const remarks = { wentWell: [`Well ${internal}`], wentBadly: [`Badly ${internal}`], lucky: [`Lucky ${internal}`] };
  await say("/review", { summary: `Summary ${shared}`, impact: `Impact ${shared}`, causes, ...remarks }, "PUT");
  const action = { subject: `Action ${shared}`, owner: "alice", dueOn: "2026-04-01", isShared: true };
  const { actions } = await say("/review/actions", action);
  note("tickets", actions[0].ticketId);
  await say("/review/publication", { note: `Note ${internal}` });
  await say("/review/sharing", { isShared: true });
}

/** What the provider keeps: announcements and articles for one customer, an internal article, its own tools. */
async function furnishHouse({ ask, admin, note }: Pick<Furnisher, "ask" | "admin" | "note">): Promise<void> {
  for (const customer of customers) {
    const secret = secretOf(customer, "shared");
    const said = { severity: "information", customers: [customer], services: [], texts: { en: { title: `News ${secret}`, body: secret } } };
    note("announcements", (await ask(admin, "POST", "/announcements", said)).id);
    await publish(
      { title: `Note for ${customer}`, body: `How to ${secret}`, visibility: "customer", customers: [customer] },
      { ask, admin, note },
    );
    const hidden = secretOf(customer, "internal");
    await publish({ title: `Subject ${hidden}`, body: `Second ${hidden}`, visibility: "internal" }, { ask, admin, note });
  }
  await furnishRota({ ask, admin, note });
  await ask(admin, "POST", "/filters", { name: `All ${secretOf("bank", "internal")}`, query: "customer:bank", isShared: true });
  for (const list of ["/people", "/articles", "/filters", "/macros", "/canned-replies", "/roles", "/tokens", "/announcements"]) {
    const found = await ask(admin, "GET", list);
    for (const each of found.items) note(list.slice(1), each.id);
  }
}

/** The rota is the provider's own: not a word of it is for anybody else. */
async function furnishRota({ ask, admin, note }: Pick<Furnisher, "ask" | "admin" | "note">): Promise<void> {
  const secret = secretOf("bank", "internal");
  const stretch = { schedule: "nights", from: "2026-03-17", to: "2026-03-18" };
  note("oncall", (await ask(admin, "POST", "/oncall/overrides", { ...stretch, person: "carol", reason: secret })).id);
  note("oncall", (await ask(admin, "POST", "/oncall/leave", { person: "carol", to: "2026-04-01", note: secret })).id);
  const swap = { schedule: "nights", asker: "alice", from: "2026-03-20", to: "2026-03-20", note: secret };
  note("oncall", (await ask(admin, "POST", "/oncall/swaps", swap)).id);
  note("oncall", (await ask(admin, "POST", "/oncall/notes", { schedule: "nights", text: secret })).id);
  note("schedules", "nights");
}

async function publish(article: Record<string, unknown>, { ask, admin, note }: Pick<Furnisher, "ask" | "admin" | "note">): Promise<void> {
  const { id, slug } = await ask(admin, "POST", "/articles", { language: "en", ...article });
  await ask(admin, "POST", `/articles/${id}/publications`, { language: "en" });
  note("articles", id);
  note("help", slug);
}

async function askersOf(house: House, seats: ReadonlyMap<string, Seat>): Promise<Asker[]> {
  const reach: Record<CustomerId, readonly string[]> = { bank: ["bank", "branch"], branch: ["branch"], factory: ["factory"] };
  const above: Record<CustomerId, readonly string[]> = { bank: [], branch: ["bank"], factory: [] };
  const askers: Asker[] = [];
  for (const customer of customers) {
    for (const person of people) {
      const isLead = person === "lead";
      const own = isLead ? reach[customer] : [customer];
      const { id } = seats.get(`${customer}:${person}`)!;
      askers.push({
        name: `${person} of ${customer}`,
        headers: seats.get(`${customer}:${person}`)!.headers,
        customerIds: own,
        maySee: (secret) => {
          const [, of = "", whose = ""] = secret.split("zq");
          if (whose === "internal") return false;
          // Names of one's own organisation are no secret to its people.
          if (whose === "model" || whose === "shared") return own.includes(of);
          // A designated contact acts for the organisations below, and stands there by name.
          if (whose === "leadname" && above[customer].includes(of)) return true;
          return own.includes(of) && (isLead || whose.startsWith(person) || whose.startsWith("lead"));
        },
        renew: await keeper(house, id),
      });
    }
    const secret = await house.token(["tickets:read", "tickets:write"], customer);
    askers.push({
      name: `a token of ${customer}`,
      headers: { authorization: `Bearer ${secret}` },
      customerIds: reach[customer],
      maySee: (found) => {
        const [, of = "", whose = ""] = found.split("zq");
        return (reach[customer].includes(of) && whose !== "internal") || (whose === "leadname" && above[customer].includes(of));
      },
      renew: async () => undefined,
    });
  }
  return askers;
}

/** Puts a person back as they were: a request of their own, or of who looks after them, may have signed them out, moved or removed them. */
async function keeper(house: House, userId: string): Promise<() => Promise<void>> {
  const rowsOf = (table: string, key: string) =>
    house.door.read("*", async (db) => {
      const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)} where ${sql.ref(key)} = ${userId}`.execute(db);
      return JSON.stringify(rows);
    });
  const [users, sessions] = [await rowsOf("users", "id"), await rowsOf("sessions", "user_id")];
  return async () => {
    await house.door.write("*", async ({ db }) => {
      await sql`update users set (role, customer_id, department, deactivated_at) =
        (select role, customer_id, department, null::timestamptz from json_populate_recordset(null::users, ${users}::json)) where id = ${userId}`.execute(
        db,
      );
      await sql`insert into sessions select * from json_populate_recordset(null::sessions, ${sessions}::json) on conflict do nothing`.execute(
        db,
      );
    });
    house.parts.signIn.forget();
  };
}

/** Every table with a customer's rows. */
async function tablesOf(house: House): Promise<string[]> {
  const { rows } = await house.door.read("*", (db) =>
    sql<{ name: string }>`select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'customer_id' order by 1`.execute(db),
  );
  return rows.map(({ name }) => name);
}

import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { hours } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { codeOf, type Json, openHouse } from "#server/http/app.fixture.ts";
import { storyModel } from "../../../test/journeys/model.ts";

const weekly = {
  name: "weeks",
  participants: ["alice", "bob", "carol"],
  rotation: { every: 1, unit: "weeks" as const },
  start: "2026-01-05",
};
const people = { alice: "Alice", bob: "Bob", carol: "Carol", dan: "Dan" } as const;

/** On Monday 2 March 2026 at nine the week passes from Bob to Carol; Alice has that of the 9th, Bob that of the 16th. */
const document: Document = {
  ...storyModel,
  people: Object.fromEntries(Object.entries(people).map(([key, name]) => [key, { name, email: `${key}@atalaya.test` }])),
  schedules: {
    nights: { zone: "UTC", layers: [weekly] },
    alone: { zone: "UTC", layers: [{ ...weekly, participants: ["alice"] }], covers: "office" },
  },
  escalationPolicies: { nights: { steps: [{ after: "0s", notify: ["schedule:nights"] }] } },
};

async function openRota() {
  const house = await openHouse({ document });
  const seats = new Map<string, Seat>();
  for (const [key, name] of Object.entries(people))
    seats.set(key, await seat(house, { role: key === "dan" ? "manager" : "agent", name, email: `${key}@atalaya.test` }));
  const as = (person: string) => seats.get(person)!.headers;
  const ask = (person: string, method: string, path: string, body?: unknown) =>
    house.ask(method, `/api/v1/oncall${path}`, as(person), body);
  const does = async (person: string, method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await ask(person, method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body;
  };
  const refused = async (person: string, method: string, path: string, body?: unknown): Promise<string> =>
    codeOf(await ask(person, method, path, body));
  const now = async (): Promise<Record<string, string | null>> => {
    const { items } = await does("alice", "GET", "/now");
    return Object.fromEntries(items.map(({ schedule, person }: Json) => [schedule, person]));
  };
  const inbox = async (person: string): Promise<string[]> => {
    const { body } = await house.ask("GET", "/api/v1/notifications", as(person));
    return body.items.map(({ cause }: Json) => `${cause.kind}: ${cause.subject.en}`);
  };
  return { house, ask, does, refused, now, inbox };
}

test("somebody stands in for the week's holder, is told by whom, and has it taken back", async () => {
  const { does, refused, now, inbox, house } = await openRota();
  expect(await now()).toEqual({ nights: "carol", alone: "alice" });
  const made = await does("dan", "POST", "/overrides", { schedule: "nights", person: "bob", to: "2026-03-02T18:00", reason: "Dentist" });
  expect(made).toMatchObject({ from: "2026-03-02T09:00:00.000Z", to: "2026-03-02T18:00:00.000Z", personName: "Bob", reason: "Dentist" });
  expect(made).toMatchObject({ recordedBy: "agent:dan", recordedByName: "Dan", takenBackAt: null, mayTakeBack: true });
  expect(await now()).toMatchObject({ nights: "bob" });
  expect(await inbox("bob")).toEqual(["rota-changed: you are put on call in nights"]);
  expect(await inbox("carol")).toEqual(["rota-changed: you are relieved in nights"]);
  expect(await refused("bob", "DELETE", `/overrides/${made.id}`)).toBe("rota-not-yours");
  house.advance(hours(2));
  await does("dan", "DELETE", `/overrides/${made.id}`);
  expect(await now()).toMatchObject({ nights: "carol" });
  const { items } = await does("alice", "GET", "/overrides");
  expect(items).toMatchObject([{ to: "2026-03-02T11:00:00.000Z", takenBackBy: "agent:dan", mayTakeBack: false }]);
  expect(await refused("dan", "DELETE", `/overrides/${made.id}`)).toBe("rota-over");
  const { rows } = await logOf(house);
  expect(rows).toEqual([
    { type: "rota.override-recorded", actor: "agent:dan", personal: { reason: "Dentist" } },
    { type: "rota.override-taken-back", actor: "agent:dan", personal: null },
  ]);
});

async function logOf({ door }: Awaited<ReturnType<typeof openHouse>>) {
  const rows = await door.read("*", (db) =>
    db.selectFrom("events").select(["type", "actor", "personal"]).where("type", "like", "rota.%").orderBy("position").execute(),
  );
  return { rows: rows.map(({ type, actor, personal }) => ({ type, actor, personal: (personal as Json)?.values ?? null })) };
}

test("one speaks for oneself, changes what one recorded, and managers speak for all", async () => {
  const { does, refused, now } = await openRota();
  const mine = { schedule: "nights", from: "2026-03-03", to: "2026-03-03" };
  const made = await does("alice", "POST", "/overrides", mine);
  expect(made).toMatchObject({ person: "alice", from: "2026-03-03T00:00:00.000Z", to: "2026-03-04T00:00:00.000Z" });
  expect(await refused("alice", "POST", "/overrides", { ...mine, person: "bob" })).toBe("rota-of-others");
  const longer = await does("alice", "POST", "/overrides", { ...mine, to: "2026-03-04T06:00", replaces: made.id });
  const { items } = await does("alice", "GET", "/overrides?schedule=nights&from=2026-03-03T00:00:00Z&to=2026-03-05T00:00:00Z");
  expect(items.map(({ id, to }: Json) => [id, to])).toEqual([[longer.id, "2026-03-04T06:00:00.000Z"]]);
  const all = await does("alice", "GET", "/overrides?state=all&limit=1");
  expect([all.items.length, all.next]).toEqual([1, String(longer.id)]);
  expect((await does("alice", "GET", `/overrides?state=all&limit=1&cursor=${all.next}`)).items).toMatchObject([{ id: made.id }]);
  expect(await now()).toMatchObject({ nights: "carol" });
});

test("an override that makes no sense is refused by name", async () => {
  const { refused } = await openRota();
  const cases: [string, object, string][] = [
    ["one that ended", { schedule: "nights", from: "2026-03-01", to: "2026-03-01" }, "rota-past"],
    ["one that ends before it begins", { schedule: "nights", from: "2026-03-04", to: "2026-03-03" }, "ends-before-it-begins"],
    ["one at a time that never is", { schedule: "nights", from: "2026-02-29", to: "2026-03-03" }, "bad-moment"],
    ["one in no schedule", { schedule: "days", to: "2026-03-03" }, "unknown-schedule"],
    ["one by nobody", { schedule: "nights", person: "zoe", to: "2026-03-03" }, "unknown-person"],
    ["a change of nothing", { schedule: "nights", to: "2026-03-03", replaces: 99 }, "unknown-override"],
  ];
  for (const [what, body, code] of cases) expect(await refused("dan", "POST", "/overrides", body), what).toBe(code);
});

test("a program has no time on call of its own, and a customer sees nothing of the rota", async () => {
  const { house } = await openRota();
  const program = await house.token(["tickets:write", "model:write"]);
  const nobodys = await house.ask("POST", "/api/v1/oncall/overrides", program, { schedule: "nights", to: "2026-03-03" });
  expect(codeOf(nobodys)).toBe("rota-whose");
  const customers = await seat(house, { role: "designated-contact", customerId: "bank" });
  for (const path of ["overrides", "leave", "swaps", "notes", "handover?schedule=nights"])
    expect((await house.ask("GET", `/api/v1/oncall/${path}`, customers.headers)).status).toBe(403);
});

test("leave of the one on call has the next of the layer step in, whose business is why it is", async () => {
  const { does, now, inbox } = await openRota();
  const ill = await does("carol", "POST", "/leave", { to: null, kind: "illness", note: "Flu" });
  expect(ill).toMatchObject({ person: "carol", from: "2026-03-02T09:00:00.000Z", to: null, kind: "illness", note: "Flu" });
  expect(await now()).toMatchObject({ nights: "alice" });
  expect(await inbox("alice")).toEqual(["rota-changed: you are put on call in nights"]);
  expect(await inbox("carol")).toEqual([]);
  expect((await does("bob", "GET", "/leave")).items).toMatchObject([{ person: "carol", kind: null, note: null }]);
  expect((await does("dan", "GET", "/leave")).items).toMatchObject([{ kind: "illness", note: "Flu" }]);
  await does("carol", "DELETE", `/leave/${ill.id}`);
  expect(await now()).toMatchObject({ nights: "carol" });
  expect(await inbox("alice")).toEqual(["rota-changed: you are relieved in nights", "rota-changed: you are put on call in nights"]);
});

test("a swap: asked, told, accepted; each stands in the other's stretch, and a manager undoes it", async () => {
  const { does, refused, now, inbox, house } = await openRota();
  const asked = await does("alice", "POST", "/swaps", {
    ...{ schedule: "nights", from: "2026-03-10T00:00", to: "2026-03-12T00:00", asked: "bob", note: "Wedding" },
    back: { from: "2026-03-17T00:00", to: "2026-03-19T00:00" },
  });
  expect(asked).toMatchObject({ asker: "alice", askedName: "Bob", state: "asked", mayAnswer: false, mayWithdraw: true });
  expect(asked.expiresAt).toBe("2026-03-10T00:00:00.000Z");
  expect(await inbox("bob")).toEqual(["swap-asked: Alice asks whether you stand in: nights"]);
  expect((await does("bob", "GET", "/swaps?mine=yes&state=open")).items).toMatchObject([{ id: asked.id, mayAnswer: true }]);
  expect((await does("carol", "GET", "/swaps?mine=yes")).items).toEqual([]);
  expect(await refused("carol", "POST", `/swaps/${asked.id}/acceptance`, {})).toBe("swap-not-of-you");
  expect(await does("bob", "POST", `/swaps/${asked.id}/acceptance`, {})).toMatchObject({ state: "accepted", answeredBy: "bob" });
  expect(await inbox("alice")).toEqual(["swap-accepted: Bob takes over for you: nights"]);
  expect(await refused("bob", "POST", `/swaps/${asked.id}/acceptance`, {})).toBe("swap-over");
  const { items } = await does("alice", "GET", "/overrides");
  expect(items).toMatchObject([
    { person: "alice", from: "2026-03-17T00:00:00.000Z", swapId: asked.id, mayTakeBack: false },
    { person: "bob", from: "2026-03-10T00:00:00.000Z", swapId: asked.id },
  ]);
  expect(await refused("dan", "DELETE", `/overrides/${items[0].id}`)).toBe("override-of-swap");
  house.advance(hours(8 * 24));
  expect(await now()).toMatchObject({ nights: "bob" });
  expect(await refused("alice", "DELETE", `/swaps/${asked.id}`)).toBe("rota-not-yours");
  await does("dan", "DELETE", `/swaps/${asked.id}`);
  expect(await now()).toMatchObject({ nights: "alice" });
  expect((await does("alice", "GET", "/overrides")).items).toMatchObject([{ person: "bob", to: "2026-03-10T09:00:00.000Z" }]);
});

test("a swap of everybody: whoever is on the schedule takes it; one that nobody takes is over when it begins", async () => {
  const { does, refused, house } = await openRota();
  const stretch = { schedule: "nights", from: "2026-03-10", to: "2026-03-10" };
  const first = await does("alice", "POST", "/swaps", stretch);
  const second = await does("alice", "POST", "/swaps", { ...stretch, from: "2026-03-11", to: "2026-03-11" });
  expect((await does("dan", "GET", "/swaps?mine=yes")).items).toEqual([]);
  expect(await refused("carol", "POST", `/swaps/${first.id}/declining`, {})).toBe("swap-of-everybody");
  await does("carol", "POST", `/swaps/${first.id}/acceptance`, {});
  house.advance(hours(10 * 24));
  expect(await refused("bob", "POST", `/swaps/${second.id}/acceptance`, {})).toBe("swap-over");
  const { items } = await does("bob", "GET", "/swaps");
  expect(items.map(({ state }: Json) => state)).toEqual(["expired", "accepted"]);
  expect((await does("bob", "GET", "/swaps?state=open")).items).toEqual([]);
});

test("a swap is declined, or withdrawn, and the other one is told", async () => {
  const { does, refused, inbox } = await openRota();
  const stretch = { schedule: "nights", from: "2026-03-10", to: "2026-03-10", asked: "bob" };
  const first = await does("alice", "POST", "/swaps", stretch);
  expect(await does("bob", "POST", `/swaps/${first.id}/declining`, {})).toMatchObject({ state: "declined" });
  const second = await does("alice", "POST", "/swaps", stretch);
  expect(await refused("bob", "DELETE", `/swaps/${second.id}`)).toBe("rota-not-yours");
  await does("alice", "DELETE", `/swaps/${second.id}`);
  expect(await refused("alice", "DELETE", `/swaps/${second.id}`)).toBe("swap-over");
  expect(await inbox("alice")).toEqual(["swap-declined: Bob cannot take over for you: nights"]);
  expect((await inbox("bob"))[0]).toBe("swap-withdrawn: Alice no longer asks you to stand in: nights");
});

test("what would come of a change: who is on call then, gaps, limits and warnings; nothing is recorded", async () => {
  const { does, refused } = await openRota();
  const leave = await does("dan", "POST", "/preview", { kind: "leave", person: "alice", from: "2026-03-09", to: "2026-03-10" });
  expect(leave.differences).toMatchObject([
    {
      schedule: "nights",
      from: "2026-03-09T09:00:00.000Z",
      to: "2026-03-10T23:00:00.000Z",
      before: "alice",
      after: "bob",
      afterName: "Bob",
    },
    { schedule: "alone", from: "2026-03-08T23:00:00.000Z", to: "2026-03-10T23:00:00.000Z", before: "alice", after: null },
  ]);
  expect(leave.gaps).toEqual([
    { schedule: "alone", from: "2026-03-09T08:00:00.000Z", to: "2026-03-09T16:00:00.000Z" },
    { schedule: "alone", from: "2026-03-10T08:00:00.000Z", to: "2026-03-10T16:00:00.000Z" },
  ]);
  const override = { kind: "override", schedule: "nights", person: "dan", from: "2026-03-01", to: "2026-03-10" };
  const stood = await does("dan", "POST", "/preview", override);
  expect(stood.warnings.map(({ kind }: Json) => kind)).toEqual(["begins-now", "not-in-schedule"]);
  expect(stood.limits).toMatchObject([]);
  const same = await does("carol", "POST", "/preview", { kind: "override", schedule: "nights", to: "2026-03-03" });
  expect(same).toMatchObject({ differences: [], warnings: [{ kind: "changes-nothing" }] });
  const everywhere = await does("alice", "POST", "/preview", { kind: "override", schedule: "nights", to: "2026-04-01" });
  expect(everywhere.warnings[0]).toMatchObject({ kind: "on-call-elsewhere", person: "alice", schedule: "alone" });
  expect(await refused("carol", "POST", "/preview", override)).toBe("rota-of-others");
  expect((await does("dan", "GET", "/overrides?state=all")).items).toEqual([]);
});

test("a note waits for whoever comes next, with the pages that are not over; once handed over it stays", async () => {
  const { does, refused, house } = await openRota();
  const page = await house.ask("POST", "/api/v1/pages", await house.token(["tickets:write", "tickets:read"]), {
    ...{ customerId: "", policy: "nights", summary: "The gate is slow" },
  });
  const note = await does("carol", "POST", "/notes", { schedule: "nights", text: "Watch the **gate**." });
  expect(note).toMatchObject({ at: "2026-03-09T09:00:00.000Z", authorName: "Carol", mayTakeBack: true });
  expect(await does("alice", "GET", "/handover?schedule=nights&at=2026-03-02T09:01:00Z")).toMatchObject({
    ...{ at: "2026-03-09T09:00:00.000Z", from: "carol", to: "alice", toName: "Alice" },
    ...{ notes: [{ id: note.id }], pages: [{ id: page.body.id, summary: "The gate is slow" }], tickets: [] },
  });
  expect(await refused("bob", "DELETE", `/notes/${note.id}`)).toBe("rota-not-yours");
  const slip = await does("carol", "POST", "/notes", { schedule: "nights", text: "Wrong" });
  await does("carol", "DELETE", `/notes/${slip.id}`);
  house.advance(hours(7 * 24));
  expect(await refused("carol", "DELETE", `/notes/${note.id}`)).toBe("note-handed-over");
  expect((await does("alice", "GET", "/notes?schedule=nights&from=2026-03-09T00:00:00Z")).items).toMatchObject([{ id: note.id }]);
  expect(await refused("alice", "POST", "/notes", { schedule: "alone", text: "To nobody" })).toBe("no-handover");
});

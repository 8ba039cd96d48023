import { randomBytes } from "node:crypto";
import pg from "pg";
import { beforeEach, describe, expect, it } from "vitest";
import { hours } from "#core/time/instant.ts";
import { type Seat, seat } from "#server/access/person.fixture.ts";
import { sweepFiles } from "#server/attachment/store.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";

let house: House;
let alice: Seat;
let bob: Seat;
beforeEach(async () => {
  house = await openHouse();
  alice = await seat(house, { role: "agent" });
  bob = await seat(house, { role: "agent" });
});

const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const exe = Buffer.concat([Buffer.from("MZ"), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from("PE\0\0"), Buffer.alloc(200)]);

type Body = Buffer | ReadableStream<Uint8Array>;
async function send(who: Seat, name: string, bytes: Body, type = "application/octet-stream"): Promise<{ status: number; body: Json }> {
  const path = `/api/v1/attachments?name=${encodeURIComponent(name)}`;
  const init = { method: "POST", headers: { ...who.headers, "content-type": type }, body: bytes as never, duplex: "half" };
  const response = await house.app.request(path, init as RequestInit);
  return { status: response.status, body: await response.json() };
}

async function fetchFile(who: Seat, id: string, query = ""): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const response = await house.app.request(`/api/v1/attachments/${id}${query}`, { headers: who.headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

const openTicket = async (who: Seat, fields: Record<string, unknown> = {}): Promise<Json> =>
  (await house.ask("POST", "/api/v1/tickets", who.headers, { customerId: "bank", service: "payments", subject: "Slow", ...fields })).body;

const reply = (who: Seat, ticket: number, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  house.ask("POST", `/api/v1/tickets/${ticket}/replies`, { ...who.headers, ...headers }, { visibility: "public", text: "See.", ...body });

const filesOf = async (who: Seat, ticket: number): Promise<Json[]> =>
  (await house.ask("GET", `/api/v1/tickets/${ticket}/events`, who.headers)).body.items.flatMap((event: Json) => event.attachments ?? []);

describe("a file beside a message", () => {
  it("is what its bytes say, comes back whole, and is shown only as a picture", async () => {
    const { status, body } = await send(alice, "../../shot\u202Egnp.png", png, "text/html");
    expect([status, body]).toEqual([201, { id: body.id, name: "shot gnp.png", type: "image/png", bytes: png.length, isInline: false }]);
    const { id } = await openTicket(alice);
    const shown = `Here: ![shot](/api/v1/attachments/${body.id})`;
    expect((await reply(alice, id, { text: shown, attachments: [body.id] })).status).toBe(200);
    expect(await filesOf(alice, id)).toEqual([{ ...body, isInline: true }]);
    const fetched = await fetchFile(bob, body.id);
    expect(fetched.bytes.equals(png)).toBe(true);
    expect(Object.fromEntries(fetched.headers)).toMatchObject({
      ...{ "content-type": "image/png", "content-disposition": expect.stringMatching(/^inline; filename="shot gnp\.png"/) },
      ...{ "x-content-type-options": "nosniff", "cache-control": "private, no-cache", "content-length": String(png.length) },
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    });
    expect((await fetchFile(bob, body.id, "?download=1")).headers.get("content-disposition")).toMatch(/^attachment/);
  });

  it("comes back byte for byte when it is larger than a part", async () => {
    const large = randomBytes(2_621_440 + 7);
    const { body } = await send(alice, "trace.bin", large);
    const { id } = await openTicket(alice, { attachments: [body.id], description: "The trace." });
    expect(await filesOf(alice, id)).toEqual([{ ...body, isInline: false }]);
    expect((await fetchFile(bob, body.id)).bytes.equals(large)).toBe(true);
  });

  it.each([
    ["page.html", "<script>alert(1)</script>", "application/octet-stream"],
    ["drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "application/octet-stream"],
    ["notes.txt", "plain", "text/plain"],
  ])("%s is to be saved, never shown", async (name, text, type) => {
    const { body } = await send(alice, name, Buffer.from(text), "image/png");
    const fetched = await fetchFile(alice, body.id);
    expect([fetched.headers.get("content-type"), fetched.headers.get("content-disposition")?.split(";")[0]]).toEqual([type, "attachment"]);
  });

  it("is answered again when the same message is sent twice", async () => {
    const { body } = await send(alice, "a.png", png);
    const { id } = await openTicket(alice);
    const once = () => reply(alice, id, { attachments: [body.id] }, { "idempotency-key": "m-1" });
    expect((await once()).body).toEqual((await once()).body);
    expect(await filesOf(alice, id)).toHaveLength(1);
  });
});

describe("the policy refuses", () => {
  it.each([
    ["picture.png", exe, "attachment-type-denied"],
    ["run.js", Buffer.from("alert(1)"), "attachment-type-denied"],
    ["empty.txt", Buffer.alloc(0), "attachment-empty"],
  ])("%s", async (name, bytes, code) => {
    expect(codeOf((await send(alice, name, bytes)) as Json)).toBe(code);
    expect(await house.door.read("*", (db: Json) => db.selectFrom("attachments").selectAll().execute())).toEqual([]);
  });

  it("what is too large, whether or not it says so before, and keeps nothing of it", async () => {
    const part = new Uint8Array(1_048_576);
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => (sent++ < 40 ? controller.enqueue(part) : controller.close()) });
    expect(codeOf((await send(alice, "dump.bin", endless)) as Json)).toBe("attachment-too-large");
    expect(sent).toBeLessThan(30);
    expect(codeOf((await send(alice, "dump.bin", Buffer.alloc(26 * 1_048_576))) as Json)).toBe("attachment-too-large");
    expect(await house.door.read("*", (db: Json) => db.selectFrom("attachment_parts").select("number").execute())).toEqual([]);
  });

  it("300 files beside one message, and more than 100 that wait", async () => {
    const { id } = await openTicket(alice);
    const many = await reply(alice, id, { attachments: Array.from({ length: 300 }, (_, n) => `file-${n}`) });
    expect([codeOf(many), many.body.count, many.body.most]).toEqual(["too-many-attachments", 300, 20]);
    for (let n = 0; n < 100; n++) expect((await send(alice, `${n}.txt`, Buffer.from("x"))).status).toBe(201);
    expect(codeOf((await send(alice, "101.txt", Buffer.from("x"))) as Json)).toBe("too-many-waiting-files");
  });

  it("a file that is not there, is somebody else's, or lies beside another message", async () => {
    const { id } = await openTicket(alice);
    const { body } = await send(bob, "a.png", png);
    expect(codeOf(await reply(alice, id, { attachments: ["nothing"] }))).toBe("unknown-attachment");
    expect(codeOf(await reply(alice, id, { attachments: [body.id] }))).toBe("unknown-attachment");
    expect((await reply(bob, id, { attachments: [body.id] })).status).toBe(200);
    expect(codeOf(await reply(bob, id, { attachments: [body.id] }))).toBe("unknown-attachment");
    expect(await filesOf(alice, id)).toHaveLength(1);
  });

  it("5 MB of text, by name", async () => {
    const { id } = await openTicket(alice);
    expect(codeOf(await reply(alice, id, { text: "x".repeat(5_242_880) }))).toBe("body-too-large");
    expect(codeOf(await reply(alice, id, { text: "x".repeat(100_001) }))).toBe("invalid-request");
    expect((await reply(alice, id, { text: "x".repeat(100_000) })).status).toBe(200);
  });
});

describe("isolation", () => {
  it("between customers, between contacts of one customer, and of internal notes", async () => {
    const [ana, ben, designated, eva] = await Promise.all([
      seat(house, { role: "contact", customerId: "bank" }),
      seat(house, { role: "contact", customerId: "bank" }),
      seat(house, { role: "designated-contact", customerId: "bank" }),
      seat(house, { role: "designated-contact", customerId: "factory" }),
    ]);
    const { body: sent } = await send(ana, "mine.png", png);
    for (const other of [ben, designated, eva, alice]) expect((await fetchFile(other, sent.id)).status).toBe(404);
    expect((await fetchFile(ana, sent.id)).status).toBe(200);
    const { id } = await openTicket(ana, { description: "Look.", attachments: [sent.id] });
    const { body: answer } = await send(alice, "answer.png", png);
    await reply(alice, id, { attachments: [answer.id] });
    const { body: note } = await send(alice, "note.png", png);
    await reply(alice, id, { attachments: [note.id], visibility: "internal" });
    const seenBy = async (who: Seat) => Promise.all([sent, answer, note].map(async (file) => (await fetchFile(who, file.id)).status));
    expect(await seenBy(bob)).toEqual([200, 200, 200]);
    expect(await seenBy(ana)).toEqual([200, 200, 404]);
    expect(await seenBy(designated)).toEqual([200, 200, 404]);
    expect(await seenBy(ben)).toEqual([404, 404, 404]);
    expect(await seenBy(eva)).toEqual([404, 404, 404]);
    // Straight in SQL, under the application's role.
    const client = new pg.Client(house.database.config);
    await client.connect();
    const count = async (scope: string, table: string): Promise<number> => {
      await client.query(`begin; set local app.customer_id = '${scope}'`);
      const { rows } = await client.query(`select count(*)::int as many from ${table}`);
      await client.query("rollback");
      return rows[0].many;
    };
    for (const table of ["attachments", "attachment_parts"]) {
      expect([await count("bank", table), await count("factory", table), await count("", table)]).toEqual([3, 0, 0]);
    }
    await client.end();
  });
});

describe("what no message takes", () => {
  it("is deleted after a day, and what one took stays", async () => {
    const [{ body: kept }, { body: left }] = [await send(alice, "kept.png", png), await send(alice, "left.png", png)];
    await openTicket(alice, { description: "See.", attachments: [kept.id] });
    expect(await sweepFiles(house.door, house.door.clock() - hours(24))).toBe(0);
    house.advance(hours(25));
    expect(await sweepFiles(house.door, house.door.clock() - hours(24))).toBe(1);
    expect([(await fetchFile(alice, kept.id)).status, (await fetchFile(alice, left.id)).status]).toEqual([200, 404]);
  });

  it("can be taken back by its sender alone", async () => {
    const { body } = await send(alice, "a.png", png);
    await house.ask("DELETE", `/api/v1/attachments/${body.id}`, bob.headers);
    expect((await fetchFile(alice, body.id)).status).toBe(200);
    expect((await house.ask("DELETE", `/api/v1/attachments/${body.id}`, alice.headers)).status).toBe(204);
    expect((await fetchFile(alice, body.id)).status).toBe(404);
  });
});

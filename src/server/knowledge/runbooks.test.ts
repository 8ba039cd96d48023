import { describe, expect, it } from "vitest";
import { minutes } from "#core/time/instant.ts";
import { seat } from "#server/access/person.fixture.ts";
import { codeOf, type House, type Json, openHouse } from "#server/http/app.fixture.ts";
import { exportKnowledge, importKnowledge } from "#server/knowledge/export.ts";
import { changed } from "../../../test/journeys/model.ts";

const api = "/api/v1";
const withMail = changed((document) => {
  document.people!.alice!.email = "alice@atalaya.test";
});

async function desk(house: House) {
  const alice = await seat(house, { role: "agent", name: "Alice", email: "alice@atalaya.test" });
  const ask = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const answer = await house.ask(method, `${api}${path}`, alice.headers, body);
    expect([200, 201], JSON.stringify(answer.body)).toContain(answer.status);
    return answer.body;
  };
  return { alice, ask };
}

const step = (id: string, action: object | null = null) => ({ id, title: `Do ${id}`, text: "So.", expected: "", action });
const restart = { name: "Restart", kind: "command", target: "restart ledger", roles: [], teams: ["applications"], tier: null };
const text = {
  ...{ name: "Ledger stands still", summary: "When nothing is booked.", service: "payments", component: "ledger", kinds: ["incident"] },
  steps: [step("look"), step("restart", restart), step("watch", { ...restart, name: "Watch", teams: ["desk"] })],
};

describe("a runbook", () => {
  it("has versions, says what is whose to do, fits a ticket, and counts what was skipped", async () => {
    const house = await openHouse({ document: withMail });
    const { ask, alice } = await desk(house);
    const made = await ask("POST", "/runbooks", text);
    expect(made).toMatchObject({ id: "ledger-stands-still", version: 1, ownerName: "Alice" });
    expect(made.steps.map((each: Json) => each.action?.mayDo ?? null)).toEqual([null, false, true]);
    expect((await ask("PUT", `/runbooks/${made.id}`, text)).version).toBe(1);
    expect((await ask("PUT", `/runbooks/${made.id}`, { ...text, steps: [...text.steps, step("tell")], note: "Tell them" })).version).toBe(
      2,
    );
    expect((await ask("GET", `/runbooks/${made.id}?version=1`)).steps).toHaveLength(3);
    expect((await ask("GET", `/runbooks/${made.id}/versions`)).items.map((each: Json) => [each.version, each.note])).toEqual([
      [2, "Tell them"],
      [1, null],
    ]);
    await ask("POST", "/runbooks", { ...text, name: "Anything", service: null, component: null, kinds: [] });
    const fits = async (query: string) => (await ask("GET", `/runbooks?${query}`)).items.map((each: Json) => [each.id, each.fit]);
    expect(await fits("service=payments&component=ledger&kind=incident")).toEqual([
      ["ledger-stands-still", 3],
      ["anything", 1],
    ]);
    expect(await fits("service=gate")).toEqual([["anything", 1]]);
    const ticket = await ask("POST", "/tickets", {
      customerId: "bank",
      subject: "Nothing is booked",
      service: "payments",
      component: "ledger",
    });
    await ask("POST", `/tickets/${ticket.id}/runbooks`, { runbook: made.id, version: 2, steps: ["look", "restart", "watch", "tell"] });
    for (const each of ["look", "watch"])
      await ask("POST", `/tickets/${ticket.id}/runbook-steps`, { runbook: made.id, step: each, isDone: true });
    expect(await ask("GET", `/runbooks/${made.id}/runs`)).toMatchObject({
      ...{ runs: 1, under: 1 },
      steps: [
        { step: "look", title: "Do look", done: 1, skipped: 0 },
        { step: "restart", done: 0, skipped: 1 },
        { step: "watch", done: 1, skipped: 0 },
        { step: "tell", done: 0, skipped: 0 },
      ],
    });
    await ask("POST", `/runbooks/${made.id}/retirement`, {});
    expect(await fits("service=payments&component=ledger")).toEqual([["anything", 1]]);
    const wrong = await house.ask("POST", `${api}/runbooks`, alice.headers, { ...text, name: "Ghost", service: "ghost" });
    expect([wrong.status, codeOf(wrong)]).toEqual([404, "unknown-service"]);
    const auditor = await seat(house, { role: "auditor" });
    expect((await house.ask("POST", `${api}/runbooks`, auditor.headers, text)).status).toBe(403);
    expect((await house.ask("GET", `${api}/runbooks/${made.id}`, auditor.headers)).status).toBe(200);
  });
});

describe("an article from a ticket", () => {
  it("holds public words alone, without those who said them, and only when it is resolved", async () => {
    const house = await openHouse({ document: withMail });
    const { ask, alice } = await desk(house);
    const ana = await seat(house, { role: "contact", customerId: "bank", name: "Ana Prado", email: "ana@bank.test" });
    const opened = await house.ask("POST", `${api}/tickets`, ana.headers, {
      ...{ subject: "Ana Prado cannot book", description: "It fails for me, call +34 600 000 001.", service: "payments" },
    });
    const { id } = opened.body;
    const early = await house.ask("POST", `${api}/tickets/${id}/article-draft`, alice.headers, {});
    expect([early.status, codeOf(early)]).toEqual([409, "ticket-unresolved"]);
    const reply = (visibility: string, words: string) =>
      ask("POST", `/tickets/${id}/replies`, { visibility, by: "agent", channel: "portal", text: words });
    await reply("internal", "SECRET: she never reads the manual");
    await reply("public", "Dear Ana,\n\nplease log out once.");
    house.advance(minutes(5));
    await ask("POST", `/tickets/${id}/resolution`, { solution: "Logging out renews the session." });
    const draft = await ask("POST", `/tickets/${id}/article-draft`, {});
    expect(draft).toMatchObject({ title: "[person] cannot book", service: "payments", ticketId: id });
    expect(draft.body).toContain("Logging out renews the session.");
    expect(draft.body).toContain("please log out once");
    expect(JSON.stringify(draft)).not.toContain("SECRET");
    expect(draft.body).not.toMatch(/Ana|600 000/);
    expect(draft.replaced.map((each: Json) => each.kind).sort()).toEqual(expect.arrayContaining(["person", "phone"]));
    expect((await house.ask("POST", `${api}/tickets/${id}/article-draft`, ana.headers, {})).status).toBe(403);
    const kept = await ask("POST", "/articles", {
      language: "en",
      title: draft.title,
      body: draft.body,
      service: draft.service,
      ticketId: id,
    });
    expect(kept).toMatchObject({ state: "draft", ticketId: id });
  });
});

describe("taking it away", () => {
  it("gives files that make the same knowledge elsewhere, and changes nothing when repeated", async () => {
    const house = await openHouse({ document: withMail });
    const { ask } = await desk(house);
    const article = await ask("POST", "/articles", {
      language: "en",
      title: "One",
      body: "Words.",
      visibility: "customer",
      owner: "alice",
    });
    await ask("POST", `/articles/${article.id}/publications`, { language: "en" });
    await ask("POST", `/articles/${article.id}/texts`, { language: "fr", title: "Un", body: "Mots." });
    await ask("POST", "/runbooks", { ...text, owner: "alice" });
    const { files } = await ask("GET", "/knowledge/export");
    expect(files.map((each: Json) => each.path)).toEqual(["articles/one.en.md", "articles/one.fr.md", "runbooks/ledger-stands-still.md"]);
    const other = await openHouse({ document: withMail });
    const bring = () => importKnowledge(other.door, files, { actor: "cli:test" });
    expect(await bring()).toEqual({ created: 2, changed: 0, unchanged: 0 });
    expect(await bring()).toEqual({ created: 0, changed: 0, unchanged: 2 });
    expect(await exportKnowledge(other.door, "*", "staff")).toEqual(files);
    const spoilt = [
      { path: "articles/x.md", text: "---\nguardia: article\ntitle: X\nslug: x\nlanguage: en\nowner: nobody\nservice: ghost\n---\nWords" },
    ];
    await expect(importKnowledge(other.door, spoilt, { actor: "cli:test" })).rejects.toMatchObject({
      code: "invalid-knowledge",
      facts: { problems: [{ path: "articles/x.md", line: 1 }] },
    });
  });
});

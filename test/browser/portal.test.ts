import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, openDesk, phone, textOf, type Visit } from "./desk.ts";
import { comeIn, comeInAs, said, ticketIn, words } from "./portal-visit.ts";
import { sidewaysPixels, violations } from "./sight.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
}, 300_000);
afterAll(() => desk.close());

type Ticket = {
  status: string;
  reopenCount: number;
  requester: string;
  coverage: { decision: string };
  rating: { score: number; words: string } | null;
};
type Listed = { items: { id: number; rank: number | null; priority: string }[] };

type Story = { language: "en" | "fr"; customerId: string; service: string; component: string; covered: RegExp };

/** What a customer goes through with one ticket, from the invitation to the rating; the agent's part comes over the API. */
async function liveThrough({ language, customerId, service, component, covered }: Story): Promise<Ticket> {
  const t = words[language];
  const person = { name: `Ana ${language}`, email: `ana-${language}@customer.example`, role: "contact", customerId, language } as const;
  const { page, problems, close } = await comeIn(desk, person);
  await page.getByRole("heading", { name: said(t.home.greeting, { name: "Ana" }) }).waitFor();

  await page.getByRole("link", { name: t.nav.report }).first().click();
  await page.getByRole("radio", { name: service }).check();
  await page.getByRole("radio", { name: component }).check();
  await page.getByRole("radio", { name: t.report.affectedChoices.some }).check();
  const expectation = page.getByRole("region", { name: t.preview.title });
  await expectation.getByText(covered).waitFor();
  await expectation.getByText(t.preview.yourTime).first().waitFor();
  const promised = await textOf(expectation);
  await page.getByLabel(t.report.subject).fill("Nothing leaves the house");
  await page.getByRole("textbox", { name: t.report.description }).fill("Since this morning, for all of us.");
  await page.getByRole("button", { name: t.report.send, exact: true }).click();
  await page.getByRole("link", { name: t.sent.track }).click();
  await page.getByRole("heading", { name: "Nothing leaves the house" }).waitFor();
  const id = ticketIn(page);
  const ticket = (): Promise<Ticket> => desk.call<Ticket>("GET", `/tickets/${id}`);
  expect((await ticket()).coverage.decision).toBe("covered");
  // What was told before is what holds now.
  const first = said(t.next.due.response, { when: "" });
  expect(promised).toContain(first);
  await page.getByText(first).first().waitFor();

  await page.locator("input[type=file]").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("line one") });
  await page.getByRole("textbox", { name: t.ticket.reply }).fill("Here is what we saw.");
  await page.getByRole("button", { name: t.ticket.send, exact: true }).click();
  await page.getByRole("article").filter({ hasText: "Here is what we saw." }).getByText("notes.txt").waitFor();

  await desk.call("POST", `/tickets/${id}/replies`, { visibility: "internal", text: "between ourselves" });
  await desk.call("POST", `/tickets/${id}/resolution`, { solution: "The door was opened again." });
  await page.getByRole("heading", { name: t.confirm.title }).waitFor();
  expect(await page.getByText("between ourselves").count()).toBe(0);
  await page.getByRole("button", { name: t.confirm.no }).click();
  await page.getByLabel(t.confirm.reason).fill("It is shut again.");
  await page.getByRole("button", { name: t.confirm.send }).click();
  await page.getByText("It is shut again.").waitFor();
  expect(await ticket()).toMatchObject({ status: "open", reopenCount: 1 });

  await desk.call("POST", `/tickets/${id}/resolution`, { solution: "A new lock." });
  await page.getByRole("button", { name: t.confirm.yes }).click();
  await page.getByText(t.ticket.closedNote).waitFor();
  await page.getByRole("button", { name: t.rating.scores[4], exact: true }).click();
  await page.getByLabel(t.rating.words).fill("Quick, in the end.");
  await page.getByRole("button", { name: t.rating.send }).click();
  await page.getByText(t.rating.thanks).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(problems).toEqual([]);
  await close();

  const stranger = await comeInAs(desk, "elena@mercadosur.example", { locale: "es-ES" });
  await stranger.page.goto(`/portal/tickets/${id}`);
  await stranger.page.getByRole("heading", { name: words.es.list.empty }).waitFor();
  await stranger.page.goto("/portal/tickets?state=all&words=leaves");
  await stranger.page.getByText(words.es.list.empty).waitFor();
  await stranger.close();
  return ticket();
}

/** How it ends. */
const ended = { status: "closed", reopenCount: 1, rating: { score: 4, words: "Quick, in the end." } };

describe("a customer's ticket", () => {
  it("goes from the report to the rating", { timeout: 240_000 }, async () => {
    expect(
      await liveThrough({
        language: "en",
        customerId: "andina",
        service: "Card payments",
        component: "Payments API",
        covered: /Covered by §3\.1/,
      }),
    ).toMatchObject(ended);
  });

  it("goes the same way in French", { timeout: 240_000 }, async () => {
    expect(
      await liveThrough({
        language: "fr",
        customerId: "azur",
        service: "Logiciel du club",
        component: "Caisse",
        covered: /Couvert par Article 4/,
      }),
    ).toMatchObject(ended);
  });

  it("is told before it is sent that it is not covered, and contested after", { timeout: 180_000 }, async () => {
    const t = words.fr;
    const { page, close } = await comeInAs(desk, "paul@azursport.example", { viewport: phone });
    await page.goto("/portal/report?service=club&component=tourniquets");
    const expectation = page.getByRole("region", { name: t.preview.title });
    await expectation.getByText("Non couvert, selon Article 6.2").waitFor();
    await expectation.getByText("+33 3 00 00 00 00").waitFor();
    await page.getByLabel(t.report.subject).fill("Le tourniquet est bloqué");
    await page.getByRole("button", { name: t.report.send, exact: true }).click();
    await page.getByRole("link", { name: t.sent.track }).click();
    await page.getByRole("button", { name: t.contest.button }).click();
    await page.getByLabel(t.contest.reason).fill("La panne vient du logiciel.");
    await page.getByRole("button", { name: t.contest.send, exact: true }).click();
    await page.getByText(/Contesté le/).waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    await close();
  });
});

describe("the customer's order", () => {
  const ranked = async (): Promise<number[]> =>
    (await desk.call<Listed>("GET", "/tickets?customer=andina&status=open&order=rank&limit=20")).items
      .filter(({ rank }) => rank !== null)
      .map(({ id }) => id);

  /** Waits until the server has another order than before. */
  const settled = async (before: readonly number[]): Promise<number[]> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const now = await ranked();
      if (now.join() !== before.join()) return now;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the order did not change");
  };

  it("is made by keyboard, by mouse and by buttons, is taken back, and the desk follows it", { timeout: 180_000 }, async () => {
    const t = words.es;
    await desk.call("POST", "/customers/andina/ranking", { order: [] });
    const visit = await comeInAs(desk, "lucia@andina.example", { locale: "es-ES" });
    const { page } = visit;
    await page.goto("/portal/rank");
    const order = page.getByRole("region", { name: t.rank.ranked, exact: true });
    const others = page.getByRole("region", { name: t.rank.unranked, exact: true });
    await others.getByRole("listitem").nth(3).waitFor();
    for (let n = 0; n < 3; n += 1) {
      const before = await ranked();
      await others
        .getByRole("button", { name: new RegExp(t.rank.add) })
        .first()
        .click();
      await settled(before);
    }
    const [one, two, three] = (await ranked()) as [number, number, number];

    const grip = (id: number) => page.getByRole("button", { name: new RegExp(`^Mover el ticket ${id}:`) });
    await grip(three).focus();
    await page.keyboard.press("Space");
    await page.waitForTimeout(200);
    await page.keyboard.press("ArrowUp");
    await page.waitForTimeout(200);
    await page.keyboard.press("ArrowUp");
    await page.waitForTimeout(200);
    await page.keyboard.press("Space");
    expect(await settled([one, two, three])).toEqual([three, one, two]);
    expect(await textOf(order.getByRole("listitem").first())).toContain(`#${three}`);

    const [from, to] = [await grip(two).boundingBox(), await grip(three).boundingBox()];
    await page.mouse.move(from!.x + 20, from!.y + 20);
    await page.mouse.down();
    await page.mouse.move(to!.x + 20, to!.y + 24, { steps: 12 });
    await page.mouse.move(to!.x + 20, to!.y + 14, { steps: 4 });
    await page.mouse.up();
    expect(await settled([three, one, two])).toEqual([two, three, one]);

    await page.keyboard.press("z");
    expect(await settled([two, three, one])).toEqual([three, one, two]);

    await followsWithinPriority(await ranked());
    expect(visit.problems).toEqual([]);
    await visit.close();
  });

  /** The desk takes the urgent first, and within a priority what the customer put first. */
  async function followsWithinPriority(order: readonly number[]): Promise<void> {
    const { items } = await desk.call<Listed>("GET", "/tickets?customer=andina&status=open&order=priority&limit=200");
    for (const priority of ["P1", "P2", "P3", "P4"]) {
      const listed = items.filter((each) => each.priority === priority && order.includes(each.id)).map(({ id }) => id);
      expect(listed).toEqual(order.filter((id) => listed.includes(id)));
    }
    expect(items.map(({ priority }) => priority)).toEqual(items.map(({ priority }) => priority).sort());
    expect(items.slice(0, 200).filter(({ rank }) => rank !== null)).toHaveLength(order.length);
  }
});

describe("the provider", () => {
  it("announces, and chooses its look; both are seen where customers come", { timeout: 180_000 }, async () => {
    const { page, problems, close } = await desk.enter();
    await page.goto("/announcements");
    await page.getByRole("button", { name: "New announcement" }).click();
    await page.getByLabel("What is it?").selectOption("disruption");
    await page.getByLabel("English: Title").fill("The till is slow");
    await page.getByLabel("English: Text").fill("We *look* into it.");
    await page.getByLabel("Français: Title").fill("La caisse est lente");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("heading", { name: "The till is slow" }).waitFor();

    await page.goto("/branding");
    await page.getByRole("textbox", { name: "Colour", exact: true }).fill("#ffd000");
    await page.getByText("Too pale for words by day").waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("textbox", { name: "Colour", exact: true }).fill("#7a1f4b");
    await page.getByText("Readable as it is by day").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved", { exact: true }).waitFor();
    expect(problems).toEqual([]);
    await close();

    const customer = await comeInAs(desk, "nadia@azursport.example");
    await customer.page.getByRole("heading", { name: /La caisse est lente/ }).waitFor();
    const accent = () => customer.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--accent").trim());
    expect(await accent()).toBe("#7a1f4b");
    await customer.page.goto("/queue");
    await customer.page.waitForURL("**/portal");
    await customer.close();
  });
});

describe("every page of the portal", () => {
  const places = ["/portal", "/portal/tickets", "/portal/report", "/portal/rank", "/portal/people", "/portal/services", "/portal/articles"];

  /** What is wrong on any of them, with the place before it. */
  async function faultsIn(visit: Visit, extra: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const place of [...places, ...extra]) {
      await visit.page.goto(place);
      await visit.page.locator("main h1").waitFor();
      await visit.page.waitForTimeout(400);
      found.push(...(await violations(visit.page)).map((each) => `${place}: ${each}`));
      if ((await sidewaysPixels(visit.page)) > 0) found.push(`${place} scrolls sideways`);
    }
    return [...found, ...visit.problems];
  }

  it("can be used by everybody, by day, by night and on a phone", { timeout: 400_000 }, async () => {
    const { items } = await desk.call<Listed>("GET", "/tickets?customer=azur&status=resolved&limit=1");
    const article = await desk.call<{ items: { slug: string }[] }>("GET", "/articles?visibility=public&limit=1");
    const extra = [...items.map(({ id }) => `/portal/tickets/${id}`), ...article.items.map(({ slug }) => `/portal/articles/${slug}`)];
    for (const options of [{}, { colorScheme: "dark" }, { viewport: phone }] as const) {
      const visit = await comeInAs(desk, "nadia@azursport.example", options);
      expect(await faultsIn(visit, extra)).toEqual([]);
      await visit.close();
    }
  });
});

/** Pages go through their steps, are answered, expire and are never dropped: stories in memory, with literal dates. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { openBook } from "#core/agreement/book.ts";
import type { Document, EscalationPolicy } from "#core/model/document.ts";
import { applyToPage } from "#core/oncall/apply.ts";
import type { Page, PageCommand, PageEvent, PageVerb } from "#core/oncall/page.ts";
import type { TicketVerb } from "#core/ticket/command.ts";
import { type Instant, instant, toIso } from "#core/time/instant.ts";
import { isPageEvent, perform, type World } from "#core/world.ts";
import { baseModel } from "../../../test/kit/model.ts";

const people = { ...baseModel.people, dora: { name: "Dora" }, eve: { name: "Eve" } };
const nobody = {
  zone: "UTC",
  layers: [{ name: "weeks", participants: [], rotation: { every: 1, unit: "weeks" as const }, start: "2026-01-05" }],
};
const bobs = { ...nobody, layers: [{ ...nobody.layers[0]!, participants: ["bob"] }] };

const modelWith = (policy: EscalationPolicy, more: Partial<Document> = {}): Document => ({
  ...baseModel,
  people,
  services: { ...baseModel.services, shop: { ...baseModel.services.shop!, escalationPolicy: "shop" } },
  schedules: { nights: bobs, empty: nobody },
  escalationPolicies: { shop: policy },
  lastResort: ["person:eve"],
  ...more,
});

const threeSteps: EscalationPolicy = {
  steps: [
    { after: "0s", notify: ["schedule:nights"] },
    { after: "5m", notify: ["person:carol", "schedule:nights", "person:carol"] },
    { after: "10m", notify: ["person:dora"] },
  ],
};

function story(policy: EscalationPolicy, more: Partial<Document> = {}) {
  const document = modelWith(policy, more);
  const book = openBook([{ version: 1, effectiveAt: instant("2026-01-01T00:00:00Z"), document }]);
  const world: World = { book, tickets: new Map(), pages: new Map() };
  const log: PageEvent[] = [];
  const keep = (events: ReturnType<typeof perform>): PageEvent[] => {
    const own = events.filter(isPageEvent);
    log.push(...own);
    return own;
  };
  return {
    world,
    log,
    opens: (at: string, ticketId = 1, priority: "P1" | "P3" = "P1", kind: "incident" | "request" = "incident") =>
      keep(
        perform(
          world,
          {
            ...{ type: "open-ticket", customerId: "acme", ticketId, subject: "The shop is down", description: "", channel: "portal" },
            kind,
            priority,
            ...{ service: "shop", component: "web", actor: "contact:ana" },
          },
          instant(at),
        ),
      ),
    does: (at: string, verb: Exclude<TicketVerb, { type: "open-ticket" }>, actor = "agent:alice", ticketId = 1) =>
      keep(perform(world, { ...verb, ticketId, actor }, instant(at))),
    page: (at: string, verb: PageVerb, actor = "agent:bob", pageId = 1) =>
      keep(perform(world, { ...verb, pageId, actor } as PageCommand, instant(at))),
    until: (at: string, pageId = 1) => keep(perform(world, { type: "wake-page", pageId, actor: "system" }, instant(at))),
    now: (pageId = 1): Page => world.pages!.get(pageId)!,
    /** `09:05 bob,carol` for each step, in order. */
    told: () =>
      log.flatMap((event) =>
        event.type === "page.step-fired" || event.type === "page.exhausted"
          ? [`${toIso(event.at).slice(11, 16)} ${event.told.map(({ recipient }) => recipient.split(":")[1]).join(",")}`]
          : [],
      ),
  };
}

const next = (page: Page): string | null => (page.nextAt === null ? null : toIso(page.nextAt).slice(11, 19));

test("an incident of a service with a policy tells the first step in the same breath, and nobody else until it is due", () => {
  const shop = story(threeSteps);
  const [opened, fired, ...rest] = shop.opens("2026-03-02T09:00:00Z");
  expect(opened).toMatchObject({
    type: "page.opened",
    ticketId: 1,
    cause: "ticket",
    policy: "shop",
    urgency: "high",
    summary: "The shop is down",
  });
  expect(fired).toMatchObject({ type: "page.step-fired", step: 0, round: 0, gaps: [] });
  expect(fired).toMatchObject({ told: [{ recipient: "person:bob", via: "schedule:nights", layer: "weeks" }] });
  expect(rest).toEqual([]);
  expect(shop.until("2026-03-02T09:04:59.999Z")).toEqual([]);
  shop.until("2026-03-02T09:14:59.999Z");
  expect(shop.told()).toEqual(["09:00 bob", "09:05 carol,bob"]);
  expect(next(shop.now())).toBe("09:15:00");
});

test("what is no incident, is excluded, or belongs to a service without a policy, pages nobody", () => {
  const shop = story(threeSteps);
  expect(shop.opens("2026-03-02T09:00:00Z", 1, "P1", "request")).toEqual([]);
  const gate = {
    type: "open-ticket",
    customerId: "acme",
    ticketId: 2,
    subject: "Stuck",
    description: "",
    channel: "portal",
    actor: "contact:ana",
  } as const;
  perform(shop.world, { ...gate, service: "gates", component: "turnstile" }, instant("2026-03-02T09:00:00Z"));
  perform(
    shop.world,
    { ...gate, ticketId: 3, service: "shop", component: "web", isHistory: true, channel: "import" },
    instant("2026-03-02T09:00:00Z"),
  );
  expect(shop.world.pages!.size).toBe(0);
  expect(shop.does("2026-03-02T09:10:00Z", { type: "classify-ticket", kind: "incident" })).toMatchObject([
    { type: "page.opened" },
    { type: "page.step-fired" },
  ]);
});

test("an acknowledgement stops everything, and takes the ticket", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  shop.page("2026-03-02T09:03:00Z", { type: "acknowledge-page", via: "sms" });
  expect(shop.now()).toMatchObject({ state: "acknowledged", acknowledgedBy: "agent:bob", nextAt: null });
  expect(shop.world.tickets.get(1)).toMatchObject({ assignee: "bob", respondedAt: instant("2026-03-02T09:03:00Z") });
  expect(shop.until("2026-03-03T09:00:00Z")).toEqual([]);
  expect(shop.page("2026-03-02T09:04:00Z", { type: "acknowledge-page", via: "sms" }, "agent:carol")).toEqual([]);
});

test("taking or acknowledging the ticket answers its page; being given it by somebody else does not", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  expect(shop.does("2026-03-02T09:01:00Z", { type: "assign-ticket", assignee: "carol" })).toEqual([]);
  expect(shop.does("2026-03-02T09:02:00Z", { type: "acknowledge-ticket" }, "agent:carol")).toMatchObject([
    { type: "page.acknowledged", via: "ticket", actor: "agent:carol" },
  ]);
  const other = story(threeSteps);
  other.opens("2026-03-02T09:00:00Z");
  other.does("2026-03-02T09:01:00Z", { type: "assign-ticket", assignee: "alice" });
  expect(other.now()).toMatchObject({ state: "acknowledged", acknowledgedBy: "agent:alice" });
});

test("an acknowledgement that expires goes on with the next step, dated when it expired; given again it holds longer", () => {
  const shop = story({ ...threeSteps, ackTimeout: "30m" });
  shop.opens("2026-03-02T09:00:00Z");
  shop.page("2026-03-02T09:01:00Z", { type: "acknowledge-page", via: "link" });
  shop.page("2026-03-02T09:21:00Z", { type: "acknowledge-page", via: "link" });
  expect(next(shop.now())).toBe("09:51:00");
  expect(shop.until("2026-03-02T09:51:00Z")).toMatchObject([
    { type: "page.acknowledgement-expired", at: instant("2026-03-02T09:51:00Z") },
    { type: "page.step-fired", step: 1, at: instant("2026-03-02T09:51:00Z") },
  ]);
});

test("a step at which nobody is on call is skipped at once and recorded as a gap", () => {
  const steps = [
    { after: "0s", notify: ["schedule:empty", "schedule:gone", "team:nobody"] },
    { after: "5m", notify: ["person:carol"] },
  ];
  const shop = story({ steps });
  expect(shop.opens("2026-03-02T09:00:00Z")).toMatchObject([
    { type: "page.opened" },
    {
      type: "page.step-fired",
      step: 0,
      told: [],
      gaps: [
        { target: "schedule:empty", reason: "nobody-on-call" },
        { target: "schedule:gone", reason: "unknown-target" },
        { target: "team:nobody", reason: "unknown-target" },
      ],
    },
    { type: "page.step-fired", step: 1, told: [{ recipient: "person:carol" }] },
  ]);
});

test("the steps are gone through again as often as the policy says, then the last resort is told every hour", () => {
  const shop = story({ steps: threeSteps.steps.slice(0, 2), repeat: 1 });
  shop.opens("2026-03-02T09:00:00Z");
  shop.until("2026-03-02T11:30:00Z");
  expect(shop.told()).toEqual(["09:00 bob", "09:05 carol,bob", "09:10 bob", "09:15 carol,bob", "09:20 eve", "11:20 eve"]);
  expect(shop.now()).toMatchObject({ state: "exhausted", round: 1 });
  expect(next(shop.now())).toBe("12:20:00");
  shop.page("2026-03-02T11:40:00Z", { type: "acknowledge-page", via: "desk" }, "agent:eve");
  expect(shop.now()).toMatchObject({ state: "acknowledged", nextAt: null });
});

test("where nobody at all can be told, the last resort is, at once; without one in the model the administrators are", () => {
  const shop = story({ steps: [{ after: "0s", notify: ["schedule:empty"] }], repeat: 100 }, { lastResort: ["schedule:empty"] });
  expect(shop.opens("2026-03-02T09:00:00Z").at(-1)).toMatchObject({
    type: "page.exhausted",
    at: instant("2026-03-02T09:00:00Z"),
    told: [{ recipient: "role:administrator" }],
  });
});

test("delays count in the policy's calendar", () => {
  const shop = story({ ...threeSteps, calendar: "office" });
  // Monday 12:28 in Paris: the office closes at 12:30 and opens again at 14:00.
  shop.opens("2026-03-02T11:28:00Z");
  expect(next(shop.now())).toBe("13:03:00");
});

test("in a calendar that never opens again, delays count around the clock", () => {
  const office = { zone: "UTC", hours: { "mon-fri": ["09:00-17:00"] }, until: "2026-02-01" };
  const shop = story({ ...threeSteps, calendar: "past" }, { calendars: { ...baseModel.calendars, past: office } });
  shop.opens("2026-03-02T09:00:00Z");
  expect(next(shop.now())).toBe("09:05:00");
});

test("when nobody of a step can be reached, the next one is told at once", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  expect(
    shop.page("2026-03-02T09:00:40Z", { type: "report-unreached", step: 0, round: 0, recipient: "person:bob" }, "system"),
  ).toMatchObject([{ type: "page.unreached" }, { type: "page.step-fired", step: 1, at: instant("2026-03-02T09:00:40Z") }]);
  const report = { type: "report-unreached", step: 1, round: 0 } as const;
  expect(shop.page("2026-03-02T09:01:00Z", { ...report, recipient: "person:carol" }, "system")).toMatchObject([{ type: "page.unreached" }]);
  expect(shop.page("2026-03-02T09:01:10Z", { ...report, recipient: "person:carol" }, "system")).toEqual([]);
  expect(shop.page("2026-03-02T09:01:20Z", { ...report, step: 0, recipient: "person:bob" }, "system")).toEqual([]);
  expect(next(shop.now())).toBe("09:10:40");
});

test("escalated by hand the next step is told now, also from an acknowledged page", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  shop.page("2026-03-02T09:01:00Z", { type: "acknowledge-page", via: "desk" });
  expect(shop.page("2026-03-02T09:02:00Z", { type: "escalate-page", via: "desk", note: "I am on a train" })).toMatchObject([
    { type: "page.escalated", note: "I am on a train" },
    { type: "page.step-fired", step: 1, at: instant("2026-03-02T09:02:00Z") },
  ]);
});

test("the end of the ticket ends its page, and its return raises it from the first step on", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  expect(shop.does("2026-03-02T09:06:00Z", { type: "resolve-ticket", solution: "Restarted." }, "agent:alice")).toMatchObject([
    { type: "page.step-fired", step: 1, at: instant("2026-03-02T09:05:00Z") },
    { type: "page.resolved", reason: "ticket" },
  ]);
  expect(shop.until("2026-03-03T09:00:00Z")).toEqual([]);
  expect(() => shop.page("2026-03-02T09:07:00Z", { type: "acknowledge-page", via: "sms" })).toThrow(/is over since 2026-03-02T09:06/);
  expect(shop.does("2026-03-02T10:00:00Z", { type: "reopen-ticket", reason: "Down again", newTicketId: 9 })).toMatchObject([
    { type: "page.raised-again" },
    { type: "page.step-fired", step: 0, round: 0 },
  ]);
  shop.does("2026-03-02T10:01:00Z", { type: "restore-service", how: "workaround" });
  expect(shop.now().state).toBe("resolved");
  expect(shop.does("2026-03-02T10:02:00Z", { type: "report-failure-again" })[0]).toMatchObject({ type: "page.raised-again" });
});

test("urgency follows the ticket's priority", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z", 1, "P3");
  expect(shop.now().urgency).toBe("low");
  shop.does("2026-03-02T09:01:00Z", { type: "change-priority", priority: "P1", reason: "All shops" });
  expect(shop.now().urgency).toBe("high");
});

test("a page by hand tells whom it names, and its ticket's end ends it too", () => {
  const shop = story(threeSteps);
  shop.opens("2026-03-02T09:00:00Z");
  const byHand = { type: "open-page", customerId: "acme", ticketId: 1, cause: "manual", urgency: "high", summary: "Look" } as const;
  shop.page("2026-03-02T09:01:00Z", { ...byHand, targets: ["person:dora"] }, "agent:alice", 7);
  expect(shop.now(7)).toMatchObject({ policy: null, told: ["person:dora"] });
  expect(next(shop.now(7))).toBe("09:06:00");
  expect(() => shop.page("2026-03-02T09:01:00Z", byHand, "agent:alice", 8)).toThrow(/Name an escalation policy/);
  expect(() => shop.page("2026-03-02T09:01:00Z", { ...byHand, policy: "gone" }, "agent:alice", 8)).toThrow(/no escalation policy "gone"/);
  expect(shop.world.pages!.has(8)).toBe(false);
  shop.does("2026-03-02T09:02:00Z", { type: "resolve-ticket", solution: "Done." });
  expect([shop.now(1).state, shop.now(7).state]).toEqual(["resolved", "resolved"]);
});

const spans = fc.constantFrom("0s", "30s", "5m", "20m", "1h");
const targets = fc.constantFrom(
  "schedule:nights",
  "schedule:empty",
  "person:carol",
  "team:desk",
  "lead:desk",
  "contact:designated",
  "person:dora",
);
const policies: fc.Arbitrary<EscalationPolicy> = fc.record(
  {
    steps: fc.array(fc.record({ after: spans, notify: fc.array(targets, { minLength: 1, maxLength: 3 }) }), { minLength: 1, maxLength: 4 }),
    repeat: fc.nat(3),
    ackTimeout: fc.constantFrom("10m", "1h"),
    calendar: fc.constantFrom("always", "office"),
  },
  { requiredKeys: ["steps"] },
);
type Deed = { after: number; what: "wait" | "acknowledge" | "escalate" | "resolve" | "reopen" | "unreached" | "priority" };
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.record({
    after: fc.nat(90 * 60_000),
    what: fc.constantFrom("wait", "acknowledge", "escalate", "resolve", "reopen", "unreached", "priority"),
  }),
  { maxLength: 12 },
);

/** Does it if the rules allow; a refusal is an answer too. */
function attempt(shop: ReturnType<typeof story>, what: Deed["what"], at: string): void {
  const page = shop.now();
  const acts: Record<Deed["what"], () => unknown> = {
    wait: () => shop.until(at),
    acknowledge: () => shop.page(at, { type: "acknowledge-page", via: "sms" }),
    escalate: () => shop.page(at, { type: "escalate-page", via: "sms" }),
    resolve: () => shop.does(at, { type: "resolve-ticket", solution: "Done." }),
    reopen: () => shop.does(at, { type: "reopen-ticket", reason: "Again", newTicketId: 99 }),
    unreached: () => shop.page(at, { type: "report-unreached", step: page.nextStep - 1, round: page.round, recipient: page.told[0] ?? "" }),
    priority: () => shop.does(at, { type: "change-priority", priority: "P3", reason: "Less" }),
  };
  try {
    acts[what]();
  } catch (error) {
    expect(String(error)).toMatch(/is over since|is resolved|is open|already is|is closed/);
    // A refusal changes nothing, not even by what was due.
    shop.until(at);
  }
}

test("whatever happens: a page that wants an answer always has a next instant, and its log makes its record", () => {
  fc.assert(
    fc.property(policies, deeds, (policy, done) => {
      const shop = story(policy);
      let at = instant("2026-03-02T09:00:00Z") as number;
      shop.opens(toIso(at as Instant));
      for (const { after, what } of done) {
        at += after;
        attempt(shop, what, toIso(at as Instant));
        const page = shop.now();
        if (page.state === "open" || page.state === "exhausted") expect(page.nextAt).toBeGreaterThan(at);
        if (page.state === "resolved") expect(page.nextAt).toBeNull();
      }
      const own = shop.log.filter(({ pageId }) => pageId === 1);
      const replayed = own.reduce<Page | undefined>((before, event) => applyToPage(before, event, shop.world.book), undefined);
      expect(replayed).toEqual(shop.now());
      for (const event of own)
        if (event.type === "page.step-fired") {
          const recipients = event.told.map(({ recipient }) => recipient);
          expect(new Set(recipients).size).toBe(recipients.length);
        }
    }),
    { numRuns: 300 },
  );
});

test("looking often or once comes to the same", () => {
  fc.assert(
    fc.property(policies, fc.array(fc.integer({ min: 1, max: 3 * 3_600_000 }), { maxLength: 20 }), (policy, looks) => {
      const [often, once] = [story(policy), story(policy)];
      const start = instant("2026-03-02T09:00:00Z");
      for (const shop of [often, once]) shop.opens(toIso(start));
      // Up to the last resort: of its hours only the last one seen speaks.
      const end = (start + 3 * 3_600_000) as Instant;
      for (const look of looks.sort((a, b) => a - b)) often.until(toIso((start + look) as Instant));
      for (const shop of [often, once]) shop.until(toIso(end));
      const steps = (shop: typeof often) => shop.log.filter(({ type }) => type === "page.step-fired");
      expect(steps(often)).toEqual(steps(once));
    }),
    { numRuns: 200 },
  );
});

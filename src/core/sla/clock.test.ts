import { describe, expect, test } from "vitest";
import { instant, toIso } from "#core/time/instant.ts";
import { coreStory } from "../../../test/kit/core-story.ts";
import { baseModel, modelWith } from "../../../test/kit/model.ts";

// 5 January 2026 is a Monday; Paris is at +01:00, so office hours are 08:00–11:30 and 13:00–17:30 UTC (8 h a day).
describe("a response clock", () => {
  test("is due after its open time, across the lunch break", () => {
    const story = coreStory();
    story.open("2026-01-05T11:00:00Z");
    expect(story.due("response")).toBe("2026-01-05T13:30:00.000Z");
  });

  test("runs around the clock where its target says so", () => {
    const story = coreStory();
    story.open("2026-01-04T02:00:00Z", { priority: "P1" });
    expect(story.due("response")).toBe("2026-01-04T02:15:00.000Z");
  });

  test("is met exactly at its due millisecond and breached one later", () => {
    for (const [at, verdict] of [
      ["2026-01-05T10:00:00.000Z", "met"],
      ["2026-01-05T10:00:00.001Z", "breached"],
    ] as const) {
      const story = coreStory();
      story.open("2026-01-05T09:00:00Z");
      story.does(at, { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "Looking into it." });
      expect(story.clock("response").verdict).toBe(verdict);
    }
  });

  test("is not met by an automatic receipt, an internal note or the customer", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    const reply = { type: "reply-to-ticket", channel: "email", text: "We got it." } as const;
    story.does("2026-01-05T09:01:00Z", { ...reply, visibility: "public", by: "machine" }, "system");
    story.does("2026-01-05T09:02:00Z", { ...reply, visibility: "internal", by: "agent" });
    story.does("2026-01-05T09:03:00Z", { ...reply, visibility: "public", by: "contact" }, "contact:ana");
    expect(story.clock("response").verdict).toBeNull();
    story.does("2026-01-05T09:04:00Z", { ...reply, visibility: "public", by: "agent" });
    expect(story.clock("response").verdict).toBe("met");
  });

  test("breaches when it was due, however late it is noticed", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.until("2026-01-05T16:00:00Z");
    const breach = story.log.find((event) => event.type === "clock.breached" && event.objective === "response");
    expect(breach?.at).toBe(instant("2026-01-05T10:00:00Z"));
    expect(story.clock("response").breachedAt).toBe(instant("2026-01-05T10:00:00Z"));
  });
});

describe("thresholds", () => {
  test("fire once each, dated at their share of the open time, and before the breach", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.until("2026-01-05T12:00:00Z");
    story.until("2026-01-05T12:30:00Z");
    const response = story.log.filter(
      (event) => (event.type === "clock.warned" || event.type === "clock.breached") && event.objective === "response",
    );
    expect(response.map((event) => [event.type === "clock.warned" ? event.percent : 100, toIso(event.at).slice(11, 19)])).toEqual([
      [50, "09:30:00"],
      [75, "09:45:00"],
      [90, "09:54:00"],
      [100, "10:00:00"],
    ]);
  });
});

describe("pauses", () => {
  test("stop a clock whose agreement lists the reason, and the remaining open time is kept", () => {
    const story = coreStory(modelWith({ targets: { P2: { resolution: "8h" } }, notify: [] }));
    story.open("2026-01-05T09:00:00Z");
    expect(story.due("resolution")).toBe("2026-01-06T09:00:00.000Z");
    story.does("2026-01-05T10:00:00Z", { type: "pause-ticket", reason: "customer" });
    expect(story.due("resolution")).toBeNull();
    story.does("2026-01-06T08:30:00Z", { type: "resume-ticket" });
    expect(story.due("resolution")).toBe("2026-01-06T17:00:00.000Z");
  });

  test("without a listed reason are bookkeeping and stop nothing", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    const before = story.due("resolution");
    story.does("2026-01-05T10:00:00Z", { type: "pause-ticket", reason: "change-window" });
    expect(story.due("resolution")).toBe(before);
  });

  test("push a business-day target by the open time paused", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    expect(story.due("resolution")).toBe("2026-01-07T09:00:00.000Z");
    story.does("2026-01-05T16:30:00Z", { type: "pause-ticket", reason: "customer" });
    story.does("2026-01-06T09:00:00Z", { type: "resume-ticket" });
    // One hour on Monday, one on Tuesday.
    expect(story.due("resolution")).toBe("2026-01-07T11:00:00.000Z");
  });

  test("end by themselves when the customer answers", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.does("2026-01-05T09:10:00Z", { type: "pause-ticket", reason: "customer" });
    story.does(
      "2026-01-05T10:00:00Z",
      { type: "reply-to-ticket", visibility: "public", by: "contact", channel: "portal", text: "Here you are." },
      "contact:ana",
    );
    expect(story.ticket().pause).toBeNull();
    expect(story.clock("resolution").runningSince).toBe(instant("2026-01-05T10:00:00Z"));
  });
});

describe("next response and updates", () => {
  const says = (by: "agent" | "contact") => ({ type: "reply-to-ticket", visibility: "public", by, channel: "portal", text: "…" }) as const;

  test("the next response runs from the oldest unanswered message of the customer", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T08:10:00Z", says("agent"));
    story.does("2026-01-05T08:30:00Z", says("contact"), "contact:ana");
    story.does("2026-01-05T09:00:00Z", says("contact"), "contact:ana");
    expect(story.due("next-response")).toBe("2026-01-05T10:30:00.000Z");
    story.does("2026-01-05T09:30:00Z", says("agent"));
    expect(story.clock("next-response").verdict).toBe("met");
    story.does("2026-01-05T10:00:00Z", says("contact"), "contact:ana");
    expect(story.clock("next-response").round).toBe(2);
    expect(story.due("next-response")).toBe("2026-01-05T13:30:00.000Z");
  });

  test("each public update starts the next one", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z", { priority: "P1" });
    expect(story.due("update")).toBe("2026-01-05T09:00:00.000Z");
    story.does("2026-01-05T08:20:00Z", says("agent"));
    expect(story.due("update")).toBe("2026-01-05T09:20:00.000Z");
    expect(story.clock("update").round).toBe(2);
  });
});

describe("change of priority", () => {
  const raise = { type: "change-priority", priority: "P1", reason: "It spreads." } as const;
  const lower = { type: "change-priority", priority: "P3", reason: "A workaround exists." } as const;
  const resolutions = {
    targets: { P1: { resolution: "2h" }, P2: { resolution: "8h" }, P3: { resolution: "16h" } },
    notify: [],
    escalation: {},
  };

  test("fair: a tighter target starts at the change", () => {
    const story = coreStory(modelWith(resolutions));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", raise);
    expect(story.due("resolution")).toBe("2026-01-05T13:30:00.000Z");
  });

  test("fair: but it is never due later than it was", () => {
    const story = coreStory(modelWith(resolutions));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T17:00:00Z", raise);
    expect(story.due("resolution")).toBe("2026-01-05T17:30:00.000Z");
  });

  test("fair: a looser target keeps the time consumed", () => {
    const story = coreStory(modelWith(resolutions));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", lower);
    expect(story.due("resolution")).toBe("2026-01-06T17:30:00.000Z");
  });

  test("from-start: as if it had been so since the start, even if that is over", () => {
    const story = coreStory(modelWith({ ...resolutions, retarget: "from-start" }));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T11:00:00Z", raise);
    expect(story.clock("resolution").breachedAt).toBe(instant("2026-01-05T10:00:00Z"));
  });

  test("from-change: always afresh", () => {
    const story = coreStory(modelWith({ ...resolutions, retarget: "from-change" }));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", lower);
    expect(story.due("resolution")).toBe("2026-01-07T10:00:00.000Z");
  });

  test("a breach already dated stays", () => {
    const story = coreStory(modelWith(resolutions));
    story.open("2026-01-05T08:00:00Z", { priority: "P1" });
    story.does("2026-01-05T10:00:00.001Z", lower);
    expect(story.clock("resolution")).toMatchObject({
      verdict: "breached",
      breachedAt: instant("2026-01-05T10:00:00Z"),
      target: { written: "2h" },
    });
  });

  test("a pause does not lose what a re-target left", () => {
    const story = coreStory(modelWith(resolutions));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T09:00:00Z", { type: "pause-ticket", reason: "customer" });
    story.does("2026-01-05T10:00:00Z", raise);
    expect(story.due("resolution")).toBeNull();
    story.does("2026-01-05T13:00:00Z", { type: "resume-ticket" });
    expect(story.due("resolution")).toBe("2026-01-05T15:00:00.000Z");
  });
});

describe("tiers", () => {
  test("a tier's time is up: the ticket goes up by itself, dated when it was due, and the next stay begins", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.until("2026-01-05T17:00:00Z");
    const moves = story.log.filter((event) => event.type === "ticket.handed-over");
    expect(moves.map((event) => [event.tier, toIso(event.at), event.isAutomatic])).toEqual([
      [2, "2026-01-05T10:00:00.000Z", true],
      [3, "2026-01-05T15:30:00.000Z", true],
    ]);
    expect(story.ticket()).toMatchObject({ tier: 3, team: "development", assignee: null });
  });

  test("leaving in time meets the clock", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T09:00:00Z", { type: "escalate-ticket", reason: "Needs a look at the queries." });
    const stays = story.ticket().clocks.filter(({ objective }) => objective === "escalation");
    expect(stays.map(({ tier, verdict }) => [tier, verdict])).toEqual([
      [1, "met"],
      [2, null],
    ]);
  });

  test("holding for a vendor starts the vendor's clock and pauses ours where the agreement says so", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T09:00:00Z", { type: "pause-ticket", reason: "vendor", vendor: "cloud", reference: "C-77" });
    const vendor = story.ticket().clocks.find(({ party }) => party === "uc");
    expect(vendor?.dueAt).toBe(instant("2026-01-06T09:00:00Z"));
    expect(story.clock("restoration").dueAt).not.toBeNull();
    story.does("2026-01-05T10:00:00Z", { type: "resume-ticket" });
    expect(story.ticket().clocks.find(({ party }) => party === "uc")?.verdict).toBe("met");
  });
});

describe("restoration, resolution and reopening", () => {
  test("the resolved time is not counted when it reopens within the window", () => {
    const story = coreStory(modelWith({ targets: { P2: { resolution: "8h" } }, notify: [], escalation: {} }));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Index added." });
    expect(story.clock("resolution").verdict).toBe("met");
    story.does("2026-01-07T08:00:00Z", { type: "reopen-ticket", reason: "Slow again.", newTicketId: 2 }, "contact:ana");
    expect(story.clock("resolution")).toMatchObject({ verdict: null, stoppedAt: null });
    expect(story.due("resolution")).toBe("2026-01-07T15:30:00.000Z");
  });

  test("after the window a new ticket opens that follows the old one", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Index added." });
    story.does("2026-01-13T08:00:00Z", { type: "reopen-ticket", reason: "Slow again.", newTicketId: 2 }, "contact:ana");
    expect(story.ticket(1).status).toBe("closed");
    expect(story.ticket(2)).toMatchObject({ status: "open", links: [{ type: "follows", ticketId: 1 }] });
  });

  test("restoration runs on when the same failure returns", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T09:00:00Z", { type: "restore-service", how: "workaround" });
    expect(story.clock("restoration").verdict).toBe("met");
    story.does("2026-01-05T13:00:00Z", { type: "report-failure-again" });
    expect(story.due("restoration")).toBe("2026-01-06T10:30:00.000Z");
  });

  test("resolution can be what closing ends", () => {
    const story = coreStory(modelWith({ resolutionMetBy: "closed", notify: [] }));
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Done." });
    expect(story.clock("resolution").stoppedAt).toBeNull();
    story.does("2026-01-05T11:00:00Z", { type: "close-ticket" });
    expect(story.clock("resolution")).toMatchObject({ verdict: "met", stoppedAt: instant("2026-01-05T11:00:00Z") });
  });
});

describe("versions", () => {
  test("a change of calendar applies from its effective instant on, to what runs already", () => {
    const longer = { ...baseModel, calendars: { office: { zone: "Europe/Paris", hours: { "mon-fri": ["09:00-21:00"] } } } };
    const resolution = { targets: { P2: { resolution: "16h" } }, notify: [], escalation: {} };
    const first = modelWith(resolution);
    const story = coreStory([
      { from: "2026-01-01T00:00:00Z", document: first },
      { from: "2026-01-05T23:00:00Z", document: { ...first, calendars: longer.calendars } },
    ]);
    story.open("2026-01-05T08:00:00Z");
    // Monday 8 h under the old hours, then Tuesday 8 h from 09:00 without a break.
    expect(story.due("resolution")).toBe("2026-01-06T16:00:00.000Z");
  });

  test("a new agreement version re-targets what runs, and never what is judged", () => {
    const story = coreStory([
      {
        from: "2026-01-01T00:00:00Z",
        document: modelWith({ targets: { P2: { response: "1h", resolution: "8h" } }, notify: [], escalation: {} }),
      },
      {
        from: "2026-01-05T10:00:00Z",
        document: modelWith({ targets: { P2: { response: "10m", resolution: "4h" } }, notify: [], escalation: {} }),
      },
    ]);
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T08:30:00Z", { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "On it." });
    story.until("2026-01-05T10:30:00Z");
    expect(story.types()).toContain("ticket.terms-changed");
    expect(story.ticket().agreementVersion).toBe(2);
    expect(story.clock("response")).toMatchObject({ verdict: "met", target: { written: "1h", agreementVersion: 1 } });
    expect(story.due("resolution")).toBe("2026-01-05T15:30:00.000Z");
  });
});

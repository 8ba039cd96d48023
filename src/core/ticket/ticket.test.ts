import { describe, expect, test } from "vitest";
import { defaultMatrix } from "#core/agreement/terms.ts";
import { Refusal } from "#core/refusal.ts";
import { sharesOf } from "#core/ticket/ball.ts";
import { priorityOf, propose } from "#core/ticket/priority.ts";
import { instant } from "#core/time/instant.ts";
import { coreStory } from "../../../test/kit/core-story.ts";
import { modelWith } from "../../../test/kit/model.ts";

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "none";
};

describe("priority", () => {
  test.each([
    [{ affected: "everybody", hasWorkaround: false, atStake: "money" }, "P1"],
    [{ affected: "one", hasWorkaround: true, atStake: "safety" }, "P1"],
    [{ affected: "some", hasWorkaround: false, atStake: "nothing" }, "P3"],
    [{ affected: "some", hasWorkaround: false, atStake: "money" }, "P2"],
    [{ affected: "one", hasWorkaround: true, atStake: "nothing" }, "P4"],
  ] as const)("%j gives %s", (facts, priority) => {
    const { impact, urgency } = propose(facts);
    expect(priorityOf(defaultMatrix, impact, urgency)).toBe(priority);
  });

  test("a change needs a reason, and says when there is none to make", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    expect(refusal(() => story.does("2026-01-05T09:10:00Z", { type: "change-priority", priority: "P1", reason: " " }))).toBe(
      "text-missing",
    );
    expect(refusal(() => story.does("2026-01-05T09:10:00Z", { type: "change-priority", priority: "P2", reason: "x" }))).toBe(
      "priority-unchanged",
    );
  });
});

describe("intake", () => {
  test("covered: routed to the lowest owner of the component", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    expect(story.ticket()).toMatchObject({
      tier: 1,
      team: "desk",
      coverage: { decision: "covered", rule: "default" },
      agreementVersion: 1,
    });
  });

  test("an alert may start higher", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z", { channel: "alert" });
    expect(story.ticket()).toMatchObject({ tier: 2, team: "ops" });
  });

  test("excluded: answered at once with the clause and where to turn, and closed unless contested", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z", { service: "gates", component: "turnstile" });
    expect(story.ticket().clocks).toEqual([]);
    const answer = story.log.find((event) => event.type === "ticket.replied");
    expect(answer).toMatchObject({
      by: "machine",
      text: "§5: Access-control hardware is not covered.\n→ Gate Parts Ltd, +44 20 7946 0000",
    });
    story.until("2026-01-20T09:00:00Z");
    expect(story.ticket()).toMatchObject({ status: "closed", closedAt: instant("2026-01-12T09:00:00Z") });
  });

  test("contested: it stays open until a manager decides, and a decision to cover starts the clocks", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z", { service: "gates", component: "turnstile" });
    story.does("2026-01-05T10:00:00Z", { type: "contest-coverage", reason: "It is the software." }, "contact:ana");
    story.until("2026-01-20T09:00:00Z");
    expect(story.ticket().status).toBe("open");
    story.does("2026-01-20T09:00:00Z", { type: "override-coverage", decision: "covered", reason: "The firmware is ours." });
    expect(story.ticket().coverage).toMatchObject({ decision: "covered", overridden: "The firmware is ours." });
    expect(story.clock("response").startedAt).toBe(instant("2026-01-20T09:00:00Z"));
  });

  test("billable: waits for a quote, whose approval resumes it and whose refusal closes it", () => {
    for (const [state, status] of [
      ["approved", "open"],
      ["declined", "closed"],
    ] as const) {
      const story = coreStory();
      story.open("2026-01-05T09:00:00Z", { kind: "evolution" });
      expect(story.ticket()).toMatchObject({ coverage: { decision: "billable" }, pause: { reason: "quote" } });
      expect(story.due("resolution")).toBeNull();
      story.does("2026-01-05T10:00:00Z", { type: "quote-ticket", amount: { amount: 50_000, currency: "EUR" }, text: "Half a day." });
      expect(refusal(() => story.does("2026-01-05T10:30:00Z", { type: "resume-ticket" }))).toBe("quote-undecided");
      story.does("2026-01-05T11:00:00Z", { type: "decide-quote", state }, "contact:ana");
      expect(story.ticket()).toMatchObject({ status, pause: null, quote: { state } });
    }
  });

  test("pre-approved up to an amount: work begins at once, a larger quote waits", () => {
    const story = coreStory(modelWith({ preApproved: { amount: 30_000, currency: "EUR" } }));
    story.open("2026-01-05T09:00:00Z", { kind: "evolution" });
    expect(story.ticket().pause).toBeNull();
    story.does("2026-01-05T10:00:00Z", { type: "quote-ticket", amount: { amount: 30_000, currency: "EUR" }, text: "Three hours." });
    expect(story.ticket()).toMatchObject({ pause: null, quote: { state: "approved" } });
    story.does("2026-01-05T11:00:00Z", { type: "quote-ticket", amount: { amount: 30_001, currency: "EUR" }, text: "A bit more." });
    expect(story.ticket()).toMatchObject({ pause: { reason: "quote" }, quote: { state: "offered" } });
  });

  test("names what the model does not know", () => {
    const story = coreStory();
    expect(refusal(() => story.open("2026-01-05T09:00:00Z", { customerId: "nobody" }))).toBe("unknown-customer");
    expect(refusal(() => story.open("2026-01-05T09:00:00Z", { service: "shoop" }))).toBe("unknown-service");
    expect(refusal(() => story.open("2026-01-05T09:00:00Z", { component: "wbe" }))).toBe("unknown-component");
    expect(refusal(() => story.open("2026-01-05T09:00:00Z", { subject: "" }))).toBe("text-missing");
  });

  test("classified anew: place and coverage follow the component", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.does("2026-01-05T10:00:00Z", { type: "classify-ticket", service: "gates", component: "turnstile" });
    expect(story.ticket()).toMatchObject({ service: "gates", coverage: { decision: "excluded" } });
    expect(story.ticket().clocks.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
  });
});

describe("hand-over", () => {
  test("goes up to the owner of the next tier, and back with a reason", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.does("2026-01-05T09:10:00Z", { type: "escalate-ticket" });
    story.does("2026-01-05T09:20:00Z", { type: "escalate-ticket" }, "agent:bob");
    expect(story.ticket()).toMatchObject({ tier: 3, team: "development" });
    expect(refusal(() => story.does("2026-01-05T09:30:00Z", { type: "escalate-ticket" }, "agent:carol"))).toBe("no-higher-tier");
    story.does("2026-01-05T09:40:00Z", { type: "hand-back-ticket", reason: "Configuration, not code." }, "agent:carol");
    expect(story.ticket()).toMatchObject({ tier: 2, team: "ops" });
    expect(refusal(() => story.does("2026-01-05T09:50:00Z", { type: "hand-back-ticket", reason: "" }))).toBe("text-missing");
  });

  test("a swarming service keeps its owner and lets others join", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z", { service: "swarm", component: "etl" });
    expect(refusal(() => story.does("2026-01-05T09:10:00Z", { type: "escalate-ticket" }))).toBe("swarming-service");
    story.does("2026-01-05T09:20:00Z", { type: "join-ticket", person: "carol" });
    story.does("2026-01-05T09:21:00Z", { type: "join-ticket", person: "carol" });
    expect(story.ticket().collaborators).toEqual(["carol"]);
  });
});

describe("ends", () => {
  test("what is closed or resolved refuses work by name", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    expect(refusal(() => story.does("2026-01-05T09:10:00Z", { type: "close-ticket" }))).toBe("ticket-not-resolved");
    story.does("2026-01-05T09:20:00Z", { type: "resolve-ticket", solution: "Fixed." });
    expect(refusal(() => story.does("2026-01-05T09:30:00Z", { type: "assign-ticket", assignee: "bob" }))).toBe("ticket-already-resolved");
    story.does("2026-01-05T09:40:00Z", { type: "close-ticket" });
    expect(refusal(() => story.does("2026-01-05T09:50:00Z", { type: "close-ticket" }))).toBe("ticket-already-closed");
    expect(refusal(() => story.does("2026-01-05T09:55:00Z", { type: "escalate-ticket" }))).toBe("ticket-already-closed");
  });

  test("a resolved ticket closes by itself after the agreement's time", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Fixed." });
    story.until("2026-02-01T00:00:00Z");
    expect(story.ticket()).toMatchObject({ status: "closed", closedAt: instant("2026-01-12T10:00:00Z") });
    expect(story.log.at(-1)).toMatchObject({ type: "ticket.closed", reason: "automatic" });
  });

  test("merging closes the source without a verdict", () => {
    const story = coreStory();
    story.open("2026-01-05T09:00:00Z");
    story.open("2026-01-05T09:05:00Z", { ticketId: 2 });
    story.does("2026-01-05T09:10:00Z", { type: "merge-ticket", into: 1 }, "agent:alice", 2);
    expect(story.ticket(2)).toMatchObject({ status: "closed", mergedInto: 1 });
    expect(story.clock("response", 2).verdict).toBe("void");
    expect(
      refusal(() => story.does("2026-01-05T09:20:00Z", { type: "reopen-ticket", reason: "No.", newTicketId: 3 }, "contact:ana", 2)),
    ).toBe("ticket-merged");
    expect(refusal(() => story.does("2026-01-05T09:20:00Z", { type: "merge-ticket", into: 1 }))).toBe("same-ticket");
  });
});

describe("who is told", () => {
  test("the rules of the agreement on thresholds, breaches and silence", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.until("2026-01-05T15:00:00Z");
    const told = story.log.flatMap((event) =>
      event.type === "notification.requested" ? [[event.cause.kind, event.recipients.join()]] : [],
    );
    expect(told).toContainEqual(["threshold", "person:maria,contact:designated"]);
    expect(told).toContainEqual(["silence", "lead:desk"]);
  });
});

describe("the ball", () => {
  test("is held by exactly one party at a time, and a breach is shared by the open time each held it", () => {
    const story = coreStory();
    story.open("2026-01-05T08:00:00Z");
    story.does("2026-01-05T08:30:00Z", { type: "assign-ticket", assignee: "alice" });
    story.does("2026-01-05T09:00:00Z", { type: "pause-ticket", reason: "vendor", vendor: "cloud" });
    story.does("2026-01-05T10:00:00Z", { type: "resume-ticket" });
    expect(story.ticket().ball.map(({ holder }) => holder)).toEqual(["nobody", "tier", "vendor", "tier"]);
    const { ball } = story.ticket();
    const shares = sharesOf(
      ball,
      story.clock("restoration").segments,
      story.world.book.calendar("office"),
      instant("2026-01-05T11:00:00Z"),
    );
    expect(shares).toEqual({ nobody: 1_800_000, L1: 5_400_000, vendor: 3_600_000 });
  });
});

/** The promises of an agreement, kept and broken, and dated when they were due. */
import { expect, test } from "vitest";
import { hours, instant, minutes } from "#core/time/instant.ts";
import { clockOf, openStory } from "./story.ts";

test("a ticket is answered in time: the response is met, and stays so", async () => {
  const story = await openStory({ at: "2026-03-02T09:00:00Z" });
  const ticket = await story.open({ priority: "P1" });
  expect(clockOf(ticket, "response").dueAt).toBe(instant("2026-03-02T09:15:00Z"));
  await story.advance(minutes(10));
  await story.ask("agent:alice", ticket, { type: "reply-to-ticket", visibility: "public", by: "agent", channel: "portal", text: "On it." });
  await story.advance(hours(30));
  const later = await story.ticket(ticket.id);
  expect(clockOf(later, "response")).toMatchObject({ verdict: "met", stoppedAt: instant("2026-03-02T09:10:00Z"), breachedAt: null });
});

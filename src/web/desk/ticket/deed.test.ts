import { describe, expect, it } from "vitest";
import type { WireTicket } from "../../api/wire.ts";
import { takingBack } from "./deed.ts";

const before = {
  assignee: "ana",
  priority: "P2",
  impact: 2,
  urgency: 1,
  collaborators: [],
  links: [{ type: "blocks", ticketId: 7 }],
  pause: null,
  tasks: [{ id: "a", text: "Look", assignee: null, doneAt: null, doneBy: null }],
  runbooks: [],
} as unknown as WireTicket;

describe("taking back", () => {
  it("gives the ticket what it had, as a request", () => {
    expect(takingBack(before, "assignment", { assignee: "ben" }, "oops")).toEqual({ verb: "assignment", body: { assignee: "ana" } });
    expect(takingBack(before, "pause", { reason: "customer" }, "oops")).toEqual({ verb: "resumption", body: { note: null } });
    expect(takingBack(before, "unlinks", { link: "blocks", otherId: 7 }, "oops")).toEqual({
      verb: "links",
      body: { link: "blocks", otherId: 7 },
    });
    expect(takingBack(before, "task-changes", { task: "a", isDone: true }, "oops")).toEqual({
      verb: "task-changes",
      body: { task: "a", text: "Look", assignee: null, isDone: false },
    });
  });

  it("gives a reason in the reader's words where the log asks for one", () => {
    expect(takingBack(before, "priority", { priority: "P1", reason: "worse" }, "taken back by me")?.body).toMatchObject({
      priority: "P2",
      reason: "taken back by me",
    });
  });

  it("is not offered for what was said or ended, or for what changed nothing", () => {
    expect(takingBack(before, "resolution", { solution: "done" }, "oops")).toBeNull();
    expect(takingBack(before, "replies", { visibility: "public", text: "Hi" }, "oops")).toBeNull();
    expect(takingBack(before, "assignment", { assignee: "ana" }, "oops")).toBeNull();
  });
});

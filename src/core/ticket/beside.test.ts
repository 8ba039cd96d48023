import { describe, expect, it, test } from "vitest";
import { Refusal } from "#core/refusal.ts";
import { applyToTicket } from "#core/ticket/apply.ts";
import { attachmentPolicy, cleanName, isShownIn, requireSize, typeOf } from "#core/ticket/attachment.ts";
import { inverseLinks } from "#core/ticket/link.ts";
import { duesOf, fillPlaceholders } from "#core/ticket/placeholder.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import { type Attachment, linkTypes, type Ticket } from "#core/ticket/ticket.ts";
import { instant } from "#core/time/instant.ts";
import { coreStory } from "../../../test/kit/core-story.ts";
import { baseModel, modelWith } from "../../../test/kit/model.ts";

const refusal = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return "none";
};

const nine = "2026-01-05T09:00:00Z";
type Story = ReturnType<typeof coreStory>;
const told = (story: Story): unknown[] =>
  story.log.flatMap((event) => (event.type === "notification.requested" ? [[event.cause, event.recipients]] : []));

function resolvedStory(model = baseModel): Story {
  const story = coreStory(model);
  story.open(nine);
  story.does(nine, { type: "assign-ticket", assignee: "alice" });
  story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Restarted." });
  return story;
}

describe("rating", () => {
  const rate = (story: Story, at: string, score: 1 | 2 | 3 | 4 | 5, words = "", by = "contact:ana") =>
    story.does(at, { type: "rate-ticket", score, words }, by);

  it("is changeable for seven days, counted from the first one", () => {
    const story = resolvedStory();
    rate(story, "2026-01-05T11:00:00Z", 5, "Quick.");
    rate(story, "2026-01-12T11:00:00Z", 4, "Nearly.");
    expect(story.ticket().rating).toEqual({ score: 4, words: "Nearly.", at: instant("2026-01-05T11:00:00Z"), by: "contact:ana" });
    expect(refusal(() => rate(story, "2026-01-12T11:00:00.001Z", 1))).toBe("rating-settled");
    expect(told(story)).toEqual([]);
  });

  it("of what was resolved anew is a new one", () => {
    const story = resolvedStory();
    rate(story, "2026-01-05T11:00:00Z", 5);
    story.does("2026-01-06T09:00:00Z", { type: "reopen-ticket", reason: "Again.", newTicketId: 9 }, "contact:ana");
    expect(refusal(() => rate(story, "2026-01-06T09:10:00Z", 1))).toBe("rating-too-early");
    story.does("2026-01-06T10:00:00Z", { type: "resolve-ticket", solution: "Patched." });
    rate(story, "2026-01-14T11:00:00Z", 3);
    expect(story.ticket().rating).toMatchObject({ score: 3, at: instant("2026-01-14T11:00:00Z") });
  });

  it("of 2 or less is told to the lead and the agreement's point of contact, once", () => {
    const story = resolvedStory(modelWith({ contactPoints: { provider: "carol" } }));
    rate(story, "2026-01-05T11:00:00Z", 2, "Slow.");
    rate(story, "2026-01-05T11:05:00Z", 2, "Really slow.");
    expect(told(story)).toEqual([[{ kind: "rating", score: 2 }, ["person:maria", "person:carol"]]]);
    rate(story, "2026-01-05T11:06:00Z", 1, "Worse.");
    expect(told(story)).toHaveLength(2);
  });

  it("is not for those who did the work, nor for what was merged", () => {
    const story = resolvedStory();
    expect(refusal(() => rate(story, "2026-01-05T11:00:00Z", 5, "", "agent:alice"))).toBe("own-work");
    expect(refusal(() => rate(story, "2026-01-05T11:00:00Z", 5, "", "agent:maria"))).toBe("none");
    story.open("2026-01-05T12:00:00Z", { ticketId: 2 });
    story.open("2026-01-05T12:00:00Z", { ticketId: 3 });
    story.does("2026-01-05T12:10:00Z", { type: "merge-ticket", into: 3 }, "agent:alice", 2);
    expect(refusal(() => story.does("2026-01-05T12:20:00Z", { type: "rate-ticket", score: 5, words: "" }, "contact:ana", 2))).toBe(
      "ticket-merged",
    );
  });
});

describe("a complaint", () => {
  it("is an escalation at any time, and moves no clock", () => {
    const story = coreStory();
    story.open(nine);
    const before = story.ticket().clocks;
    story.does("2026-01-05T09:10:00Z", { type: "complain", words: "Nobody answers." }, "contact:ana");
    expect(story.ticket().complainedAt).toBe(instant("2026-01-05T09:10:00Z"));
    expect(told(story)).toEqual([[{ kind: "complaint" }, ["person:maria"]]]);
    expect(story.ticket().clocks).toEqual(before);
    expect(refusal(() => story.does("2026-01-05T09:20:00Z", { type: "complain", words: " " }))).toBe("text-missing");
  });

  it("reaches the team where nobody leads it", () => {
    const story = coreStory();
    story.open(nine, { channel: "alert" });
    story.does("2026-01-05T09:10:00Z", { type: "complain", words: "Again." }, "contact:ana");
    expect(told(story)).toEqual([[{ kind: "complaint" }, ["team:ops"]]]);
  });
});

describe("time", () => {
  // Office hours are 09:00 to 12:30 and 14:00 to 18:30 in Paris: 08:00 to 11:30 and 13:00 to 17:30 UTC in winter.
  const rates = [{ perHour: { amount: 9_000, currency: "EUR" }, weight: 1.5, hours: "outside" as const }];
  const worked = (minutes: number, endedAt: string) =>
    ({ type: "log-time", entry: "e1", minutes, activity: "analysis", endedAt: instant(endedAt) }) as const;

  it("is weighed by where it lies, split at the border of the service hours, for the tier that had it then", () => {
    const story = coreStory(modelWith({ rates }));
    story.open(nine);
    story.does("2026-01-05T18:10:00Z", { type: "hand-over-ticket", team: "desk", reason: "Known." });
    story.does("2026-01-05T20:00:00Z", worked(60, "2026-01-05T18:00:00Z"));
    expect(story.log.at(-1)).toMatchObject({
      minutes: 60,
      countedMinutes: 75,
      weight: 1.25,
      isAfterHours: false,
      tier: 3,
      coverage: "covered",
    });
    story.does("2026-01-05T20:10:00Z", { ...worked(30, "2026-01-05T18:30:00Z"), entry: "e2", tier: 2, note: "At night." });
    expect(story.ticket()).toMatchObject({
      timeMinutes: 90,
      timeEntries: [{ id: "e1" }, { id: "e2", countedMinutes: 45, isAfterHours: true, tier: 2 }],
    });
  });

  it("is corrected with a reason, 0 takes it back", () => {
    const story = coreStory(modelWith({ rates }));
    story.open(nine);
    story.does("2026-01-05T20:00:00Z", worked(60, "2026-01-05T18:00:00Z"));
    story.does("2026-01-05T20:10:00Z", { type: "correct-time", entry: "e1", minutes: 20, reason: "Lunch." });
    expect(story.ticket()).toMatchObject({ timeMinutes: 20, timeEntries: [{ minutes: 20, countedMinutes: 30, isAfterHours: true }] });
    story.does("2026-01-05T20:20:00Z", { type: "correct-time", entry: "e1", minutes: 0, reason: "Wrong ticket." });
    expect(story.ticket()).toMatchObject({ timeMinutes: 0, timeEntries: [{ minutes: 0, countedMinutes: 0 }] });
  });

  it("may be logged on a closed ticket", () => {
    const story = resolvedStory();
    story.does("2026-01-05T11:00:00Z", { type: "close-ticket" });
    story.does("2026-01-06T11:00:00Z", worked(15, "2026-01-05T10:00:00Z"));
    expect(story.ticket().timeMinutes).toBe(15);
  });

  test.each([
    [worked(0, nine), "bad-minutes"],
    [worked(1_441, nine), "bad-minutes"],
    [worked(1.5, nine), "bad-minutes"],
    [{ ...worked(5, nine), activity: " " }, "text-missing"],
    [worked(5, "2026-01-05T09:30:00.001Z"), "time-in-future"],
    [worked(5, "2026-01-05T08:59:59Z"), "time-before-ticket"],
    [{ ...worked(5, nine), entry: "taken" }, "time-entry-exists"],
    [{ type: "correct-time", entry: "nothing", minutes: 5, reason: "x" }, "unknown-time-entry"],
    [{ type: "correct-time", entry: "taken", minutes: -1, reason: "x" }, "bad-minutes"],
    [{ type: "correct-time", entry: "taken", minutes: 5, reason: "" }, "text-missing"],
  ] as const)("%j is refused as %s", (verb, code) => {
    const story = coreStory();
    story.open(nine);
    story.does(nine, { ...worked(5, nine), entry: "taken" });
    expect(refusal(() => story.does("2026-01-05T09:30:00Z", verb))).toBe(code);
  });
});

describe("tasks and runbooks", () => {
  it("a task is added, changed, done by somebody, undone and removed", () => {
    const story = coreStory();
    story.open(nine);
    story.does(nine, { type: "add-task", task: "t1", text: "Ask the vendor" });
    story.does(nine, { type: "add-task", task: "t2", text: "Check the log", assignee: "bob" });
    story.does("2026-01-05T09:10:00Z", { type: "change-task", task: "t2", isDone: true, text: "Check both logs" }, "agent:bob");
    expect(story.ticket().tasks).toEqual([
      { id: "t1", text: "Ask the vendor", assignee: null, doneAt: null, doneBy: null },
      { id: "t2", text: "Check both logs", assignee: "bob", doneAt: instant("2026-01-05T09:10:00Z"), doneBy: "agent:bob" },
    ]);
    expect(story.does("2026-01-05T09:11:00Z", { type: "change-task", task: "t2", isDone: true, assignee: "bob" })).toEqual([]);
    story.does("2026-01-05T09:12:00Z", { type: "change-task", task: "t2", isDone: false, assignee: null });
    story.does("2026-01-05T09:12:00Z", { type: "remove-task", task: "t1" });
    expect(story.ticket().tasks).toEqual([{ id: "t2", text: "Check both logs", assignee: null, doneAt: null, doneBy: null }]);
  });

  it("a runbook's steps are ticked by name, and unticked", () => {
    const story = coreStory();
    story.open(nine);
    story.does(nine, { type: "start-runbook", runbook: "restart", version: 3, steps: ["stop", "start"] });
    story.does("2026-01-05T09:10:00Z", { type: "tick-step", runbook: "restart", step: "stop", isDone: true, note: "Took long." });
    expect(story.ticket().runbooks).toEqual([
      {
        ...{ id: "restart", version: 3, startedAt: instant(nine), steps: ["stop", "start"] },
        done: [{ step: "stop", at: instant("2026-01-05T09:10:00Z"), by: "agent:alice", note: "Took long." }],
      },
    ]);
    expect(story.does("2026-01-05T09:11:00Z", { type: "tick-step", runbook: "restart", step: "start", isDone: false })).toEqual([]);
    story.does("2026-01-05T09:12:00Z", { type: "tick-step", runbook: "restart", step: "stop", isDone: false });
    expect(story.ticket().runbooks[0]?.done).toEqual([]);
    story.does("2026-01-05T09:13:00Z", { type: "drop-runbook", runbook: "restart" });
    expect(story.ticket().runbooks).toEqual([]);
  });

  test.each([
    [{ type: "add-task", task: "t1", text: "x" }, "task-exists"],
    [{ type: "add-task", task: "t9", text: " " }, "text-missing"],
    [{ type: "change-task", task: "t9", isDone: true }, "unknown-task"],
    [{ type: "change-task", task: "t1", text: "" }, "text-missing"],
    [{ type: "remove-task", task: "t9" }, "unknown-task"],
    [{ type: "start-runbook", runbook: "r1", version: 2, steps: ["a"] }, "runbook-started"],
    [{ type: "start-runbook", runbook: "r2", version: 1, steps: [] }, "bad-steps"],
    [{ type: "start-runbook", runbook: "r2", version: 1, steps: ["a", "a"] }, "bad-steps"],
    [{ type: "tick-step", runbook: "r1", step: "z", isDone: true }, "unknown-step"],
    [{ type: "tick-step", runbook: "r9", step: "a", isDone: true }, "unknown-runbook"],
    [{ type: "drop-runbook", runbook: "r9" }, "unknown-runbook"],
  ] as const)("%j is refused as %s", (verb, code) => {
    const story = coreStory();
    story.open(nine);
    story.does(nine, { type: "add-task", task: "t1", text: "One" });
    story.does(nine, { type: "start-runbook", runbook: "r1", version: 1, steps: ["a", "b"] });
    expect(refusal(() => story.does(nine, verb))).toBe(code);
    story.does("2026-01-05T10:00:00Z", { type: "resolve-ticket", solution: "Done." });
    expect(refusal(() => story.does("2026-01-05T10:00:00Z", verb))).toBe("ticket-already-resolved");
  });

  it("no more than a hundred tasks", () => {
    const story = coreStory();
    story.open(nine);
    for (let n = 0; n < 100; n++) story.does(nine, { type: "add-task", task: `t${n}`, text: "One of many" });
    expect(refusal(() => story.does(nine, { type: "add-task", task: "t100", text: "One too many" }))).toBe("too-many-tasks");
  });
});

describe("links", () => {
  test.each(linkTypes)("%s stands on both, each as it looks from there, and comes off both", (link) => {
    const story = coreStory();
    story.open(nine);
    story.open(nine, { ticketId: 2 });
    story.does(nine, { type: "link-ticket", link, otherId: 2 });
    expect(story.does(nine, { type: "link-ticket", link, otherId: 2 })).toEqual([]);
    expect([story.ticket(1).links, story.ticket(2).links]).toEqual([
      [{ type: link, ticketId: 2 }],
      [{ type: inverseLinks[link], ticketId: 1 }],
    ]);
    expect(inverseLinks[inverseLinks[link]]).toBe(link);
    story.does(nine, { type: "unlink-ticket", link: inverseLinks[link], otherId: 1 }, "agent:alice", 2);
    expect([story.ticket(1).links, story.ticket(2).links]).toEqual([[], []]);
    expect(refusal(() => story.does(nine, { type: "unlink-ticket", link, otherId: 2 }))).toBe("not-linked");
  });

  it("given at the opening stand on both too", () => {
    const story = coreStory();
    story.open(nine);
    story.open(nine, { ticketId: 2, links: [{ type: "part-of", otherId: 1 }] });
    expect([story.ticket(1).links, story.ticket(2).links]).toEqual([
      [{ type: "has-part", ticketId: 2 }],
      [{ type: "part-of", ticketId: 1 }],
    ]);
    expect(refusal(() => story.open(nine, { ticketId: 3, links: [{ type: "blocks", otherId: 7 }] }))).toBe("unknown-ticket");
    expect(story.world.tickets.has(3)).toBe(false);
  });

  it("of a merge say what it duplicates", () => {
    const story = coreStory();
    story.open(nine);
    story.open(nine, { ticketId: 2 });
    story.does(nine, { type: "merge-ticket", into: 1 }, "agent:alice", 2);
    expect([story.ticket(1).links, story.ticket(2).links]).toEqual([
      [{ type: "duplicated-by", ticketId: 2 }],
      [{ type: "duplicates", ticketId: 1 }],
    ]);
  });
});

describe("messages", () => {
  const file = (n: number): Attachment => ({ id: `f${n}`, name: `${n}.png`, type: "image/png", bytes: 10, isInline: false });
  const says = (more: object) =>
    ({ type: "reply-to-ticket", visibility: "internal", by: "agent", channel: "portal", text: "Look.", ...more }) as const;

  it("tell those whom they mention, each once", () => {
    const story = coreStory();
    story.open(nine);
    story.does(nine, says({ mentions: ["bob", "carol", "bob"] }));
    expect(told(story)).toEqual([[{ kind: "mention", by: "agent:alice" }, ["person:bob", "person:carol"]]]);
    expect(story.log.find(({ type }) => type === "ticket.replied")).toMatchObject({ mentions: ["bob", "carol"] });
    expect(refusal(() => story.does(nine, says({ mentions: Array.from({ length: 21 }, (_, n) => `p${n}`) })))).toBe("too-many-mentions");
  });

  it("bring no field that was not given", () => {
    const story = coreStory();
    const [opened] = story.open(nine);
    const [replied] = story.does(nine, says({ attachments: [], mentions: [] }));
    for (const name of ["format", "attachments", "language", "mentions", "call"]) {
      expect(opened).not.toHaveProperty(name);
      expect(replied).not.toHaveProperty(name);
    }
  });

  it("take twenty files, known ones", () => {
    const story = coreStory();
    story.open(nine, { attachments: [file(1)], language: "fr", format: "html" });
    expect(story.log[0]).toMatchObject({ attachments: [file(1)], language: "fr", format: "html" });
    expect(story.ticket().language).toBe("fr");
    const files = Array.from({ length: 21 }, (_, n) => file(n));
    expect(refusal(() => story.does(nine, says({ attachments: files })))).toBe("too-many-attachments");
    expect(refusal(() => story.does(nine, says({ attachments: [{ ...file(1), bytes: 0 }] })))).toBe("unknown-attachment");
    expect(refusal(() => story.does(nine, says({ attachments: files.slice(1) })))).toBe("none");
  });

  it("of a call are a public answer, and meet the response", () => {
    const story = coreStory();
    story.open(nine);
    const call = { direction: "out", person: "Ana", number: "+34 600 000 000", minutes: 4 } as const;
    story.does("2026-01-05T09:10:00Z", says({ visibility: "public", channel: "phone", call }));
    expect(story.ticket().respondedAt).toBe(instant("2026-01-05T09:10:00Z"));
    expect(story.log.at(-1)).toMatchObject({ call });
  });
});

describe("the policy of files", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Temp\\log.txt", "log.txt"],
    ["invoice\u202Efdp.exe", "invoice fdp.exe"],
    ["a\u0000b\n.txt", "a b .txt"],
    ["...", "file"],
    ["", "file"],
    [`${"x".repeat(300)}.tar`, `${"x".repeat(146)}.tar`],
    ["Ω résumé 🌍.pdf", "Ω résumé 🌍.pdf"],
  ])("%j is kept as %j", (given, kept) => expect(cleanName(given)).toBe(kept));

  test.each([
    ["shot.png", "image/png", "image/png"],
    ["shot.txt", "image/png", "image/png"],
    ["log.txt", null, "text/plain"],
    ["page.html", null, "application/octet-stream"],
    ["sheet.xlsx", "application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
    ["all.zip", "application/zip", "application/zip"],
    ["what", null, "application/octet-stream"],
  ])("%s with bytes of %s is %s", (name, sniffed, type) => expect(typeOf(name, sniffed)).toBe(type));

  test.each([
    ["setup.EXE", null],
    ["shot.png", "application/x-msdownload"],
    ["shot.png", "application/x-elf"],
    ["run.ps1", null],
  ])("%s with bytes of %s is refused", (name, sniffed) => expect(refusal(() => typeOf(name, sniffed))).toBe("attachment-type-denied"));

  it("bounds the size to the byte, and shows pictures alone", () => {
    expect(refusal(() => requireSize(attachmentPolicy.mostBytes))).toBe("none");
    expect(refusal(() => requireSize(attachmentPolicy.mostBytes + 1))).toBe("attachment-too-large");
    const text = "![a](/api/v1/attachments/f1)";
    expect([isShownIn(text, { id: "f1", type: "image/png" }), isShownIn(text, { id: "f1", type: "image/svg+xml" })]).toEqual([true, false]);
    expect(isShownIn(text, { id: "f2", type: "image/png" })).toBe(false);
  });
});

describe("placeholders", () => {
  const story = coreStory();
  story.open(nine, { requester: "joe" });
  const scene = {
    ...{ ticket: story.ticket(), document: baseModel, me: { name: "Alice" }, now: instant(nine) },
    ...{ language: "en" as const, dueAt: duesOf(story.ticket()) },
  };

  test.each([
    ["Hello {{requester}}, this is {{ agent }} of {{provider}}.", "Hello Joe, this is Alice of Example provider."],
    ["{{ticket}}: {{subject}} ({{service}}, {{component}}, {{priority}})", "#1: The shop is slow (Web shop, Shop front, P2)"],
    ["{{customer}} / {{team}}", "Acme / Service desk"],
    ["By {{due.response}}", "By January 5, 2026 at 10:00 AM"],
    ["{{today}}", "January 5, 2026"],
  ])("%s", (text, filled) => {
    const result = fillPlaceholders(text, scene);
    expect([result.text.replaceAll("\u202f", " "), result.unknown]).toEqual([filled, []]);
  });

  it("leaves and names what means nothing", () => {
    expect(fillPlaceholders("{{nothing}} {{due.resolution}} {{nothing}}", { ...scene, dueAt: () => null })).toEqual({
      text: "{{nothing}} {{due.resolution}} {{nothing}}",
      unknown: ["nothing", "due.resolution"],
    });
  });

  it("fills in each language", () => {
    expect(fillPlaceholders("{{today}}", { ...scene, language: "fr" }).text).toBe("5 janvier 2026");
    expect(fillPlaceholders("{{today}}", { ...scene, language: "es" }).text).toBe("5 de enero de 2026");
  });
});

describe("a record from before", () => {
  it("gets what it lacks, and goes on", () => {
    const story = coreStory();
    story.open(nine);
    const { language: _, rating: _r, complainedAt: _c, timeMinutes: _m, timeEntries: _e, tasks: _t, runbooks: _b, ...old } = story.ticket();
    expect(wholeRecord(old as Ticket)).toEqual(story.ticket());
    const [added] = story.does(nine, { type: "add-task", task: "t1", text: "One" });
    expect(applyToTicket(wholeRecord(old as Ticket), added!, story.world.book).tasks).toHaveLength(1);
  });
});

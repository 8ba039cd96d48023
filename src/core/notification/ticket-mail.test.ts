import { describe, expect, it } from "vitest";
import { type Addressee, addresseesOf, hearersOf, isAutomatic, isConfirmed, isMachine, letterOf } from "#core/notification/ticket-mail.ts";
import type { TicketEvent } from "#core/ticket/ticket.ts";
import { instant } from "#core/time/instant.ts";

const at = instant("2026-03-02T09:00:00Z");
const event = (facts: object): TicketEvent =>
  ({
    customerId: "bank",
    ticketId: 7,
    at,
    actor: "agent:alice",
    external: null,
    coverage: null,
    requester: null,
    ...facts,
  }) as unknown as TicketEvent;
const opened = { type: "ticket.opened", channel: "email" };
const replied = { type: "ticket.replied", visibility: "public", by: "agent" };

describe("an event calls for", () => {
  it.each([
    ["receipt", opened],
    ["receipt", { ...opened, channel: "phone", requester: "ana", coverage: { decision: "billable" } }],
    [null, { ...opened, channel: "phone" }],
    [null, { ...opened, channel: "alert" }],
    [null, { ...opened, channel: "import" }],
    [null, { ...opened, external: { source: "zendesk", id: "9" } }],
    [null, { ...opened, coverage: { decision: "excluded" } }],
    ["reply", replied],
    ["reply", { ...replied, by: "machine" }],
    [null, { ...replied, visibility: "internal" }],
    [null, { ...replied, watermark: "row 9" }],
    [null, { ...replied, actor: "import" }],
    ["news", { ...replied, by: "contact", actor: "contact:ana" }],
    [null, { ...replied, by: "contact", visibility: "internal" }],
    ["question", { type: "ticket.paused", reason: "customer" }],
    [null, { type: "ticket.paused", reason: "vendor" }],
    ["quote", { type: "ticket.quoted", quote: { state: "offered" } }],
    [null, { type: "ticket.quoted", quote: { state: "approved" } }],
    ["resolution", { type: "ticket.resolved" }],
    [null, { type: "ticket.closed" }],
    [null, { type: "notification.requested" }],
  ])("%s: %j", (kind, facts) => {
    expect(letterOf(event(facts))).toBe(kind);
  });

  it("only a person's own reply is no automatic letter", () => {
    expect(isAutomatic("reply", event(replied))).toBe(false);
    expect(isAutomatic("reply", event({ ...replied, by: "machine" }))).toBe(true);
    expect(isAutomatic("resolution", event({ type: "ticket.resolved" }))).toBe(true);
  });
});

it("receipts go by the channels that the model names", () => {
  expect([isConfirmed("portal", {}), isConfirmed("api", {}), isConfirmed("alert", {})]).toEqual([true, false, false]);
  expect([isConfirmed("portal", { mail: { receipts: ["email"] } }), isConfirmed("email", { mail: { receipts: [] } })]).toEqual([
    false,
    false,
  ]);
  expect(isConfirmed("api", { mail: { receipts: ["api"] } })).toBe(true);
});

describe("a letter goes", () => {
  const to = (recipient: string, address: string): Addressee => ({ recipient, address, name: null, language: null, isAtHome: false });
  const everybody = [
    to("contact:ana", "ana@bank.example"),
    to("address:ANA@bank.example", "ANA@bank.example"),
    to("address:ben@bank.example", "ben@bank.example"),
    to("address:x", "support+7-abc@meridian.example"),
    to("address:y", "No-Reply@bank.example"),
  ];
  const reached = (circle: Parameters<typeof addresseesOf>[1]): string[] => addresseesOf(everybody, circle).map(({ address }) => address);
  const ours = ["support@meridian.example"];

  it("once to each address, never to ourselves", () => {
    expect(reached({ writers: [], ours, isAutomatic: false })).toEqual(["ana@bank.example", "ben@bank.example", "No-Reply@bank.example"]);
  });

  it("never to who wrote it, by key or by address", () => {
    expect(reached({ writers: ["contact:ana"], ours, isAutomatic: false })).toContain("ANA@bank.example");
    expect(reached({ writers: ["contact:ana", "ana@bank.example"], ours, isAutomatic: true })).toEqual(["ben@bank.example"]);
  });

  it.each([
    ["noreply@x.example", true],
    ["do-not-reply+7@x.example", true],
    ["MAILER-DAEMON@x.example", true],
    ["bounces-123=ana@x.example", true],
    ["notifications@x.example", true],
    ["nora.reply@x.example", false],
    ["bouncer@x.example", false],
    ["ana@noreply.example", false],
  ])("%s reads no automatic letter: %s", (address, expected) => {
    expect(isMachine(address)).toBe(expected);
  });
});

it("whoever has the ticket hears of the customer's message, else the team", () => {
  expect(hearersOf({ assignee: "alice", team: "desk" })).toEqual(["person:alice"]);
  expect(hearersOf({ assignee: null, team: "desk" })).toEqual(["team:desk"]);
  expect(hearersOf({ assignee: null, team: null })).toEqual([]);
});

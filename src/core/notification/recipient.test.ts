import { expect, test } from "vitest";
import type { Document } from "#core/model/document.ts";
import { resolveRecipients } from "#core/notification/recipient.ts";

const document = {
  guardia: 1,
  name: "Atalaya",
  zone: "Europe/Madrid",
  calendars: {},
  teams: {
    desk: { name: "Desk", tier: 1, members: ["alice", "bob"], lead: "carol" },
    empty: { name: "Empty", tier: 2, members: [] },
  },
  services: {},
  customers: {
    acme: { name: "Acme", zone: "Europe/Paris", contacts: { ana: { name: "Ana", designated: true }, ben: { name: "Ben" } } },
    lone: { name: "Lone", zone: "Europe/Paris", contacts: { zoe: { name: "Zoe" } } },
  },
  agreements: {},
} satisfies Document;

test.each([
  [["team:desk"], ["person:alice", "person:bob"]],
  [["lead:desk"], ["person:carol"]],
  [["contact:designated"], ["contact:ana"]],
  [
    ["contact:ben", "person:dora"],
    ["contact:ben", "person:dora"],
  ],
  [["schedule:nights"], ["schedule:nights"]],
  [
    ["team:desk", "person:bob"],
    ["person:alice", "person:bob"],
  ],
])("%j means %j", (written, meant) => {
  expect(resolveRecipients(written, document, "acme")).toEqual(meant);
});

test("what names nobody stays as written, so that it is seen", () => {
  expect(resolveRecipients(["team:gone", "team:empty", "lead:empty", "contact:designated"], document, "lone")).toEqual([
    "team:gone",
    "team:empty",
    "lead:empty",
    "contact:designated",
  ]);
  expect(resolveRecipients(["team:desk"], null, "acme")).toEqual(["team:desk"]);
});

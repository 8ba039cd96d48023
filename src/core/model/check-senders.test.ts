import { describe } from "vitest";
import { type Case, expectErrors, expectWarnings } from "#core/model/spoil.fixture.ts";

const zone = "zone: Europe/Paris\ncalendars:";
const errors: Case[] = [
  [
    "a sender without an address",
    zone,
    "zone: Europe/Paris\nmail: { from: Provider support }\ncalendars:",
    "Provider support",
    "bad-value",
    "is not a sender",
    "Acme support <support@acme.example>",
  ],
  [
    "a sender that would begin another header",
    "domains: [acme.example]",
    String.raw`sender: "Acme\nBcc: eve@x.example <a@acme.example>"`,
    '"Acme',
    "bad-value",
    "is not a sender",
    "Acme support",
  ],
  [
    "a receipt for what nobody wrote",
    zone,
    "zone: Europe/Paris\nmail: { receipts: [email, alert] }\ncalendars:",
    "alert",
    "unknown-value",
    "'alert' cannot stand here",
    "portal",
  ],
];
const warnings: Case[] = [
  [
    "a person as sender",
    "domains: [acme.example]",
    "sender: Acme support <Alice@example.com>",
    "Acme support <",
    "sender-is-a-person",
    "address of 'alice'",
    "mailbox that Guardia reads",
  ],
];

describe("errors", () => expectErrors(errors));
describe("warnings do not stop a model", () => expectWarnings(warnings));

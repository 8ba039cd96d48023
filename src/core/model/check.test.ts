import { describe, expect, test } from "vitest";
import { soundModel } from "#core/model/model.fixture.ts";
import { readModel } from "#core/model/read.ts";
import { type Case, expectErrors } from "#core/model/spoil.fixture.ts";

test("the sound model has nothing wrong with it", () => expect(readModel(soundModel).problems).toEqual([]));

const references: Case[] = [
  ["a team's member", "members: [alice]", "members: [alise]", "alise", "unknown-reference", "no person 'alise'", "did you mean 'alice'?"],
  ["a team's lead", "lead: alice", "lead: zed", "zed", "unknown-reference", "no person 'zed'", "known: alice, bob"],
  [
    "a team's calendar",
    "calendar: office }\n  experts",
    "calendar: offise }\n  experts",
    "offise",
    "unknown-reference",
    "no calendar",
    "'office'",
  ],
  [
    "an owner",
    "owners: { 2: experts }",
    "owners: { 2: expert }",
    "expert }",
    "unknown-reference",
    "no team 'expert'",
    "did you mean 'experts'?",
  ],
  ["a vendor", "vendor: maker", "vendor: makr", "makr", "unknown-reference", "no vendor 'makr'", "did you mean 'maker'?"],
  ["a policy", "escalationPolicy: page", "escalationPolicy: pge", "pge", "unknown-reference", "no escalation policy", "'page'"],
  ["a component of the same service", "[base, core/net]", "[bsae, core/net]", "bsae", "unknown-reference", "no component 'bsae'", "'base'"],
  [
    "a component that another service has",
    "[base, core/net]",
    "[base, net]",
    "net]",
    "unknown-reference",
    "no component 'net'",
    "'core/net'",
  ],
  ["a component of another service", "core/net]", "core/nett]", "core/nett", "unknown-reference", "'core/nett'", "'core/net'"],
  ["another service", "core/net]", "croe/net]", "croe", "unknown-reference", "no service 'croe'", "'core'"],
  ["a parent", "parent: acme,", "parent: acne,", "acne", "unknown-reference", "no customer 'acne'", "'acme'"],
  ["an agreement's customer", "customer: acme\n", "customer: acmee\n", "acmee", "unknown-reference", "no customer 'acmee'", "'acme'"],
  [
    "an agreement's service",
    "services: [shop, core]",
    "services: [shop, core, shp]",
    "shp]",
    "unknown-reference",
    "no service 'shp'",
    "'shop'",
  ],
  [
    "an agreement's calendar",
    "calendar: office\n    targets",
    "calendar: offic\n    targets",
    "offic",
    "unknown-reference",
    "'offic'",
    "'office'",
  ],
  ["a target's calendar", "calendar: always }", "calendar: alwys }", "alwys", "unknown-reference", "no calendar 'alwys'", "'always'"],
  ["a calendar in a calendar", "[always, office]", "[always, offce]", "offce", "unknown-reference", "no calendar 'offce'", "'office'"],
  ["a calendar in a coverage rule", "outside: office", "outside: ofice", "ofice", "unknown-reference", "no calendar 'ofice'", "'office'"],
  ["a component in a coverage rule", "component: [web]", "component: [wbe]", "wbe", "unknown-reference", "no component 'wbe'", "'web'"],
  ["a person told", '"person:bob"', '"person:bop"', '"person:bop', "unknown-reference", "no person 'bop'", "'bob'"],
  [
    "a contact told",
    '"contact:ben"',
    '"contact:eve"',
    '"contact:eve',
    "unknown-reference",
    "no contact 'eve'",
    "known: designated, ana, ben",
  ],
  ["a schedule told", '"schedule:rota", "person', '"schedule:rotta", "person', '"schedule:rotta', "unknown-reference", "'rotta'", "'rota'"],
  ["a point of contact", "customer: ana", "customer: anna", "anna", "unknown-reference", "no contact 'anna'", "'ana'"],
  ["a participant", "participants: [alice, bob]", "participants: [alice, rob]", "rob", "unknown-reference", "no person 'rob'", "'bob'"],
  ["who stands in", "person: bob }", "person: bobb }", "bobb", "unknown-reference", "no person 'bobb'", "'bob'"],
  ["what a schedule covers", "covers: nights", "covers: night", "night", "unknown-reference", "no calendar 'night'", "'nights'"],
];

const circles: Case[] = [
  ["components", "database, owners", "database, dependsOn: [web], owners", "web]", "circular", "shop/web → shop/base → shop/web", "remove"],
  [
    "a component on itself",
    "database, owners",
    "database, dependsOn: [base], owners",
    "base]",
    "circular",
    "shop/base → shop/base",
    "remove",
  ],
  ["calendars", "[always, office]", "[always, nights]", "nights]", "circular", "nights → nights", "write the hours"],
  ["customers", "domains: [acme.example]", "parent: acme-east", "acme, contacts", "circular", "acme → acme-east → acme", "remove"],
];

const parties: Case[] = [
  [
    "no designated contact",
    "contacts:\n      ana: { name: Ana, designated: true }",
    "contacts:\n      ana: { name: Ana }",
    "contacts",
    "no-designated-contact",
    "no contact",
    "'ana'",
  ],
  [
    "two designated contacts",
    "{ name: Ben }",
    "{ name: Ben, designated: true }",
    "true }",
    "two-designated-contacts",
    "'ana' is already",
    "exactly one",
  ],
  [
    "a team at another tier",
    "{ 2: experts }",
    "{ 1: experts }",
    "experts }",
    "owner-tier",
    "tier 2, not 1",
    "write it under 2:, or name a team of tier 1: desk",
  ],
  ["no owner at all", "owners: { 2: experts }", "owners: {}", "owners", "no-owner", "no team owns", "{ 1: desk }"],
  ["a tier that nobody owns", "startTier: 1", "startTier: 3", "3 }", "tier-without-owner", "nobody owns this component at tier 3", "1, 2"],
  [
    "a domain of two",
    "UTC, parent",
    "UTC, domains: [acme.example], parent",
    "acme.example",
    "domain-taken",
    "belongs to customer 'acme'",
    "one place",
  ],
  [
    "a zone",
    "name: Acme\n    zone: America/New_York",
    "name: Acme\n    zone: America/NewYork",
    "America/NewYork",
    "bad-zone",
    "not a time zone",
    "'America/New_York'",
  ],
  ["an offset as a zone", "bob: { name: Bob }", 'bob: { name: Bob, zone: "+02:00" }', '"+02:00"', "bad-zone", "not a time zone", "IANA"],
  [
    "a calendar called always",
    "  nights:\n",
    "  always: { zone: UTC, hours: {} }\n  nights:\n",
    "always",
    "reserved-name",
    "'always'",
    "another name",
  ],
  [
    "an interval that is none",
    '["09:00-17:00"]',
    '["09:00-25:00"]',
    '"09:00-25:00"',
    "bad-calendar",
    "is not an interval",
    "write wall times",
  ],
  [
    "a holiday set that is none",
    "  nights:\n",
    "  x: { zone: UTC, hours: {}, holidays: [XX] }\n  nights:\n",
    "XX",
    "bad-holiday-set",
    "XX",
    "",
  ],
];

describe("names that nobody knows", () => expectErrors(references));
describe("circles", () => expectErrors(circles));
describe("who takes part", () => expectErrors(parties));

test("names that JavaScript objects inherit are unknown like any other", () => {
  const { problems } = readModel(soundModel.replace("members: [alice]", "members: [constructor]"));
  expect(problems).toMatchObject([{ code: "unknown-reference", path: "teams.desk.members[0]" }]);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { instant } from "#core/time/instant.ts";
import { type PageLink, readPageLink, signPageLink } from "#server/oncall/page-link.ts";

const link: PageLink = {
  pageId: 4711,
  customerId: "acme",
  deliveryId: 12,
  person: "alice",
  expiresAt: instant("2026-11-23T14:00:00Z"),
};

test("a link says again what was signed, to the second of its expiry", () => {
  const token = signPageLink("secret", link);
  expect(token).toMatch(/^[\w-]+\.[\w-]{22}$/);
  expect(readPageLink("secret", token, instant("2026-11-23T13:59:59.999Z"))).toEqual(link);
  expect(() => readPageLink("secret", token, instant("2026-11-23T14:00:00Z"))).toThrow(/answered until 2026-11-23T14:00:00/);
});

test("a link without a person, and of another alphabet, comes back whole", () => {
  const other = { ...link, person: null, customerId: "café" };
  expect(readPageLink("secret", signPageLink("secret", other), instant("2026-11-22T14:00:00Z"))).toEqual(other);
});

test("what another installation signed, or somebody changed by a character, is no link", () => {
  const token = signPageLink("secret", link);
  const read = (text: string, secret = "secret") => readPageLink(secret, text, instant("2026-11-22T14:00:00Z"));
  expect(() => read(token, "another")).toThrow(/not one of ours/);
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom("A", "b", ".", "-"), (at, character) => {
      fc.pre(token[at] !== character);
      const changed = token.slice(0, at) + character + token.slice(at + 1);
      expect(() => read(changed)).toThrow(/not one of ours/);
    }),
  );
  expect(() => read("")).toThrow(/not one of ours/);
  expect(() => read(`${token}.x`)).toThrow(/not one of ours/);
});

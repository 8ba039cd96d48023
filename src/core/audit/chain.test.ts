import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { genesis, seal, sealAll, start } from "#core/audit/chain.ts";
import { digestPersonal, type LogEntry, type OpenFact, type Sha256, setApart, strangeField } from "#core/audit/entry.ts";
import { instant } from "#core/time/instant.ts";

const sha256: Sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const salt = "000102030405060708090a0b0c0d0e0f";

const opened: OpenFact = {
  customerId: "acme",
  position: 41,
  type: "ticket.opened",
  ticketId: 7,
  at: instant("2026-03-02T09:00:00Z"),
  recordedAt: instant("2026-03-02T09:00:01Z"),
  actor: "agent:3",
  facts: { priority: "P2" },
  personal: { requester: "Ana Pérez" },
};
const { entry, personal } = setApart(opened, salt, sha256);
const closed: LogEntry = { ...entry, position: 44, type: "ticket.closed", facts: {}, personal: {} };

// The texts are written out, so that the format cannot move without this test: printf '%s' "$text" | sha256sum.
const requesterDigest = "3fa08dd5694c64502298726fb35a49b5b8cbac9f08fe64362edac7b10a3d10b0";
const openedText =
  '{"actor":"agent:3","at":1772442000000,"customerId":"acme","facts":{"priority":"P2"},' +
  `"personal":{"requester":"${requesterDigest}"},"position":41,"recordedAt":1772442001000,"ticketId":7,"type":"ticket.opened"}`;

describe("the chain", () => {
  test("a literal chain of two", () => {
    const first = sha256(genesis + openedText);
    const second = sha256(
      `${first}{"actor":"agent:3","at":1772442000000,"customerId":"acme","facts":{},"personal":{},"position":44,` +
        '"recordedAt":1772442001000,"ticketId":7,"type":"ticket.closed"}',
    );
    expect(first).toBe("570fbaf9c26d9cc94de1fc82fc615b064e56b05d20166f7fee0c826dc72a63cb");
    expect(second).toBe("a1f5e40ca7569888287de6cf32cf88f80d65b71a3018b9cd089d3050ffefc016");
    expect(sealAll(start, [entry, closed], sha256)).toEqual({
      seals: [
        { number: 1, hash: first },
        { number: 2, hash: second },
      ],
      head: { number: 2, hash: second },
    });
  });

  test("nothing to seal leaves the head", () => {
    expect(sealAll({ number: 5, hash: "ab" }, [], sha256)).toEqual({ seals: [], head: { number: 5, hash: "ab" } });
  });

  test("sealing in batches gives the same chain as sealing at once", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 12 }), fc.nat(12), (values, cut) => {
        const entries = values.map((value, i): LogEntry => ({ ...closed, position: i, facts: { value } }));
        const before = sealAll(start, entries.slice(0, cut), sha256);
        const after = sealAll(before.head, entries.slice(cut), sha256);
        const whole = sealAll(start, entries, sha256);
        expect([...before.seals, ...after.seals]).toEqual(whole.seals);
        expect(after.head).toEqual(whole.head);
      }),
    );
  });

  test("a chain is one customer's", () => {
    expect(() => sealAll(start, [entry, { ...closed, customerId: "globex" }], sha256)).toThrow("Every customer has a chain of its own");
  });
});

describe("personal fields", () => {
  test("the entry holds their digests, and what can be erased stands apart", () => {
    expect(requesterDigest).toBe(sha256(`${salt}{"requester":"Ana Pérez"}`));
    expect(entry).toEqual({ ...opened, personal: { requester: requesterDigest } });
    expect(personal).toEqual({ salt, values: { requester: "Ana Pérez" } });
    expect(JSON.stringify(entry)).not.toContain("Ana");
  });

  test("a fact without personal fields needs no salt and leaves nothing to erase", () => {
    expect(setApart({ ...opened, personal: { phone: undefined } }, "", sha256)).toEqual({
      entry: { ...opened, personal: {} },
      personal: null,
    });
  });

  test("a short salt is refused", () => {
    expect(() => digestPersonal({ requester: "Ana" }, "00ff", sha256)).toThrow("salt of at least 32");
    expect(() => digestPersonal({ requester: "Ana" }, salt.toUpperCase(), sha256)).toThrow("salt of at least 32");
  });

  test("the hash of the entry does not depend on whether the values are still there", () => {
    const again = setApart({ ...opened, personal: { requester: "Ana Pérez" } }, salt, sha256);
    expect(seal(genesis, again.entry, sha256)).toBe(seal(genesis, entry, sha256));
    expect(seal(genesis, setApart(opened, salt.replace("00", "11"), sha256).entry, sha256)).not.toBe(seal(genesis, entry, sha256));
  });

  const digests = digestPersonal({ name: "Ana", phone: "1" }, salt, sha256);
  test.each([
    ["as it was", { name: "Ana", phone: "1" }, null],
    ["another value", { name: "Ana", phone: "2" }, "phone"],
    ["exchanged", { name: "1", phone: "Ana" }, "name"],
    ["one missing", { name: "Ana" }, "phone"],
    ["one more", { name: "Ana", phone: "1", toString: "x" }, "toString"],
  ])("%s", (_, values, strange) => {
    expect(strangeField(digests, { salt, values }, sha256)).toBe(strange);
  });

  test("another salt vouches for nothing", () => {
    expect(strangeField(digests, { salt: salt.replace("00", "11"), values: { name: "Ana", phone: "1" } }, sha256)).toBe("name");
  });
});

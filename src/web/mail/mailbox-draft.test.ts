import { expect, it } from "vitest";
import { mailboxBody } from "#server/mail/schema.ts";
import { draftOf, missingIn, orderOf, portFor } from "./mailbox-draft.ts";

const written = { ...draftOf(null), address: "Support@Example.com", host: "imap.example.com", user: "support", password: "secret" };

it("makes an order that the server takes, and comes back as it was", () => {
  expect(missingIn(written)).toEqual([]);
  const order = mailboxBody.parse(orderOf({ ...written, aliases: "help@example.com\nit@example.com" }));
  expect(order).toMatchObject({
    address: "support@example.com",
    name: "Support@Example.com",
    aliases: ["help@example.com", "it@example.com"],
  });
  const { password: _, ...kept } = order as typeof order & { password?: string };
  const state = { isConnected: null, since: null, problem: null };
  const again = draftOf({ ...kept, id: "x", hasPassword: true, state } as never);
  expect(mailboxBody.parse(orderOf(again))).toEqual(kept);
});

it("says what is missing, and only what its kind needs", () => {
  expect(missingIn(draftOf(null))).toEqual(["address", "host", "user"]);
  expect(missingIn({ ...draftOf(null), kind: "smtp", address: "a@b.example" })).toEqual([]);
  expect(missingIn({ ...written, after: "move", unknownSenders: "fallback" })).toEqual(["moveTo", "fallbackCustomer"]);
});

it("follows the encryption with the port, unless somebody chose one", () => {
  expect(portFor("starttls", "993")).toBe("143");
  expect(portFor("tls", "143")).toBe("993");
  expect(portFor("tls", "1993")).toBe("1993");
});

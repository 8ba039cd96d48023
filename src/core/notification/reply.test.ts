import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { parseReply } from "#core/notification/reply.ts";

test.each([
  ["ACK 4711", "acknowledge", 4711],
  ["ack", "acknowledge", null],
  ["Ack#4711", "acknowledge", 4711],
  ["ack4711", "acknowledge", 4711],
  ["4711 ok", "acknowledge", 4711],
  ["4711", "acknowledge", 4711],
  ["[#4711]", "acknowledge", 4711],
  ["OK, je prends le 4711", "acknowledge", 4711],
  ["Oui.", "acknowledge", null],
  ["Sí", "acknowledge", null],
  ["Vale, recibido 12", "acknowledge", 12],
  ["ESC 4711", "escalate", 4711],
  ["Escaladé : 9", "escalate", 9],
  ["4711 escalade svp", "escalate", 4711],
  ["Escalar 4711", "escalate", 4711],
  ["RES 4711", "resolve", 4711],
  ["Résolu", "resolve", null],
  ["resuelto 8", "resolve", 8],
  ["1", "acknowledge", null],
  [" 2 ", "escalate", null],
  ["\r\n\r\n> ACK 1\nack 2\n-- \nAlice", "acknowledge", 2],
])("%j is %s of %s", (text, verb, pageId) => {
  expect(parseReply(text)).toEqual({ verb, pageId });
});

test.each([
  "",
  "> ACK 4711",
  "what is this about?",
  "I am not ok with 4711",
  "No",
  "je ne peux pas prendre 4711",
  "no puedo, escalar 4711?",
  "ack 4711 4712",
  "ack or esc 4711",
  "call me at 600000000 please",
])("%j is not understood", (text) => {
  expect(parseReply(text)).toBeNull();
});

test("no text breaks it, however long", () => {
  assert(
    property(string({ unit: "grapheme", maxLength: 400 }), (text) => parseReply(text) === null || typeof parseReply(text) === "object"),
  );
  expect(parseReply("ack ".repeat(1_000_000))).toEqual({ verb: "acknowledge", pageId: null });
});

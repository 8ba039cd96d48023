import fc from "fast-check";
import { expect, it } from "vitest";
import { readReplyToken, replyTokenOf } from "#server/mail/reply-token.ts";

const secret = "a secret of the installation";
const token = replyTokenOf(secret, 4711);

it("is a number and sixteen letters, always the same", () => {
  expect(token).toMatch(/^4711-[0-9a-hjkmnp-tv-z]{16}$/);
  expect(replyTokenOf(secret, 4711)).toBe(token);
});

it("is found in addresses, Message-IDs and headers, in any case", () => {
  expect(readReplyToken(secret, `support+${token}@example.com`)).toBe(4711);
  expect(readReplyToken(secret, `SUPPORT+${token.toUpperCase()}@EXAMPLE.COM`)).toBe(4711);
  expect(readReplyToken(secret, `<${token}.12@mail.example.com>`)).toBe(4711);
  expect(readReplyToken(secret, `<a@b> <x-4711-0000000000000000@y>\r\n <${token}.3@host>`)).toBe(4711);
});

it("is nobody else's: not another number's, not another installation's, not a part of a longer word", () => {
  expect(readReplyToken(secret, token.replace("4711", "4712"))).toBeNull();
  expect(readReplyToken("another secret", token)).toBeNull();
  expect(readReplyToken(secret, `${token}0`)).toBeNull();
  expect(readReplyToken(secret, `1${token}`)).toBeNull();
  expect(readReplyToken(secret, `0${token}`)).toBeNull();
  expect(readReplyToken(secret, "")).toBeNull();
});

it("reads what it wrote, whatever stands around it", () => {
  const around = fc.stringMatching(/^[ <>@+.:;()-]{0,8}$/);
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999_999 }), around, around, (ticketId, before, after) => {
      expect(readReplyToken(secret, `${before}${replyTokenOf(secret, ticketId)}${after}`)).toBe(ticketId);
    }),
  );
});

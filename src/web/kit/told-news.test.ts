import { expect, it } from "vitest";
import { toldNewsOf } from "./told-news.ts";

const subject = { en: "you are put on call in nights", fr: "une astreinte vous est confiée : nights" };

it("reads what was worded when it was written, in the reader's language", () => {
  const cause = { kind: "rota-changed", subject, path: "/oncall" };
  expect(toldNewsOf(cause, "fr")).toEqual({ sentence: "Une astreinte vous est confiée : nights", to: "/oncall" });
  expect(toldNewsOf(cause, "es")).toEqual({ sentence: "You are put on call in nights", to: "/oncall" });
});

it("leaves what is worded elsewhere, and follows no way out of Guardia", () => {
  expect(toldNewsOf({ kind: "silence", silence: "2h" } as { kind: string }, "en")).toBeNull();
  expect(toldNewsOf({ kind: "x", subject, path: "//evil.example" } as { kind: string }, "en")).toBeNull();
  expect(toldNewsOf({ kind: "x", subject, path: "https://evil.example" } as { kind: string }, "en")).toBeNull();
});

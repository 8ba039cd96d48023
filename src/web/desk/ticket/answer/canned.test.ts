import { describe, expect, it } from "vitest";
import type { CannedReply } from "../../../api/canned.ts";
import { found, textFor } from "./canned.ts";

const reply = (id: string, more: Partial<CannedReply>): CannedReply => ({
  ...{ id, name: id, shortcut: null, texts: {}, team: null, isShared: true, isOwn: false },
  ...more,
});

describe("canned replies", () => {
  const all = [
    reply("Réception", { shortcut: "ack", texts: { fr: "Nous avons reçu votre demande." } }),
    reply("Password", { texts: { en: "Your request for a new password…" } }),
    reply("Platform only", { team: "platform" }),
    reply("Demand", { texts: { en: "x" } }),
  ];
  const names = (typed: string, team: string | null = null) => found(all, typed, team).map(({ id }) => id);

  it("are found by shortcut, name and words, accents aside, names first", () => {
    expect(names("/ack")).toEqual(["Réception"]);
    expect(names("recept")).toEqual(["Réception"]);
    expect(names("demand")).toEqual(["Demand", "Réception"]);
    expect(names("password new")).toEqual(["Password"]);
  });

  it("of another team are not offered", () => {
    expect(names("platform")).toEqual([]);
    expect(names("platform", "platform")).toEqual(["Platform only"]);
  });

  it("are taken in the reader's language where there is one", () => {
    expect(textFor({ texts: { en: "Hello", fr: "Bonjour" } }, "fr")).toEqual({ text: "Bonjour", language: "fr" });
    expect(textFor({ texts: { en: "Hello", fr: "Bonjour" } }, "es")).toEqual({ text: "Hello", language: "en" });
    expect(textFor({ texts: { es: "Hola" } }, "fr")).toEqual({ text: "Hola", language: "es" });
  });
});

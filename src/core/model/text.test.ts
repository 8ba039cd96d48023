import { expect, test } from "vitest";
import { textIn } from "#core/model/text.ts";

test.each([
  ["Shop", "fr", undefined, "Shop"],
  [{ en: "Shop", fr: "Boutique" }, "fr", undefined, "Boutique"],
  [{ en: "Shop", fr: "Boutique" }, "es", "fr", "Boutique"],
  [{ fr: "Boutique", es: "Tienda" }, "en", undefined, "Boutique"],
  [{ es: "Tienda" }, "en", "fr", "Tienda"],
  [{}, "en", undefined, ""],
] as const)("%j in %s, else %s", (text, language, fallback, expected) => expect(textIn(text, language, fallback)).toBe(expected));

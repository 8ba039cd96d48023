import { describe, expect, it } from "vitest";
import type { Document } from "#core/model/document.ts";
import { dependenciesOf, layered } from "./layers.ts";

const part = (...dependsOn: string[]) => ({ name: "x", kind: "application" as const, owners: {}, dependsOn });
const services: Document["services"] = {
  shop: { name: "Shop", components: { web: part("api"), api: part("db", "mail/relay"), db: part() } },
  mail: { name: "Mail", components: { relay: part() } },
};

describe("a dependency picture", () => {
  it("puts everything above what it depends on", () => {
    const edges = dependenciesOf(services);
    expect(edges).toContainEqual({ from: "shop/api", to: "mail/relay" });
    expect(layered(["shop/db", "shop/web", "shop/api", "mail/relay"], edges)).toEqual([
      ["shop/web"],
      ["shop/api"],
      ["shop/db", "mail/relay"],
    ]);
  });

  it("ends in a circle, too", () => {
    const circle = [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ];
    expect(layered(["a", "b"], circle).flat().sort()).toEqual(["a", "b"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Document } from "../../../api/wire.ts";
import { neighbourhoodOf } from "./dependency.ts";

const component = (dependsOn: string[] = []) => ({ name: "x", kind: "application", owners: {}, dependsOn });
const document = {
  services: {
    shop: {
      name: "Shop",
      components: { web: component(["api"]), api: component(["db", "payments/gateway", "db", "gone"]), db: component() },
    },
    payments: { name: "Payments", components: { gateway: component(), worker: component(["shop/api"]) } },
  },
} as unknown as Document;

const keys = (nodes: readonly { key: string }[] | undefined) => nodes?.map(({ key }) => key);

describe("the neighbourhood of a component", () => {
  it("holds what it needs and what needs it, across services, each once", () => {
    const found = neighbourhoodOf(document, "shop", "api", "en");
    expect(keys(found?.dependsOn)).toEqual(["shop/db", "payments/gateway"]);
    expect(keys(found?.neededBy)).toEqual(["shop/web", "payments/worker"]);
  });

  it("is empty around what stands alone, and none where the model knows nothing", () => {
    expect(neighbourhoodOf(document, "payments", "worker", "en")?.neededBy).toEqual([]);
    expect(neighbourhoodOf(document, "shop", "gone", "en")).toBeNull();
  });
});

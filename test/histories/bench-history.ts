/** The history on which benches run: the real one where it lies, otherwise a generated one of the same size; both say which. */
import { readFileSync } from "node:fs";
import { realHistory } from "./place.ts";

export type BenchHistory = { label: string; path: string; mapping: string; model: string; customerId: string; agreement: string };

export async function benchHistory(): Promise<BenchHistory> {
  const real = realHistory("uci");
  const folder = "examples/uci-incidents";
  if (real === null) throw new Error("generated history comes next");
  return {
    ...{ label: "the UCI incident log", path: real, mapping: `${folder}/mapping.yaml`, customerId: "uci", agreement: "uci-mon-fri" },
    model: readFileSync(`${folder}/model.yaml`, "utf8"),
  };
}

/** The history on which benches run: the real one where it lies, otherwise a generated one of about the same size; both say which. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readModel } from "#core/model/read.ts";
import { instant } from "#core/time/instant.ts";
import { generateHistory } from "#simulator/generated.ts";
import { realHistory } from "./place.ts";

export type BenchHistory = {
  label: string;
  path: string;
  mapping: string;
  model: string;
  customerId: string;
  agreement: string;
  stop?: "closed";
};

export function benchHistory(): BenchHistory {
  const real = realHistory("uci");
  if (real !== null) {
    const folder = "examples/uci-incidents";
    const model = readFileSync(`${folder}/model.yaml`, "utf8");
    const promised = { customerId: "uci", agreement: "uci-mon-fri", stop: "closed" } as const;
    return { label: "the UCI incident log", path: real, mapping: `${folder}/mapping.yaml`, model, ...promised };
  }
  const model = readFileSync("examples/demo.yaml", "utf8");
  const path = join(mkdtempSync(join(tmpdir(), "guardia-bench-")), "history.csv.gz");
  const span = { from: instant("2023-01-01T00:00:00Z"), until: instant("2026-01-01T00:00:00Z"), tickets: 16_000 };
  const lines = [...generateHistory({ document: readModel(model).document!, customerId: "andina", seed: 1, ...span })];
  writeFileSync(path, gzipSync(lines.join("\n")));
  const label = `a generated history of ${span.tickets} tickets (no real one lies in GUARDIA_HISTORIES)`;
  return { label, path, mapping: "examples/generated-history/mapping.yaml", model, customerId: "andina", agreement: "andina-2026" };
}

/** Where real histories lie, when they do: the folder named by GUARDIA_HISTORIES, or `../shared/data` beside the project. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";

export const historyFiles = { uci: "uci-incident-event-log.csv.gz", boston: "boston-311-2015-h1.csv.gz" } as const;

/** The path of a real history, or null on a machine that has none: what runs on it then runs on a generated one, and says so. */
export function realHistory(name: keyof typeof historyFiles): string | null {
  const path = resolve(process.env["GUARDIA_HISTORIES"] ?? "../shared/data", historyFiles[name]);
  return existsSync(path) ? path : null;
}

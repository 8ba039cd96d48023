/** Imports of other products: an export is tried, and comes back as what it would be here. */
import type { OnCallImport } from "#server/oncall/routes-import.ts";
import { request } from "./request.ts";

export type { OnCallImport };
export type Product = "pagerduty" | "opsgenie" | "grafana" | "goalert";
export const products: readonly Product[] = ["pagerduty", "opsgenie", "grafana", "goalert"];
export type Comparison = OnCallImport["comparisons"][number];

export type ImportQuestion = { from: Product; text: string; days: number };

export const tryImport = async (question: ImportQuestion): Promise<OnCallImport> =>
  (await request<OnCallImport>("POST", "/api/v1/oncall/imports", { body: question })).value;

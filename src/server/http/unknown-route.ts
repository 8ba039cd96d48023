/** Requests that no route takes: whether it is the path that is unknown, or only the method. */
import { Refusal } from "#core/refusal.ts";

export type KnownRoute = { method: string; path: string };

/** The refusal for a request that nothing answered. Paths as OpenAPI writes them, `/tickets/{id}`. */
export function refusalOfUnknown(method: string, path: string, routes: readonly KnownRoute[]): Refusal {
  const allow = [...new Set(routes.filter((route) => patternOf(route.path).test(path)).map((route) => route.method.toUpperCase()))].sort();
  if (allow.length === 0 || allow.includes(method)) {
    return new Refusal("unknown-route", `There is nothing at ${path}: see /api/v1/openapi.json for what there is.`, {});
  }
  return new Refusal("method-not-allowed", `${path} takes ${allow.join(", ")}, not ${method}.`, { allow });
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\w+\}/g, "[^/]+")}$`);

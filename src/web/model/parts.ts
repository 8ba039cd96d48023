/** The parts of the model's page; which one is open stands in its address. */
export const modelParts = ["text", "calendars", "agreements", "services", "teams", "people", "customers"] as const;
export type ModelPart = (typeof modelParts)[number];

export type ModelSearch = { part?: ModelPart; id?: string };

/** What is wrong in an address is left out. */
export function readModelSearch(search: Record<string, unknown>): ModelSearch {
  const part = modelParts.find((each) => each === search.part);
  const { id } = search;
  return { ...(part === undefined ? {} : { part }), ...(typeof id === "string" && id !== "" ? { id } : {}) };
}

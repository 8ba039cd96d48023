/** What the address of the people's page says: which part, and the filter of the list; what is wrong in it is left out. */

const one = <T extends string>(value: unknown, allowed: readonly T[]): T | undefined => allowed.find((each) => each === value);

export const parts = ["people", "roles", "tokens"] as const;
export const kinds = ["staff", "customers", "all"] as const;

export type PeopleAddress = {
  part?: (typeof parts)[number];
  of?: (typeof kinds)[number];
  q?: string;
  removed?: true;
};

export function readPeopleAddress(search: Record<string, unknown>): PeopleAddress {
  const [part, of] = [one(search.part, parts), one(search.of, kinds)];
  const q = typeof search.q === "string" || typeof search.q === "number" ? String(search.q).slice(0, 200) : "";
  return {
    ...(part === undefined ? {} : { part }),
    ...(of === undefined ? {} : { of }),
    ...(q === "" ? {} : { q }),
    ...(search.removed === true ? { removed: true as const } : {}),
  };
}

/** What the list of pages shows, as it stands in the address. */

export type PagesAddress = { show?: "all"; mine?: "yes" };

export const readPagesAddress = (search: Record<string, unknown>): PagesAddress => ({
  ...(search.show === "all" ? { show: "all" as const } : {}),
  ...(search.mine === "yes" ? { mine: "yes" as const } : {}),
});

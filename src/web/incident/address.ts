/** What the list of incidents shows, as it stands in the address. */

export type IncidentsAddress = { actions?: "open" | "all" };

export const readIncidentsAddress = (search: Record<string, unknown>): IncidentsAddress =>
  search.actions === "open" || search.actions === "all" ? { actions: search.actions } : {};

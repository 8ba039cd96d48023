/** Whose coverage is shown, as it stands in the address: everybody's when absent. */
export type CoverageAddress = { customer?: string };

export const readCoverageAddress = ({ customer }: Record<string, unknown>): CoverageAddress =>
  typeof customer === "string" && customer !== "" ? { customer } : {};

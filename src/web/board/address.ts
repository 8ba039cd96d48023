/** What the board is about, as it stands in the address: whose tickets, of which team, over how many days back. */

export const windows = [7, 30, 90, 365] as const;
export type BoardWindow = (typeof windows)[number];

export type BoardAddress = { customer?: string; team?: string; days?: BoardWindow };

export const usualDays: BoardWindow = 30;

export function readBoardAddress(search: Record<string, unknown>): BoardAddress {
  const some = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value.slice(0, 100) : undefined);
  const [customer, team] = [some(search.customer), some(search.team)];
  const days = windows.find((each) => String(each) === String(search.days));
  return {
    ...(customer === undefined ? {} : { customer }),
    ...(team === undefined ? {} : { team }),
    ...(days === undefined || days === usualDays ? {} : { days }),
  };
}

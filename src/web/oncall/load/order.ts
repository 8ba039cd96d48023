/** In which order people stand. */
import type { LoadRow } from "../../api/load.ts";
import type { LoadAddress } from "./address.ts";

/** By the column of the address; who has most comes first unless it says otherwise, names from A on. */
export function sorted(rows: readonly LoadRow[], { sort = "hours", up }: LoadAddress): LoadRow[] {
  const sign = up === true ? -1 : 1;
  const order = (a: LoadRow, b: LoadRow): number => (sort === "person" ? a.personName.localeCompare(b.personName) : b[sort] - a[sort]);
  return [...rows].sort((a, b) => sign * order(a, b) || a.personName.localeCompare(b.personName));
}

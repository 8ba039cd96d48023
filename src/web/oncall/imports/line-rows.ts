/** Shifts of several people at once, laid into as few rows as they need. */
export type Placed = { person: string; from: number; to: number };

/** In order of time; each shift in the first row that is free. One row at least. */
export function rowsOf(shifts: readonly Placed[]): Placed[][] {
  const rows: Placed[][] = [[]];
  for (const shift of [...shifts].sort((a, b) => a.from - b.from)) {
    const free = rows.find((row) => (row.at(-1)?.to ?? Number.NEGATIVE_INFINITY) <= shift.from);
    if (free === undefined) rows.push([shift]);
    else free.push(shift);
  }
  return rows;
}

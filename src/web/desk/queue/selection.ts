/** Which tickets are selected, as keys and pointer select them. Pure. */

export type Selection = {
  readonly ids: ReadonlySet<number>;
  /** Where a range begins: the ticket that was selected or left out last. */
  readonly anchor: number | null;
  /** All that the query finds, loaded or not; `ids` are then those that are loaded. */
  readonly isEverything: boolean;
};

export const nothingSelected: Selection = { ids: new Set(), anchor: null, isEverything: false };

/** What the server does at once. */
export const mostSelected = 500;

export function toggle({ ids }: Selection, id: number): Selection {
  const next = new Set(ids);
  if (!next.delete(id) && next.size < mostSelected) next.add(id);
  return { ids: next, anchor: id, isEverything: false };
}

/** From the anchor to `id` in the order shown, both included, on top of what is selected; without an anchor `id` alone. */
export function reach(selection: Selection, id: number, shown: readonly number[]): Selection {
  const from = selection.anchor === null ? -1 : shown.indexOf(selection.anchor);
  const to = shown.indexOf(id);
  if (from < 0 || to < 0) return toggle(selection, id);
  const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...range].slice(0, mostSelected)), anchor: selection.anchor, isEverything: false };
}

export const selectLoaded = (shown: readonly number[]): Selection => ({
  ids: new Set(shown.slice(0, mostSelected)),
  anchor: shown[0] ?? null,
  isEverything: false,
});

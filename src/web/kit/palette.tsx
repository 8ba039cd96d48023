/** What the command palette can do here and now: pages register their actions while they are mounted. The palette itself is loaded when it opens. */
import { useEffect, useId, useRef, useSyncExternalStore } from "react";
import type { IconName } from "./icon.tsx";

export type PaletteItem = {
  /** Unique within its group. */
  id: string;
  label: string;
  /** Beside the label, quieter: whose, where, how many. */
  hint?: string | undefined;
  icon?: IconName | undefined;
  /** The key that does the same outside of the palette. */
  keys?: string | undefined;
  /** Further words by which it is found. */
  words?: string | undefined;
  run(): void;
};

export type PaletteGroup = { id: string; group: string; items: readonly PaletteItem[] };

let registered: readonly PaletteGroup[] = [];
const observers = new Set<() => void>();

function publish(next: readonly PaletteGroup[]): void {
  registered = next;
  for (const observer of observers) observer();
}

/** Puts items under the heading `group` while the component is mounted; what was registered last stands first. */
export function usePalette(group: string, items: readonly PaletteItem[]): void {
  const id = useId();
  const latest = useRef(items);
  latest.current = items;
  const signature = items.map((item) => `${item.id} ${item.label} ${item.hint ?? ""} ${item.keys ?? ""}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the items, whose functions are read when run
  useEffect(() => {
    const stable = latest.current.map((item) => ({
      ...item,
      run: () => latest.current.find((each) => each.id === item.id)?.run(),
    }));
    publish([{ id, group, items: stable }, ...registered.filter((each) => each.id !== id)]);
    return () => publish(registered.filter((each) => each.id !== id));
  }, [id, group, signature]);
}

export const usePaletteGroups = (): readonly PaletteGroup[] =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => registered,
  );

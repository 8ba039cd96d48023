/** Keys that act on the page: single keys and short sequences (`g q`), silent while somebody types or a dialog is open. */
import { useEffect, useId, useRef, useSyncExternalStore } from "react";

export type KeyAction = {
  /** `j`, `Enter`, `?`, `g q`, `mod+Enter`. */
  keys: string;
  label: string;
  /** Also while somebody types; only for keys that write nothing. */
  isEverywhere?: boolean;
  run(event: KeyboardEvent): void;
};

type Registered = { id: string; group: string; actions: readonly KeyAction[] };

let registered: readonly Registered[] = [];
const observers = new Set<() => void>();
const patienceMs = 900;
let begun: { keys: string; at: number } | null = null;

function publish(next: readonly Registered[]): void {
  registered = next;
  for (const observer of observers) observer();
}

/** Makes keys act while the component is mounted; the newest registration wins. They stand in the cheat sheet under `group`. */
export function useKeys(group: string, actions: readonly KeyAction[]): void {
  const id = useId();
  const latest = useRef(actions);
  latest.current = actions;
  const signature = actions.map(({ keys, label }) => `${keys} ${label}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the actions, whose functions are read when run
  useEffect(() => {
    const stable = latest.current.map(({ keys, label, isEverywhere = false }) => ({
      keys,
      label,
      isEverywhere,
      run: (event: KeyboardEvent) => latest.current.find((each) => each.keys === keys)?.run(event),
    }));
    publish([{ id, group, actions: stable }, ...registered.filter((each) => each.id !== id)]);
    return () => publish(registered.filter((each) => each.id !== id));
  }, [id, group, signature]);
}

/** Everything that a key does now, for the cheat sheet. */
export const useKeySheet = (): readonly Registered[] =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => registered,
  );

const typing = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]";

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest(typing) != null;
}

const isCovered = (): boolean => document.querySelector("[role=dialog], [role=menu]") !== null;

/** A focused link or button keeps its own Enter and space. */
function isPressing(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return (event.key === "Enter" || event.key === " ") && target?.closest("a, button, summary, [role=button], [role=tab], input") != null;
}

function nameOf(event: KeyboardEvent): string {
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  return mod + event.key;
}

function listen(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.altKey || event.isComposing || isPressing(event) || isCovered()) return;
  const pressed = nameOf(event);
  if (isTyping(event)) {
    const everywhere = registered
      .flatMap(({ actions }) => actions)
      .find(({ keys, isEverywhere }) => isEverywhere === true && keys === pressed);
    if (everywhere === undefined) return;
    event.preventDefault();
    return everywhere.run(event);
  }
  const sequence = begun !== null && event.timeStamp - begun.at < patienceMs ? `${begun.keys} ${pressed}` : null;
  begun = null;
  const all = registered.flatMap(({ actions }) => actions);
  const action = (sequence === null ? undefined : all.find(({ keys }) => keys === sequence)) ?? all.find(({ keys }) => keys === pressed);
  if (action !== undefined) {
    event.preventDefault();
    action.run(event);
  } else if (all.some(({ keys }) => keys.startsWith(`${pressed} `))) {
    begun = { keys: pressed, at: event.timeStamp };
  }
}

/** To be mounted once, by the shell. */
export function useKeyboard(): void {
  useEffect(() => {
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

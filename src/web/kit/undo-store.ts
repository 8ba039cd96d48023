/**
 * The lines at the foot of the page: what can still be taken back, and for how long. Not a component's state, since a line outlives the
 * page on which it was made.
 */
import { useSyncExternalStore } from "react";

export const undoMs = 10_000;

export type Offer = { label: string; undo(): unknown };
export type Hold = { label: string; commit(): unknown; cancel(): void };
export type Saying = { label: string; tone?: "good" | "bad" };

export type Line = {
  id: number;
  label: string;
  tone: "plain" | "good" | "bad";
  /** What the button does; null: there is nothing to take back. */
  takeBack: (() => unknown) | null;
  /** What happens when the time is over; `leaving` when the page goes away meanwhile. */
  over: () => unknown;
  leftMs: number;
  isRunning: boolean;
};

let lines: readonly Line[] = [];
const observers = new Set<() => void>();
const timers = new Map<number, { timer: ReturnType<typeof setTimeout>; since: number }>();
let drawn = 0;
const mostLines = 3;

function publish(next: readonly Line[]): void {
  lines = next;
  for (const observer of observers) observer();
}

/** Told of what a late `commit` or `undo` said; set by the lines' component, which knows the reader's words. */
let onFailure: (error: unknown) => void = () => undefined;
export function listenToFailures(listener: (error: unknown) => void): () => void {
  onFailure = listener;
  return () => {
    onFailure = () => undefined;
  };
}

async function attempt(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    onFailure(error);
  }
}

function remove(id: number): Line | undefined {
  const line = lines.find((each) => each.id === id);
  const running = timers.get(id);
  if (running !== undefined) clearTimeout(running.timer);
  timers.delete(id);
  if (line !== undefined) publish(lines.filter((each) => each !== line));
  return line;
}

function finish(id: number): void {
  const line = remove(id);
  if (line !== undefined) void attempt(line.over);
}

function run(id: number): void {
  const line = lines.find((each) => each.id === id);
  if (line === undefined || timers.has(id)) return;
  timers.set(id, { timer: setTimeout(() => finish(id), line.leftMs), since: performance.now() });
}

function add(line: Omit<Line, "id" | "leftMs" | "isRunning">, leftMs = undoMs): number {
  drawn += 1;
  const id = drawn;
  publish([...lines, { ...line, id, leftMs, isRunning: true }]);
  run(id);
  for (const { id: old } of lines.slice(0, Math.max(0, lines.length - mostLines))) finish(old);
  return id;
}

/** Takes the newest thing back that can be; false when there is none. */
export function takeBackNewest(): boolean {
  const line = lines.findLast(({ takeBack }) => takeBack !== null);
  if (line === undefined) return false;
  takeBack(line.id);
  return true;
}

export function takeBack(id: number): void {
  const line = remove(id);
  if (line?.takeBack != null) void attempt(line.takeBack);
}

/** Lets it be: what was held is done at once. */
export const dismiss = (id: number): void => finish(id);

/** Once the time runs again, nobody is hurried. */
const leastMs = 1_500;

/** Stops the time of all lines while somebody is about to decide, and lets it run on. */
export function pauseLines(isPaused: boolean): void {
  const now = performance.now();
  const left = ({ id, leftMs }: Line): number => {
    const running = timers.get(id);
    if (!isPaused || running === undefined) return leftMs;
    clearTimeout(running.timer);
    timers.delete(id);
    return Math.max(leftMs - (now - running.since), leastMs);
  };
  publish(lines.map((line) => ({ ...line, leftMs: left(line), isRunning: !isPaused })));
  if (!isPaused) for (const { id } of lines) run(id);
}

/** What is held is done at once when the page goes away: nobody could take it back any more. */
function settle(): void {
  for (const { id } of lines) finish(id);
}
if (typeof window !== "undefined") window.addEventListener("pagehide", settle);
if (typeof document !== "undefined")
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") settle();
  });

export const useLines = (): readonly Line[] =>
  useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => lines,
  );

const nothing = (): void => undefined;

/** Something that was done, and how it is undone. */
export function offer({ label, undo }: Offer): void {
  add({ label, tone: "plain", takeBack: undo, over: nothing });
}

/** Something that is done in ten seconds unless it is cancelled; gives how to do it at once, as when the next thing must come after it. */
export function hold({ label, commit, cancel }: Hold): () => void {
  const id = add({ label, tone: "plain", takeBack: cancel, over: commit });
  return () => finish(id);
}

/** A word that needs no answer. Bad news stands longer. */
export function say({ label, tone = "good" }: Saying): void {
  add({ label, tone, takeBack: null, over: nothing }, tone === "bad" ? 12_000 : 5_000);
}

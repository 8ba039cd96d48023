/** Drawing a stretch with the pointer: a new one on the final line, or the end of an override pulled elsewhere. */
import { type PointerEvent, useEffect, useRef, useState } from "react";
import type { Span } from "./address.ts";
import { type SpanWindow, snapped } from "./span-window.ts";

export type Edge = "from" | "to";
/** What is being drawn; `record` is the override whose end moves. */
export type Stretching = { from: number; to: number; record: number | null; person: string | null };

type Begun = { x: number; at: number; edge: Edge | null; fixed: number; record: number | null; person: string | null };

/** A hand trembles: nearer than this is a click. */
const tremblePx = 5;

type Options = {
  window: SpanWindow;
  span: Span;
  /** Nothing begins before it. */
  earliest: number;
  isOn: boolean;
  done(stretch: Stretching): void;
};

export function useDrag({ window, span, earliest, isOn, done }: Options) {
  const begun = useRef<Begun | null>(null);
  const wasDrag = useRef(false);
  const [stretch, setStretch] = useState<Stretching | null>(null);
  const instantAt = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return window.from + ((event.clientX - box.left) / box.width) * (window.to - window.from);
  };
  // What would begin before now begins now, not at the next line of the grid.
  const lineAt = (at: number): number => (at <= earliest ? earliest : snapped(at, span, window));
  const forget = () => {
    begun.current = null;
    setStretch(null);
  };
  useEffect(() => {
    if (stretch === null) return;
    const cancel = (event: KeyboardEvent) => event.key === "Escape" && forget();
    document.addEventListener("keydown", cancel);
    return () => document.removeEventListener("keydown", cancel);
  });
  const down = (event: PointerEvent<HTMLElement>) => {
    wasDrag.current = false;
    if (!isOn || event.button !== 0 || event.pointerType === "touch") return;
    const at = instantAt(event);
    const handle = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-edge]") : null;
    const { edge, from, to, record, person } = handle?.dataset ?? {};
    begun.current = {
      ...{ x: event.clientX, at, edge: (edge as Edge | undefined) ?? null, record: record === undefined ? null : Number(record) },
      ...{ fixed: edge === "from" ? Number(to) : edge === "to" ? Number(from) : at, person: person ?? null },
    };
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const start = begun.current;
    if (start === null) return;
    if (stretch === null && Math.abs(event.clientX - start.x) < tremblePx) return;
    if (stretch === null) event.currentTarget.setPointerCapture(event.pointerId);
    wasDrag.current = true;
    const here = lineAt(instantAt(event));
    // The end that stays where it is was not drawn by this hand: it is no line of the grid.
    const there = start.edge === null ? lineAt(start.fixed) : start.fixed;
    setStretch({ from: Math.max(earliest, Math.min(here, there)), to: Math.max(here, there), record: start.record, person: start.person });
  };
  const up = () => {
    const drawn = stretch;
    forget();
    if (drawn !== null && drawn.from < drawn.to) done(drawn);
  };
  return {
    stretch,
    /** Whether the click that follows was the end of a drag. */
    wasDrag: () => wasDrag.current,
    handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: forget },
  };
}

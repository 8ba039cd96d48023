/** Which action of the ticket in sight is asked about in a dialog, and what is known already: bar, keys, palette and panels all ask here. */
import { useSyncExternalStore } from "react";
import type { Values } from "./action.ts";

export type Asked = { ticketId: number; action: string; preset: Values };

let asked: Asked | null = null;
const observers = new Set<() => void>();

function publish(next: Asked | null): void {
  asked = next;
  for (const observer of observers) observer();
}

export const ask = (ticketId: number, action: string, preset: Values = {}): void => publish({ ticketId, action, preset });
export const stopAsking = (): void => publish(null);

export function useAsked(ticketId: number): Asked | null {
  const now = useSyncExternalStore(
    (observer) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    () => asked,
  );
  return now?.ticketId === ticketId ? now : null;
}

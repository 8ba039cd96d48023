/** What the rota shows by its address, and what is asked for to show it: known before the page itself is there. */
import type { QueryClient } from "@tanstack/react-query";
import { serverNow } from "../../api/request.ts";
import { pictureQuery } from "../../api/rota.ts";
import { phone } from "../../kit/matches.ts";
import { readersZone } from "../../kit/time-text.ts";
import type { RotaAddress, Span } from "./address.ts";
import { type SpanWindow, todayKey, windowOf } from "./span-window.ts";

/** Longer spans show who it is in the end; what lies below it would be a blur. */
const layered: ReadonlySet<Span> = new Set(["day", "week", "fortnight", "month"]);
export const isLayered = (span: Span): boolean => layered.has(span);

export const shownSpan = ({ span }: RotaAddress, isPhone: boolean): Span => span ?? (isPhone ? "week" : "fortnight");

/** A phone shows few days: none of them is to be over. */
export const shownWindow = (address: RotaAddress, today: string, zone: string, isPhone: boolean): SpanWindow =>
  windowOf(shownSpan(address, isPhone), address.at ?? today, zone, isPhone && address.at === undefined);

export function shownPicture(address: RotaAddress, { from, to }: SpanWindow, isPhone: boolean) {
  const hasLayers = address.by !== "people" && isLayered(shownSpan(address, isPhone));
  return pictureQuery(from, to, { schedule: address.schedule, layers: hasLayers ? "yes" : undefined });
}

/** Asks for the picture while the page is loaded. */
export function prefetchRota(client: QueryClient, address: RotaAddress, zone: string | null): void {
  const isPhone = window.matchMedia(phone).matches;
  const shown = shownWindow(address, todayKey(serverNow(), zone ?? readersZone()), zone ?? readersZone(), isPhone);
  void client.prefetchQuery(shownPicture(address, shown, isPhone));
}

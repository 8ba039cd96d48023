/** How a gateway is, in one word, and how a channel is by its gateways. */
import type { GatewayView } from "../api/channels.ts";

export type GatewayState = "healthy" | "suspect" | "unhealthy" | "off" | "unread";

export function stateOf({ isEnabled, isReadable, health }: Pick<GatewayView, "isEnabled" | "isReadable" | "health">): GatewayState {
  if (!isEnabled) return "off";
  return isReadable ? health.state : "unread";
}

/** Somebody should look at it. */
export const needsLook = (state: GatewayState): boolean => state === "suspect" || state === "unhealthy" || state === "unread";

/** What is to be said of a channel: nobody is reached, all of it fails, or nothing takes over. Null when all is well. */
export function channelWarning(gateways: readonly GatewayView[]): ReturnType<typeof warningOf> {
  const warning = warningOf(gateways.map(stateOf));
  // What is sent with our own keys goes to as many providers as there are addresses: a second gateway would be the same once more.
  return warning === "only" && gateways.every(({ isBuiltIn, channel }) => isBuiltIn && channel !== "email") ? null : warning;
}

/** The same by states alone. */
export function warningOf(states: readonly GatewayState[]): "silentChannel" | "allUnwell" | "only" | null {
  const asked = states.filter((state) => state !== "off" && state !== "unread");
  if (asked.length === 0) return "silentChannel";
  if (asked.every((state) => state === "unhealthy")) return "allUnwell";
  return asked.length === 1 ? "only" : null;
}

/** `ids` with one of them moved to another place. */
export function placed(ids: readonly string[], id: string, to: number): string[] {
  const rest = ids.filter((each) => each !== id);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), id, ...rest.slice(place)];
}

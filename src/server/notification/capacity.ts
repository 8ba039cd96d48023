/** What each gateway has in hand on this node: how much more it may take, whether it comes back with it, who tries an unwell one again. */

import type { GatewayView } from "#core/notification/attempt.ts";
import type { Channel } from "#core/notification/channel.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Gateway } from "#server/channels/gateways.ts";

/** At one gateway at once, waiting for a connection included: a provider that answers in 120 ms takes 5,000 a second so. */
export const mostInFlight = 640;
/** So many that have not come back for so long, and none that has: whoever comes next is better off elsewhere. */
const manyHeld = 8;
const heldAfterMs = 2_000;
/** How long one trial of an unwell gateway keeps the others from it. */
const trialMs = 30_000;

type InHand = { count: number; oldestAt: number; answeredAt: number; trialUntil: number };

export type Capacity = {
  /** The gateways as they were last read. */
  use(gateways: readonly Gateway[]): void;
  gatewaysOf(channel: Channel): readonly GatewayView[];
  gateway(id: string): Gateway | null;
  /** False when it has as much as it may. */
  take(id: string): boolean;
  /** `isAnswered`: it said something, whatever it was. */
  release(id: string, isAnswered: boolean): void;
  /** Takes nothing more: this node stops. */
  close(): void;
  /** How many deliveries it makes sense to take up: none while everything in use has as much as it may. */
  free(): number;
};

export function openCapacity(clock: () => Instant): Capacity {
  let all: readonly Gateway[] = [];
  let byChannel = new Map<Channel, Gateway[]>();
  let isClosed = false;
  const hands = new Map<string, InHand>();
  const handOf = (id: string): InHand => {
    let hand = hands.get(id);
    if (hand === undefined) {
      hand = { count: 0, oldestAt: 0, answeredAt: 0, trialUntil: 0 };
      hands.set(id, hand);
    }
    return hand;
  };
  return {
    use(gateways) {
      if (gateways === all) return;
      all = gateways;
      byChannel = new Map();
      for (const gateway of gateways) {
        if (gateway.isEnabled) byChannel.set(gateway.channel, [...(byChannel.get(gateway.channel) ?? []), gateway]);
      }
    },
    gatewaysOf(channel) {
      const now = clock();
      return (byChannel.get(channel) ?? []).map(({ id, driver, health }) => {
        const hand = hands.get(id);
        const isHeld =
          hand !== undefined && hand.count >= manyHeld && now - hand.oldestAt > heldAfterMs && now - hand.answeredAt > heldAfterMs;
        const isTried = health.retryAt !== null && (hand?.trialUntil ?? 0) > now;
        return { id, isIdempotent: driver.isIdempotent, health: isTried ? { ...health, retryAt: null } : health, isHeld };
      });
    },
    gateway: (id) => all.find((each) => each.id === id) ?? null,
    take(id) {
      const hand = handOf(id);
      if (isClosed || hand.count >= mostInFlight) return false;
      const now = clock();
      if (hand.count === 0) hand.oldestAt = now;
      hand.count++;
      const health = all.find((each) => each.id === id)?.health;
      if (health !== undefined && health.retryAt !== null && health.retryAt <= now) hand.trialUntil = now + trialMs;
      return true;
    },
    release(id, isAnswered) {
      const hand = handOf(id);
      hand.count--;
      if (!isAnswered) return;
      hand.answeredAt = clock();
      hand.trialUntil = 0;
    },
    close() {
      isClosed = true;
    },
    free() {
      const used = [...hands.values()].filter(({ count }) => count > 0);
      return used.length === 0 ? mostInFlight : Math.max(...used.map(({ count }) => mostInFlight - count));
    },
  };
}

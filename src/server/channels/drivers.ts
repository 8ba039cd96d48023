/** All drivers, by channel and then by name. Adding one is one line here. */
import type { Channel } from "#core/notification/channel.ts";
import { Refusal } from "#core/refusal.ts";
import type { Driver } from "#server/channels/driver.ts";
import { smtp } from "#server/channels/email/smtp.ts";

export const drivers: readonly Driver[] = [smtp];

/** Refuses `unknown-driver`, and names those that there are. */
export function driverNamed(name: string, known: readonly Driver[] = drivers): Driver {
  const found = known.find((driver) => driver.name === name);
  if (found !== undefined) return found;
  const names = known.map((driver) => driver.name).join(", ");
  throw new Refusal("unknown-driver", `There is no driver called "${name}"; there are ${names || "none"}.`, { driver: name, known: names });
}

/** How addresses of a channel are written: as its first driver says. Null for a channel without any. */
export const addressOf = (channel: Channel, known: readonly Driver[] = drivers): Driver["address"] | null =>
  known.find((driver) => driver.channel === channel)?.address ?? null;

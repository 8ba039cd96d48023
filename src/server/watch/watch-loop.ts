/** The loop of the watch: audits, says to the outside that all is well, sends test pages, measures. */
import type { Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { Outside } from "#server/outside/outside.ts";
import { auditOnce } from "#server/watch/audit.ts";
import { measureLatency } from "#server/watch/latency.ts";
import { pingDue } from "#server/watch/ping.ts";
import { endTests, openTests } from "#server/watch/test-page.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type WatchOptions = { door: Door; gateways: Gateways | null; outside: Outside; log: (line: string) => void };

const everyMs = 1_000;

/** Each part is tried in every round: what fails in one does not keep the others from their work. */
export function startWatch({ door, gateways, outside, log }: WatchOptions): Loop {
  const attempt = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log(`The watch could not ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return startLoop({
    name: "The watch",
    log,
    round: async () => {
      await attempt("open test pages", () => openTests(door));
      await attempt("end test pages", () => endTests(door));
      await attempt("audit", async () => {
        if (await auditOnce(door, gateways)) await measureLatency(door);
      });
      await attempt("send pings", () => pingDue(door, outside));
      return everyMs;
    },
  });
}

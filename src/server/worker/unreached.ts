/** Tells a page that somebody of its step could not be reached by any means, so that it need not wait for them. */
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

type Payload = { pageId: number; step: number; round: number; recipient: string };

/** The page's own rules say whether it still matters; telling it twice changes nothing. */
export const tellUnreached =
  (door: Pick<Door, "perform">): TopicWork =>
  async (rows) => {
    for (const { payload } of rows) {
      const { pageId, step, round, recipient } = payload as Payload;
      const command = { type: "report-unreached" as const, pageId, step, round, recipient, actor: "system" };
      await door.perform({ scope: "*", commands: [command] }).catch((error: unknown) => {
        if (!(error instanceof Refusal)) throw error;
      });
    }
  };

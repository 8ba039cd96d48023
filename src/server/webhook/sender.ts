/** The loop that gives events to webhooks: fans new entries out, sends what is due to several addresses at once, and keeps what they said. */

import type { Instant } from "#core/time/instant.ts";
import { answerWithinMs, readRetryAfter, type Tried } from "#core/webhook/retry.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";
import { type Claimed, claimDue, type Ended, storeTries, type Target } from "#server/webhook/claim.ts";
import { fanOutSome, replaySome } from "#server/webhook/fan-out.ts";
import { bodyOfEvent, messageId } from "#server/webhook/payload.ts";
import { type Signing, signedHeaders } from "#server/webhook/signature.ts";
import { signingOf } from "#server/webhook/store.ts";
import type { WebhookTables } from "#server/webhook/tables.ts";
import { type Loop, startLoop } from "#server/worker/loop.ts";

export type SenderOptions = { door: Door; sealing: Sealing; outside: Outside; log: (line: string) => void };

/** At one address at the same time. */
const mostAtOne = 8;
const everyMs = 250;
/** Where there is no webhook at all, somebody may add one. */
const idleMs = 1_000;
/** Of what an address answers, so many characters are kept. */
const longestSaid = 1_000;
const keptForMs = 30 * 86_400_000;
const sweptEveryMs = 3_600_000;

export function startWebhooks({ door, sealing, outside, log }: SenderOptions): Loop {
  const stopping = new AbortController();
  const underWay = new Map<string, number>();
  const sending = new Set<Promise<void>>();
  const ended: Ended[] = [];
  const opened = openSecrets(sealing);
  let sweptAt = 0;
  const begin = (delivery: Claimed, target: Target): void => {
    underWay.set(target.id, (underWay.get(target.id) ?? 0) + 1);
    const sent = tryOnce(door, outside, opened, delivery, target, stopping.signal).then((end) => {
      underWay.set(target.id, (underWay.get(target.id) ?? 1) - 1);
      sending.delete(sent);
      if (end === null) return;
      ended.push(end);
      loop.wake();
    });
    sending.add(sent);
  };
  const round = async (): Promise<number> => {
    if (ended.length > 0) await storeTries(door, ended.splice(0));
    if (!(await hasWebhooks(door))) return idleMs;
    const read = await fanOutSome(door);
    const hasReplayed = await replaySome(door);
    const { claimed, targets } = await claimDue(door, underWay, mostAtOne);
    for (const delivery of claimed) {
      const target = targets.get(delivery.webhookId);
      if (target !== undefined) begin(delivery, target);
    }
    if (door.clock() - sweptAt > sweptEveryMs) {
      sweptAt = door.clock();
      await sweepOld(door);
    }
    return read > 0 || hasReplayed ? 0 : everyMs;
  };
  const loop = startLoop({ name: "The webhooks' sender", log, round });
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      // What is broken off keeps its lease and is sent again, under the same message id.
      stopping.abort();
      await Promise.all(sending);
      if (ended.length > 0) await storeTries(door, ended.splice(0));
    },
  };
}

type Secrets = (target: Target) => Promise<Signing>;

/** Each webhook's secrets are opened once, not for each message. */
function openSecrets(sealing: Sealing): Secrets {
  const known = new Map<string, Promise<Signing>>();
  return ({ id, sealedSecrets: sealed }) => {
    let signing = known.get(sealed);
    if (signing === undefined) {
      if (known.size >= 500) known.clear();
      signing = signingOf(sealing, id, sealed);
      signing.catch(() => known.delete(sealed));
      known.set(sealed, signing);
    }
    return signing;
  };
}

/** Null when it was broken off because the node stops: then it does not count. */
async function tryOnce(
  door: Door,
  outside: Outside,
  secrets: Secrets,
  delivery: Claimed,
  target: Target,
  signal: AbortSignal,
): Promise<Ended | null> {
  const beganAt = door.clock();
  const end = (tried: Tried, said: string): Ended => ({ delivery, tried, said: readable(said), beganAt, endedAt: door.clock() });
  const nobody: Tried = { status: null, retryAfterMs: null };
  try {
    const body = bodyOfEvent(delivery.event, target.hasPersonal);
    const id = messageId(delivery.event.position, delivery.id);
    const headers = { "content-type": "application/json", ...signedHeaders(await secrets(target), id, body, beganAt) };
    const answer = await outside.request({ method: "POST", url: target.url, headers, body, timeoutMs: answerWithinMs, signal });
    const retryAfterMs = readRetryAfter(answer.headers["retry-after"], door.clock() as Instant);
    return end({ status: answer.status, retryAfterMs }, answer.text);
  } catch (error) {
    if (signal.aborted) return null;
    return end(nobody, error instanceof OutsideFailure ? `${error.kind}: ${error.message}` : String(error));
  }
}

/** What an address says may be anything; a page of it that can be shown is kept. */
const readable = (said: string): string =>
  said
    .slice(0, longestSaid)
    .replaceAll(/[^\P{C}\n\t]/gu, "\uFFFD")
    .trim();

async function hasWebhooks(door: Door): Promise<boolean> {
  const first = await door.read("*", (db) =>
    db.withTables<WebhookTables>().selectFrom("webhooks").select("id").limit(1).executeTakeFirst(),
  );
  return first !== undefined;
}

async function sweepOld(door: Door): Promise<void> {
  await door.write("*", ({ db }) =>
    db
      .withTables<WebhookTables>()
      .deleteFrom("webhook_deliveries")
      .where("created_at", "<", door.clock() - keptForMs)
      .where("due_at", "is", null)
      .execute(),
  );
}

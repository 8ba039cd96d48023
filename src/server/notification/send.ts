/** One attempt: words the message and has the gateway's driver send it, within its time, and says how it ended. */
import { type Kysely, sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import { keyOf } from "#core/notification/attempt.ts";
import type { Delivery, Line, Purpose } from "#core/notification/delivery.ts";
import type { Page } from "#core/oncall/page.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { SendOutcome } from "#server/channels/driver.ts";
import type { Gateway, Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { plainList } from "#server/database/plain-list.ts";
import type { Tables } from "#server/database/tables.ts";
import type { Composer } from "#server/notification/composer.ts";
import type { ReachTables } from "#server/notification/tables.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";
import { CutOff, cutOffAfter } from "#server/outside/time-limit.ts";

/** Something to be tried now: its attempt is written down already. */
export type Job = { delivery: Delivery; claims: number; number: number; line: number; gateway: Gateway };

/** `isOurs`: the gateway has nothing to do with how it ended. `unneeded`: nothing was sent, and nothing needs to be. */
export type Ended = Job & {
  endedAt: Instant;
  result: (SendOutcome & { isOurs?: boolean }) | { outcome: "unknown"; said: string; isOurs?: boolean } | { outcome: "unneeded" };
};

export type SendTools = {
  door: Door;
  gateways: Gateways;
  outside: Outside;
  composers: Readonly<Record<string, Composer>>;
  sealing: Sealing;
  publicUrl: string;
  log: (line: string) => void;
  page(customerId: string, pageId: number): Promise<Page | null>;
  document(): Promise<Document | null>;
  /** Aborted when the node can wait no longer. */
  stopping: AbortSignal;
};

/** A letter with files takes its time; everything else answers at once or not at all. */
export const attemptMs = (purpose: Purpose): number => (purpose === "mail" ? 60_000 : 10_000);

/** Never throws. */
export async function send(job: Job, tools: SendTools): Promise<Ended> {
  const { delivery, claims, number, gateway } = job;
  // Named one by one: a spread takes 2 µs longer, and pages come in thousands.
  const end = (result: Ended["result"]): Ended => ({
    delivery,
    claims,
    number,
    line: job.line,
    gateway,
    endedAt: tools.door.clock(),
    result,
  });
  const line = delivery.lines![job.line]!;
  if (gateway.settings === null)
    return end({ outcome: "failed-for-good", said: "the gateway's settings cannot be read", blames: "gateway" });
  let message: Awaited<ReturnType<Composer>>;
  try {
    message = await compose(delivery, line, tools);
  } catch (error) {
    tools.log(`Delivery ${delivery.id} (${delivery.content.kind}) could not be worded: ${said(error)}`);
    return end({ outcome: "failed-for-now", said: "it could not be worded", isOurs: true });
  }
  if (message === null) return end({ outcome: "unneeded" });
  const work = async (signal: AbortSignal): Promise<SendOutcome> =>
    gateway.driver.send({
      settings: gateway.settings!,
      address: line.address,
      message,
      key: keyOf(delivery, job.line),
      hookUrl: tools.gateways.hookUrl(gateway),
      outside: tools.outside,
      signal,
      now: tools.door.clock(),
    });
  try {
    return end(await cutOffAfter(attemptMs(delivery.purpose), tools.stopping, work));
  } catch (error) {
    if (error instanceof CutOff) {
      return end({ outcome: "unknown", said: error.isOver ? "no answer in time" : "this node stopped", isOurs: !error.isOver });
    }
    return end(failureOf(error, job, tools.log));
  }
}

function failureOf(error: unknown, { delivery, gateway }: Job, log: SendTools["log"]): Ended["result"] {
  if (error instanceof OutsideFailure) {
    return error.mayHaveArrived ? { outcome: "unknown", said: error.kind } : { outcome: "failed-for-now", said: error.kind };
  }
  log(`The driver ${gateway.driver.name} failed at delivery ${delivery.id}: ${said(error)}`);
  return { outcome: "unknown", said: "the driver failed" };
}

function compose(delivery: Delivery, line: Line, tools: SendTools): ReturnType<Composer> {
  const { door, publicUrl, page, document, composers, sealing } = tools;
  const composer = composers[delivery.content.kind];
  if (composer === undefined) throw new Error(`nothing here words "${delivery.content.kind}"`);
  return composer(delivery, { door, publicUrl, sealing, now: door.clock(), language: line.language ?? "en", line, page, document });
}

const said = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

const readAgainAfterMs = 1_000;

/** The model in force, asked for once a second at most: a thousand messages a second are not worth a thousand questions. */
export function keepDocument(door: Door): SendTools["document"] {
  let known: { at: number; document: Promise<Document | null> } | null = null;
  return () => {
    const at = performance.now();
    if (known === null || at - known.at > readAgainAfterMs) {
      const document = door.book().then((book) => book.documentAt(door.clock()));
      known = { at, document };
      document.catch(() => {
        known = null;
      });
    }
    return known.document;
  };
}

type Waiting = { resolve: (page: Page | null) => void; reject: (error: unknown) => void };

/** Asks for pages together that are wanted in the same moment. */
export function gatherPages(door: Door): SendTools["page"] {
  let wanted = new Map<number, Waiting[]>();
  const ask = async (): Promise<void> => {
    const asked = wanted;
    wanted = new Map();
    try {
      const rows = await door.read("*", (db) => pagesAmong(db, [...asked.keys()]));
      const found = new Map(rows.map(({ id, record }) => [id, record]));
      for (const [id, waiting] of asked) for (const { resolve } of waiting) resolve(found.get(id) ?? null);
    } catch (error) {
      for (const waiting of asked.values()) for (const { reject } of waiting) reject(error);
    }
  };
  return async (customerId, pageId) => {
    const page = await new Promise<Page | null>((resolve, reject) => {
      if (wanted.size === 0) setImmediate(() => void ask());
      wanted.set(pageId, [...(wanted.get(pageId) ?? []), { resolve, reject }]);
    });
    return page?.customerId === customerId ? page : null;
  };
}

/** One parameter for all: the same statement however many are asked for, so that it is prepared once. */
const pagesAmong = (db: Kysely<Tables>, ids: readonly number[]) =>
  db
    .withTables<ReachTables>()
    .selectFrom("pages")
    .select(["id", "record"])
    .where(sql<boolean>`id = any(${plainList(ids)}::bigint[])`)
    .execute();

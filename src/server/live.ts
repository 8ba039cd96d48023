/** The live feed of a node: each committed change, its own at once, other nodes' a moment later. */
import pg from "pg";
import type { Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import type { Changed, Committed } from "#server/database/orders.ts";

/** `lost`: changes may have been missed (a connection broke, or there were too many): whoever shows something reads it again. */
export type LiveEvent = { type: "change"; change: Changed } | { type: "presence"; ticketId: number } | { type: "lost" };

export type LiveFeed = {
  subscribe(listener: (event: LiveEvent) => void): () => void;
  /** Told of deadlines that other nodes armed. */
  onArmed(listener: (dueAt: Instant) => void): () => void;
  /** Tells everybody, on all nodes, that somebody came to a ticket, began to write in it, or left. Kept nowhere. */
  tellPresence(ticketId: number): void;
  stop(): Promise<void>;
};

export type LiveOptions = {
  door: Door;
  /** Address of the database, for a connection of its own that listens and tells. */
  url: string;
  log: (line: string) => void;
};

const channel = "guardia";
/** A commit never waits for telling: PostgreSQL lets notifying transactions commit one after the other. So they are told together. */
const gatherMs = 50;
/** PostgreSQL takes up to 7,999 bytes. */
const longestMessage = 7_500;
const longestPauseMs = 5_000;

type Message = { node: string; dueAt: Instant | null; changes: [number, string, number | null, string][] | "many"; presence?: number };

export function startLive({ door, url, log }: LiveOptions): LiveFeed {
  const node = `${process.pid}-${process.hrtime.bigint()}`;
  const listeners = new Set<(event: LiveEvent) => void>();
  const armed = new Set<(dueAt: Instant) => void>();
  const tell = (event: LiveEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const connection = keepListening({
    url,
    log,
    onMessage: (text) => {
      const message = JSON.parse(text) as Message;
      if (message.node === node) return;
      if (message.presence !== undefined) tell({ type: "presence", ticketId: message.presence });
      if (message.dueAt !== null) for (const listener of armed) listener(message.dueAt);
      if (message.changes === "many") tell({ type: "lost" });
      else
        for (const [position, customerId, ticketId, type] of message.changes)
          tell({ type: "change", change: { position, customerId, ticketId, type } });
    },
    onLost: () => tell({ type: "lost" }),
  });
  const gathered = gather((message) => connection.send(JSON.stringify({ node, ...message })));
  const stopListening = door.onCommit((committed) => {
    for (const change of committed.changes) tell({ type: "change", change });
    gathered.add(committed);
  });
  return {
    subscribe: (listener) => added(listeners, listener),
    onArmed: (listener) => added(armed, listener),
    tellPresence(ticketId) {
      tell({ type: "presence", ticketId });
      connection.send(JSON.stringify({ node, dueAt: null, changes: [], presence: ticketId } satisfies Message));
    },
    async stop() {
      stopListening();
      gathered.flush();
      await connection.stop();
    },
  };
}

function added<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => set.delete(one);
}

/** Puts the commits of a moment into one message. */
function gather(send: (message: Omit<Message, "node">) => void): { add(committed: Committed): void; flush(): void } {
  let changes: Changed[] = [];
  let dueAt: Instant | null = null;
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (changes.length === 0 && dueAt === null) return;
    const short: Message["changes"] = changes.map(({ position, customerId, ticketId, type }) => [position, customerId, ticketId, type]);
    const fits = changes.length <= 200 && Buffer.byteLength(JSON.stringify(short)) <= longestMessage;
    send({ dueAt, changes: fits ? short : "many" });
    changes = [];
    dueAt = null;
  };
  return {
    flush,
    add(committed) {
      changes.push(...committed.changes);
      if (committed.nextDueAt !== null && (dueAt === null || committed.nextDueAt < dueAt)) dueAt = committed.nextDueAt;
      timer ??= setTimeout(flush, gatherMs);
    },
  };
}

type Listening = { url: string; log: (line: string) => void; onMessage: (text: string) => void; onLost: () => void };

/** One connection that listens, and comes back when it breaks. What is sent meanwhile is dropped: the others read again when in doubt. */
function keepListening({ url, log, onMessage, onLost }: Listening): { send(text: string): void; stop(): Promise<void> } {
  let client: pg.Client | null = null;
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = 100;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 10_000 });
    next.on("error", (error) => log(`The live connection to PostgreSQL broke: ${error.message}`));
    next.on("notification", ({ payload }) => {
      if (payload !== undefined) onMessage(payload);
    });
    let isOver = false;
    next.once("end", () => {
      isOver = true;
      // One that never came to listen is tried again by whoever tried.
      if (client !== next) return;
      client = null;
      if (isStopped) return;
      onLost();
      again();
    });
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
      if (isOver) throw new Error("the connection ended as it began to listen");
    } catch (error) {
      void next.end().catch(() => undefined);
      throw error;
    }
    client = next;
    pauseMs = 100;
  };
  const again = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      connecting = connect().catch(again);
    }, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };
  let connecting: Promise<void> = connect().catch(again);
  let sending: Promise<unknown> = Promise.resolve();
  return {
    send(text) {
      const told = connecting.then(() => client?.query("select pg_notify($1, $2)", [channel, text]));
      sending = Promise.all([sending, told.catch((error: Error) => log(`Telling other nodes failed: ${error.message}`))]);
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await connecting;
      // A command that ends at once has told of what it did before it goes.
      await sending;
      await client?.end().catch(() => undefined);
    },
  };
}

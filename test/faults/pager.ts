/** Two providers in one: one that knows a repeated key, one that cannot; both report each arrival to the gateway's hook until it is heard. */
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "@hono/zod-openapi";
import type { Channel } from "#core/notification/channel.ts";
import type { Instant } from "#core/time/instant.ts";
import { defineDriver, type Receipt } from "#server/channels/driver.ts";

export type DelivererOrder = {
  url: string;
  /** Where its hook listens. */
  port: number;
  /** Its clock: `epoch` at `startedAt` (real milliseconds), `speed` times as fast. */
  epoch: number;
  startedAt: number;
  speed: number;
};

export const clockOf =
  ({ epoch, startedAt, speed }: Pick<DelivererOrder, "epoch" | "startedAt" | "speed">) =>
  (): Instant =>
    Math.round(epoch + (Date.now() - startedAt) * speed) as Instant;

const pager = (name: string, channel: Channel, isIdempotent: boolean) =>
  defineDriver({
    ...{ name, title: name, channel, isIdempotent, givesReceipts: true },
    settings: z.object({ url: z.string() }),
    secrets: [],
    address: z.string(),
    async send({ settings, address, message, key, hookUrl, outside, signal }) {
      const body = JSON.stringify({ address, page: message.pageId, ...(isIdempotent ? { key } : {}), hookUrl });
      const answer = await outside.request({ method: "POST", url: settings.url, body, signal });
      if (answer.status === 503) return { outcome: "failed-for-now", said: "503" };
      return { outcome: "sent", providerId: (JSON.parse(answer.text) as { id: string }).id, expectsReceipt: true };
    },
    receive: async ({ body }) => ({ receipts: [JSON.parse(body) as Receipt], replies: [] }),
  });

export const pagers = [pager("knowing-pager", "push", true), pager("plain-pager", "sms", false)];

export type Taken = { id: string; page: number; key: string | null };

export type PagerHouse = {
  url: string;
  /** What was taken and shown to the recipient; a repeated key is taken once. */
  taken: Taken[];
  /** How often a key was recognised. */
  recognised: number;
  /** Ids whose arrival was reported and heard (a 200). */
  heard: Set<string>;
  /** Once so many further requests have come, or the time is over. */
  arrived(count: number, longestMs: number): Promise<void>;
  /** Stops being fickle. */
  calm(): void;
  close(): Promise<void>;
};

/** @param chance a number in [0, 1) each time it is asked */
export async function openPagerHouse(chance: () => number): Promise<PagerHouse> {
  let isCalm = false;
  let isClosed = false;
  let arrivals = 0;
  const waiting = new Set<{ until: number; resolve: () => void }>();
  const byKey = new Map<string, string>();
  const server: Server = createServer((request, response) => {
    void read(request).then((body) => {
      const { page, key, hookUrl } = JSON.parse(body) as { page: number; key?: string; hookUrl: string };
      arrivals++;
      for (const each of waiting) if (arrivals >= each.until) each.resolve();
      const mood = isCalm ? 1 : chance();
      if (mood < 0.1) return void response.writeHead(503).end();
      let id = key === undefined ? undefined : byKey.get(key);
      if (id === undefined) {
        id = `m${house.taken.length + 1}`;
        house.taken.push({ id, page, key: key ?? null });
        if (key !== undefined) byKey.set(key, id);
        void report(id, hookUrl);
      } else house.recognised++;
      // Taken, and whoever asked never learns of it.
      if (mood < 0.2) return void request.socket.destroy();
      const answer = JSON.stringify({ id });
      setTimeout(() => response.end(answer), mood < 0.6 ? mood * 200 : 0);
    });
  });
  const report = async (id: string, hookUrl: string): Promise<void> => {
    const body = JSON.stringify({ providerId: id, state: "delivered", said: null, at: null });
    while (!isClosed) {
      const answer = await fetch(hookUrl, { method: "POST", body }).catch(() => null);
      if (answer?.status === 200) return void house.heard.add(id);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const house: PagerHouse = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ...{ taken: [], recognised: 0, heard: new Set<string>() },
    arrived(count, longestMs) {
      return new Promise((resolve) => {
        const each = {
          until: arrivals + count,
          resolve() {
            clearTimeout(timer);
            waiting.delete(each);
            resolve();
          },
        };
        const timer = setTimeout(each.resolve, longestMs);
        waiting.add(each);
      });
    },
    calm() {
      isCalm = true;
    },
    close() {
      isClosed = true;
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return house;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** A driver that does what a test tells it: a provider without a protocol. */
import { z } from "@hono/zod-openapi";
import type { Channel } from "#core/notification/channel.ts";
import { type Driver, defineDriver, type Sending, type SendOutcome } from "#server/channels/driver.ts";

export type Sent = { gateway: string; address: string; key: string; subject: string; text: string; short: string; link: string | null };

export type TameDriver = {
  driver: Driver;
  /** What every gateway was asked to send, in order. */
  sent: Sent[];
  /** What a gateway answers; by default it takes everything. */
  answers: Map<string, (sending: Sending<unknown>) => Promise<SendOutcome> | SendOutcome>;
};

export function tameDriver(channel: Channel, { isIdempotent = false, givesReceipts = false, name = `tame-${channel}` } = {}): TameDriver {
  const sent: Sent[] = [];
  const answers: TameDriver["answers"] = new Map();
  let calls = 0;
  const driver = defineDriver({
    ...{ name, title: name, channel, isIdempotent, givesReceipts },
    settings: z.object({ account: z.string(), secret: z.string().optional() }),
    secrets: ["secret"],
    address: z.string().trim().min(1).max(200),
    send: async (sending) => {
      const { settings, address, key, message } = sending;
      const gateway = settings.account;
      sent.push({ gateway, address, key, subject: message.subject, text: message.text, short: message.short, link: message.link });
      const answer = answers.get(gateway);
      return answer === undefined
        ? { outcome: "sent", providerId: `${gateway}-${++calls}`, expectsReceipt: givesReceipts }
        : answer(sending);
    },
    probe: async ({ settings }) => ({ isWell: !answers.has(settings.account), said: "asked" }),
    receive: async ({ body }) => JSON.parse(body),
  });
  return { driver, sent, answers };
}

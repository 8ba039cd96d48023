/** A driver on trial: its settings read by its own schema, a message to send, and the outside with this machine allowed. */
import { onTestFinished } from "vitest";
import { instant } from "#core/time/instant.ts";
import type { Driver, Incoming, Message, Received, Sending, SendOutcome } from "#server/channels/driver.ts";
import { openOutside } from "#server/outside/client.ts";

export const now = instant("2026-11-22T14:00:00Z");
export const hookUrl = "https://guardia.example.com/hooks/gateway-1/k3j9x2";

export const page: Message = {
  ...{ purpose: "page", urgency: "high", language: "en", pageId: 4711 },
  subject: "P1: payments are down",
  text: "P1: payments are down\nAcme, since 14:00",
  short: "P1 4711 payments are down & out. ACK 4711? https://guardia.example.com/p/abc",
  spoken: "Priority 1. Payments are down at Acme's, since 2 p.m. <now>",
  link: "https://guardia.example.com/p/abc",
};

export type Trial = {
  send(changes?: Partial<Sending<unknown>>): Promise<SendOutcome>;
  probe(): Promise<{ isWell: boolean; said: string }>;
  receive(incoming: Incoming): Promise<Received>;
  collect(): Promise<Received>;
};

export function trialOf(driver: Driver, written: Record<string, unknown>): Trial {
  const outside = openOutside({ allow: ["127.0.0.0/8"] });
  onTestFinished(() => outside.close());
  const settings = driver.settings.parse(written);
  const signal = new AbortController().signal;
  const context = { settings, hookUrl, outside, signal, now };
  return {
    send: (changes = {}) => driver.send({ ...context, address: "+34600123456", message: page, key: "d1-a1-0001", ...changes }),
    probe: () => driver.probe!(context),
    receive: (incoming) => driver.receive!(incoming, context),
    collect: () => driver.collect!(context),
  };
}

/** What arrives at the hook; `body` as a form when it is given as fields. */
export function incomingOf(changes: Partial<Omit<Incoming, "body">> & { body?: string | Record<string, string> }): Incoming {
  const { body = "", url = hookUrl, headers = {}, method = "POST" } = changes;
  const isForm = typeof body !== "string";
  return {
    ...{ method, url, query: Object.fromEntries(new URL(url).searchParams) },
    headers: isForm ? { "content-type": "application/x-www-form-urlencoded", ...headers } : headers,
    body: isForm ? new URLSearchParams(body).toString() : body,
  };
}

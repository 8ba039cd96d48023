/** How a way to be reached is called, and which sign stands beside it. */
import type { Channel } from "../../api/reach.ts";
import type { IconName } from "../../kit/icon.tsx";

type Point = { channel: Channel; address: string; label?: string | null };

/** A subscription is a page of JSON, a webhook's address a secret: their host alone is told. */
export function shownAddress({ channel, address }: Point): string {
  if (channel === "gotify") return `…${address.slice(-4)}`;
  const hidesPath =
    channel === "push" || channel === "unifiedpush" || channel === "teams" || channel === "google-chat" || channel === "webhook";
  if (!hidesPath) return address;
  const endpoint = address.startsWith("{") ? endpointOf(address) : address;
  return URL.canParse(endpoint) ? new URL(endpoint).host : address;
}

export function endpointOf(address: string): string {
  try {
    const { endpoint } = JSON.parse(address) as { endpoint?: unknown };
    return typeof endpoint === "string" ? endpoint : "";
  } catch {
    return "";
  }
}

export function iconOf(channel: Channel): IconName {
  if (channel === "email") return "reply";
  if (channel === "sms" || channel === "voice") return "phone";
  if (channel === "push" || channel === "ntfy" || channel === "gotify" || channel === "unifiedpush") return "bell";
  return channel === "webhook" ? "link" : "people";
}

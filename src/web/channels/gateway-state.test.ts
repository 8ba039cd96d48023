import { describe, expect, it } from "vitest";
import type { GatewayView } from "../api/channels.ts";
import { channelWarning, placed, stateOf, warningOf } from "./gateway-state.ts";

const health = (state: GatewayView["health"]["state"]) => ({ state }) as GatewayView["health"];

describe("a gateway", () => {
  it.each([
    [{ isEnabled: true, isReadable: true, health: health("healthy") }, "healthy"],
    [{ isEnabled: true, isReadable: true, health: health("suspect") }, "suspect"],
    [{ isEnabled: true, isReadable: false, health: health("healthy") }, "unread"],
    [{ isEnabled: false, isReadable: false, health: health("unhealthy") }, "off"],
  ] as const)("%j is %s", (gateway, state) => expect(stateOf(gateway)).toBe(state));
});

describe("a channel", () => {
  it.each([
    [["healthy", "healthy"], null],
    [["healthy", "suspect", "off"], null],
    [["healthy", "unhealthy"], null],
    [["healthy"], "only"],
    [["healthy", "off", "unread"], "only"],
    [["unhealthy", "unhealthy"], "allUnwell"],
    [["unhealthy"], "allUnwell"],
    [["off"], "silentChannel"],
    [["unread", "off"], "silentChannel"],
  ] as const)("of gateways that are %j is warned of by %s", (states, warning) => expect(warningOf(states)).toBe(warning));
});

describe("a channel of a single gateway", () => {
  const gateway = (changes: Partial<GatewayView>) =>
    ({ channel: "push", isBuiltIn: true, isEnabled: true, isReadable: true, health: health("healthy"), ...changes }) as GatewayView;

  it.each([
    [{}, null],
    [{ channel: "email" }, "only"],
    [{ isBuiltIn: false }, "only"],
    [{ isEnabled: false }, "silentChannel"],
    [{ health: health("unhealthy") }, "allUnwell"],
  ] as const)("that is %j is warned of by %s", (changes, warning) => expect(channelWarning([gateway(changes)])).toBe(warning));
});

describe("an order", () => {
  it.each([
    ["c", 0, ["c", "a", "b"]],
    ["a", 2, ["b", "c", "a"]],
    ["b", 1, ["a", "b", "c"]],
    ["b", 9, ["a", "c", "b"]],
    ["b", -1, ["b", "a", "c"]],
  ] as const)("with %s at %i is %j", (id, to, order) => expect(placed(["a", "b", "c"], id, to)).toEqual(order));
});

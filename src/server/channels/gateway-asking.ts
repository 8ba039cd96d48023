/** What an administrator asks of a gateway now: whether its account works, and whether a test arrives. */
import type { HealthEvent } from "#core/notification/health.ts";
import { newLine } from "#core/notification/plan.ts";
import { Refusal } from "#core/refusal.ts";
import type { Message, SendOutcome } from "#server/channels/driver.ts";
import { type GatewayTools, gatewayNamed } from "#server/channels/gateway-store.ts";
import type { Gateway } from "#server/channels/gateways.ts";
import type { TestResult } from "#server/channels/schema.ts";
import { composeTest } from "#server/notification/compose.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";
import { probe } from "#server/worker/gateway-watch.ts";

export type Asking = Pick<GatewayTools, "door" | "gateways" | "sealing"> & { outside: Outside; publicUrl: string };

const note = ({ door, gateways }: Asking, id: string, event: HealthEvent): Promise<void> =>
  door.write("*", ({ db }) => gateways.note(db, new Map([[id, [event]]])));

/** Asks the provider, tells nobody else; what it says counts for the gateway's health. Refuses `unknown-gateway`. */
export async function probeGateway(parts: Asking, id: string): Promise<{ isWell: boolean; said: string }> {
  const gateway = await gatewayNamed(parts.gateways, id);
  const { isWell, said } = await probe(gateway, parts.gateways, parts.outside);
  const at = parts.door.clock();
  if (gateway.driver.probe !== undefined) await note(parts, gateway.id, isWell ? { kind: "well", at } : { kind: "unwell", at, said });
  return { isWell, said };
}

/** Sends a test through this gateway alone and waits for its end. Refuses `unknown-gateway`, `bad-address`. */
export async function testGateway(
  parts: Asking,
  id: string,
  { address: written, language }: { address: string; language: Message["language"] },
  actor: string,
): Promise<TestResult> {
  const { door, gateways } = parts;
  const gateway = await gatewayNamed(gateways, id);
  const outcome = await sendTest(parts, gateway, readAddress(gateway.driver, written), language);
  const at = door.clock();
  if (outcome.outcome === "sent") await note(parts, gateway.id, { kind: "sent", at });
  else if (!("blames" in outcome) || outcome.blames === "gateway")
    await note(parts, gateway.id, { kind: "failed", at, said: outcome.said });
  await door.write("*", ({ append }) =>
    append([{ type: "gateway.tested", actor, at, facts: { gateway: gateway.id, name: gateway.name, outcome: outcome.outcome } }]),
  );
  return resultOf(outcome);
}

type Tested = SendOutcome | { outcome: "unknown"; said: string };

const resultOf = (tested: Tested): TestResult => ({
  outcome: tested.outcome,
  said: tested.outcome === "sent" ? null : tested.said,
  expectsReceipt: tested.outcome === "sent" && tested.expectsReceipt,
});

/** As the channel's driver writes addresses. Refuses `bad-address` with what one looks like. */
function readAddress({ address, title }: Gateway["driver"], written: string): string {
  const read = address.safeParse(written);
  if (read.success) return read.data;
  const said = read.error.issues[0]?.message ?? "it is not one";
  throw new Refusal("bad-address", `This is no address for ${title}: ${said}`, { driver: title, said });
}

const testMs = 15_000;

async function sendTest(parts: Asking, gateway: Gateway, address: string, language: Message["language"]): Promise<Tested> {
  const { door, gateways, outside, publicUrl, sealing } = parts;
  if (gateway.settings === null) return { outcome: "failed-for-good", said: "the settings cannot be read", blames: "gateway" };
  const now = door.clock();
  const line = newLine({ channel: gateway.channel, address, at: now });
  const delivery = {
    ...{ id: 0, customerId: "", purpose: "test" as const, recipient: "address:", pageId: null, ticketId: null, step: null, round: null },
    ...{ urgency: "low" as const, content: { kind: "test" }, wantedAt: now, lines: [line] },
  };
  const document = async () => (await door.book()).documentAt(now);
  const message = await composeTest(delivery, { door, publicUrl, now, language, line, sealing, document, page: async () => null });
  const signal = AbortSignal.timeout(testMs);
  const late = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("late"))));
  try {
    const order = { settings: gateway.settings, address, message: message!, key: `test-${now.toString(36)}`, outside, signal, now };
    return await Promise.race([gateway.driver.send({ ...order, hookUrl: gateways.hookUrl(gateway) }), late]);
  } catch (error) {
    if (error instanceof OutsideFailure && !error.mayHaveArrived) return { outcome: "failed-for-now", said: error.kind };
    return {
      outcome: "unknown",
      said: error instanceof OutsideFailure ? error.kind : signal.aborted ? "no answer in time" : "the driver failed",
    };
  }
}

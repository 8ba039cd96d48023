/** `guardia webhook deliveries|replay`: what was sent, what came back, and sending it once more. */
import type { Command } from "commander";
import { knownActorOf, withConnection } from "#cli/connection.ts";
import { type Out, printJson, printTable } from "#cli/print.ts";
import { checked } from "#cli/ticket-verbs.ts";
import { Refusal } from "#core/refusal.ts";
import { instant, toIso } from "#core/time/instant.ts";
import { deliveryQuery, type WebhookDeliveryView, type WholeWebhookDeliveryView } from "#server/webhook/schema.ts";
import { replayDelivery, replaySince } from "#server/webhook/store.ts";
import { pageOfDeliveries, wholeDelivery } from "#server/webhook/view.ts";

type Flags = { state?: string; limit?: string; cursor?: string; since?: string; as?: string; json?: true };

export function addDeliveries(command: Command, out: Out): void {
  command
    .command("deliveries")
    .description("what was sent, the newest first; kept for 30 days. One of them: the request, and every answer")
    .argument("<webhook>", "its id, as in the list")
    .argument("[delivery]", "the number of one")
    .option("--state <state>", "waiting, delivered or failed")
    .option("--limit <number>", "how many at most, 1 to 100", "50")
    .option("--cursor <cursor>", "from here on: what the page before ended with")
    .option("--json", "print JSON")
    .action(async (webhook: string, delivery: string | undefined, { json, ...query }: Flags) => {
      if (delivery !== undefined) {
        const number = deliveryNumber(delivery);
        const whole = await withConnection(({ door }) => wholeDelivery(door, webhook, number));
        return json ? printJson(out, whole) : printWhole(out, whole);
      }
      const asked = checked(deliveryQuery, query);
      const page = await withConnection(({ door }) => pageOfDeliveries(door, webhook, asked));
      if (json) return printJson(out, page);
      const header = ["#", "event", "ticket", "when", "state", "tries", "answer", "took", "again at"];
      printTable(out, header, page.items.map(rowOf), asked.state === undefined ? "Nothing was sent yet." : `None is ${asked.state}.`);
      if (page.next !== null) out.write(`\nThere are more: --cursor ${page.next}\n`);
    });
  addReplay(command, out);
}

function deliveryNumber(written: string): number {
  if (/^[1-9]\d{0,14}$/.test(written)) return Number(written);
  throw new Refusal("bad-flags", `"${written}" is no number of a delivery: see guardia webhook deliveries WEBHOOK.`, { delivery: written });
}

const momentOf = (iso: string): string => `${iso.slice(0, 19).replace("T", " ")} UTC`;
const tookOf = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`);

const rowOf = (each: WebhookDeliveryView): (string | number | null)[] => [
  ...[each.id, each.type, each.ticketId, momentOf(each.eventAt), each.isReplay ? `${each.state}, a replay` : each.state, each.tries],
  ...[each.tries > 0 && each.status === null ? "none" : each.status, each.durationMs === null ? null : tookOf(each.durationMs)],
  each.dueAt === null ? null : momentOf(each.dueAt),
];

function printWhole(out: Out, { attempts, body, ...each }: WholeWebhookDeliveryView): void {
  const about = each.ticketId === null ? "" : `, ticket ${each.ticketId}`;
  out.write(`#${each.id}  ${each.type}${about}, ${momentOf(each.eventAt)}\n    ${each.state}${each.isReplay ? ", a replay" : ""}\n`);
  if (each.dueAt !== null) out.write(`    tried again at ${momentOf(each.dueAt)}\n`);
  out.write(`    webhook-id: ${each.messageId}\n    ${body}\n\n`);
  const rows = attempts.map(({ beganAt, status, durationMs, said }) => [
    ...[momentOf(beganAt), status ?? "none", tookOf(durationMs), said?.replaceAll(/\s+/g, " ").slice(0, 120) || null],
  ]);
  printTable(out, ["tried", "answer", "took", "said"], rows, "It was not tried yet.");
}

function addReplay(command: Command, out: Out): void {
  command
    .command("replay")
    .description("send one delivery once more, or everything since an instant; under the same message ids")
    .argument("<webhook>", "its id, as in the list")
    .argument("[delivery]", "the number of one")
    .option("--since <instant>", "2027-01-01T00:00:00Z for instance: everything that it wants since then")
    .option("--as <person>", "who does so, as the model calls them")
    .option("--json", "print JSON")
    .action(async (webhook: string, written: string | undefined, { since, as, json }: Flags) => {
      if ((written === undefined) === (since === undefined))
        throw new Refusal("bad-flags", "Say what is sent once more: the number of a delivery, or --since INSTANT.", {});
      if (since === undefined) {
        const number = deliveryNumber(written!);
        const delivery = await withConnection(({ door }) => replayDelivery(door, webhook, number));
        if (json) return printJson(out, { delivery });
        return void out.write(`Delivery ${delivery} is on its way. What became of it: guardia webhook deliveries ${webhook} ${delivery}\n`);
      }
      const from = instant(since);
      await withConnection(async (connection) => replaySince(connection.door, webhook, from, await knownActorOf(as, connection)));
      if (json) printJson(out, { since: toIso(from) });
      else out.write(`Everything since ${momentOf(toIso(from))} is sent once more, in the background.\n`);
    });
}

/**
 * The outbox's topic `mail`: a letter of the installation is written and handed to the first gateway for mail that takes it. What it says
 * is kept nowhere else, since it may hold a one-time link; neither addresses nor links reach the process's log.
 */
import { domainOf } from "#core/model/sender.ts";
import { inOrder } from "#core/notification/attempt.ts";
import type { HealthEvent } from "#core/notification/health.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Message, SendOutcome } from "#server/channels/driver.ts";
import { type MailOrder, writeLetter } from "#server/channels/email/letter.ts";
import { closePools } from "#server/channels/email/smtp-pool.ts";
import type { Signing } from "#server/channels/email/smtp-settings.ts";
import type { Gateway, Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import { type Outside, OutsideFailure } from "#server/outside/outside.ts";
import type { OutboxRow, TopicWork } from "#server/worker/outbox.ts";

/** `url`: `smtp://user:secret@mail.example.com:587`, `smtps://…:465`; `from`: `Guardia <support@example.com>`. */
export type MailSettings = { readonly url: string; readonly from: string; readonly signing?: Signing | null };

export type Mailer = { deliver: TopicWork; close(): void };

export type MailerOptions = { door: Pick<Door, "clock" | "write">; gateways: Gateways; outside: Outside; log: (line: string) => void };

/** A letter that could not be sent for so long is of no use any more: its link has expired. */
const givenUpAfterMs = 24 * 3_600_000;
/** At one gateway. */
const attemptMs = 25_000;

/** Opens connections when there is something to send. `log` is told what failed, without addresses. */
export function openMailer(options: MailerOptions): Mailer {
  const { door, log } = options;
  return {
    async deliver(rows) {
      for (const row of rows) {
        const why = await sendThrough(await inTurn(options), row, options);
        if (why === null) continue;
        if (!why.isFinal && door.clock() - row.createdAt < givenUpAfterMs) throw new Error(`the mail server: ${why.said}`);
        const { template } = row.payload as unknown as MailOrder;
        log(`A letter (${template}, row ${row.id}) was not sent and is given up: ${why.said}`);
      }
    },
    close: closePools,
  };
}

/** The gateways for mail that can be asked, those that are well first. */
async function inTurn({ door, gateways }: MailerOptions): Promise<Gateway[]> {
  const all = await gateways.list();
  const usable = all.filter(({ channel, isEnabled, settings }) => channel === "email" && isEnabled && settings !== null);
  const views = usable.map(({ id, driver, health }) => ({ id, isIdempotent: driver.isIdempotent, health }));
  return inOrder(views, door.clock()).flatMap(({ id }) => usable.find((gateway) => gateway.id === id) ?? []);
}

type Failure = { isFinal: boolean; said: string };

/** Null once a gateway has taken it. The next one is asked whatever went wrong, unless the letter may have arrived or cannot arrive anywhere. */
async function sendThrough(turn: readonly Gateway[], row: OutboxRow, options: MailerOptions): Promise<Failure | null> {
  const failures: Failure[] = [];
  const message = messageOf(row, turn[0]);
  for (const gateway of turn) {
    const outcome = await attempt(gateway, row, message, options);
    await note(gateway, outcome, options);
    if (outcome.outcome === "sent") return null;
    const { said } = outcome;
    if (outcome.outcome === "failed-for-good" && outcome.blames === "address") return { isFinal: true, said };
    failures.push({ isFinal: outcome.outcome === "failed-for-good", said });
    if (outcome.outcome === "failed-for-now" && outcome.mayHaveArrived === true) break;
  }
  const said = failures.at(-1)?.said ?? "no gateway for mail is enabled";
  return { isFinal: failures.length > 0 && failures.every(({ isFinal }) => isFinal), said };
}

function messageOf(row: OutboxRow, first: Gateway | undefined): Message {
  const order = row.payload as unknown as MailOrder;
  const { subject, text, html } = writeLetter(order);
  const host = domainOf(String(first?.settings?.from ?? ""));
  return {
    ...{
      purpose: "mail",
      urgency: "low",
      language: order.language,
      subject,
      text,
      short: subject,
      spoken: subject,
      link: null,
      pageId: null,
    },
    mail: {
      ...{ from: null, toName: order.values.name, replyTo: null, subject, text, html, inReplyTo: null, references: [], attachments: [] },
      // The same when it is sent twice, so that whoever receives both can tell.
      messageId: `<guardia-${row.id}-${row.createdAt}@${host}>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
    },
  };
}

async function attempt(
  gateway: Gateway,
  row: OutboxRow,
  message: Message,
  { door, gateways, outside }: MailerOptions,
): Promise<SendOutcome> {
  const { to } = row.payload as unknown as MailOrder;
  const context = { settings: gateway.settings, hookUrl: gateways.hookUrl(gateway), outside, signal: AbortSignal.timeout(attemptMs) };
  try {
    return await gateway.driver.send({ ...context, address: to, message, key: `letter-${row.id}`, now: door.clock() });
  } catch (error) {
    if (!(error instanceof OutsideFailure)) throw error;
    return { outcome: "failed-for-now", said: error.kind, mayHaveArrived: error.mayHaveArrived };
  }
}

/** In a transaction of its own: what a gateway did holds though the letter has to be tried again. */
async function note(gateway: Gateway, outcome: SendOutcome, { door, gateways }: MailerOptions): Promise<void> {
  const at = door.clock() as Instant;
  if (outcome.outcome === "failed-for-good" && outcome.blames === "address") return;
  const event: HealthEvent = outcome.outcome === "sent" ? { kind: "sent", at } : { kind: "failed", at, said: outcome.said };
  await door.write("*", ({ db }) => gateways.note(db, new Map([[gateway.id, [event]]])));
}

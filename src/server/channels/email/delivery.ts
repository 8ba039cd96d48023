/** The outbox's topic `mail`: a letter is written and handed to the SMTP server. Neither addresses nor links reach the process's log. */
import { createTransport } from "nodemailer";
import { type MailOrder, writeLetter } from "#server/channels/email/letter.ts";
import type { TopicWork } from "#server/worker/outbox.ts";

/** `url` as nodemailer reads it: `smtp://user:secret@mail.example.com:587`, `smtps://…:465`; `from`: `Guardia <support@example.com>`. */
export type MailSettings = { readonly url: string; readonly from: string };

export type Mailer = { deliver: TopicWork; close(): void };

/** A letter that could not be sent for so long is of no use any more: its link has expired. */
const givenUpAfterMs = 24 * 3_600_000;

/** Opens connections when there is something to send. `log` is told what failed by its code alone. */
export function openMailer({ url, from }: MailSettings, clock: () => number, log: (line: string) => void): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
  });
  const host = /@([^>\s]+)>?\s*$/.exec(from)?.[1] ?? "guardia.invalid";
  return {
    async deliver(rows) {
      for (const row of rows) {
        const order = row.payload as unknown as MailOrder;
        const { subject, text, html } = writeLetter(order);
        const sending = transport.sendMail({
          ...{ from, to: { name: order.values.name, address: order.to }, subject, text, html },
          // The same when it is sent twice, so that whoever receives both can tell.
          messageId: `<guardia-${row.id}-${row.createdAt}@${host}>`,
          headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "Content-Language": order.language },
        });
        await sending.catch((error: unknown) => {
          const why = codeOf(error);
          if (!isFinal(error) && clock() - row.createdAt < givenUpAfterMs) throw new Error(`the mail server: ${why}`);
          log(`A letter (${order.template}, row ${row.id}) was not sent and is given up: ${why}`);
        });
      }
    },
    close: () => transport.close(),
  };
}

type SmtpError = { code?: unknown; responseCode?: unknown };

/** The server refused the recipient or the letter for good (RFC 5321, 4.2.1: 5yz). Our own credentials may be mended, so they are tried again. */
const isFinal = (error: unknown): boolean => {
  const { code, responseCode } = error as SmtpError;
  return (code === "EENVELOPE" || code === "EMESSAGE") && typeof responseCode === "number" && responseCode >= 500;
};

/** Never the message: servers repeat the address in it. */
function codeOf(error: unknown): string {
  const { code, responseCode } = error as SmtpError;
  const parts = [code, responseCode].filter((each) => typeof each === "string" || typeof each === "number");
  return parts.length === 0 ? "unknown failure" : parts.join(" ");
}

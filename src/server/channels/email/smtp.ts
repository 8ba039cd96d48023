/** Mail through an SMTP server (RFC 5321): one letter to one address, signed with DKIM (RFC 6376) where the account has a key. */
import type { Readable } from "node:stream";
import { z } from "@hono/zod-openapi";
import { createTransport, type SendMailOptions } from "nodemailer";
import { addressOf, domainOf } from "#core/model/sender.ts";
import { defineDriver, type Message, type Sending, type SendOutcome } from "#server/channels/driver.ts";
import type { MailContent } from "#server/channels/email/mail-content.ts";
import { plainLetter } from "#server/channels/email/plain-letter.ts";
import { pemOf } from "#server/channels/email/signing-key.ts";
import { outcomeOf, saidOf } from "#server/channels/email/smtp-outcome.ts";
import { connectionOf, type Watched, withPool } from "#server/channels/email/smtp-pool.ts";
import { type SmtpSettings, smtpSettings } from "#server/channels/email/smtp-settings.ts";

export const smtp = defineDriver({
  name: "smtp",
  title: "SMTP server",
  channel: "email",
  // A server knows nothing of repetitions; the reader's program sees the same Message-ID.
  isIdempotent: false,
  givesReceipts: false,
  settings: smtpSettings,
  secrets: ["password", "dkimKey"],
  address: z
    .string()
    .max(254)
    .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, { error: "is not an e-mail address: write it like ana@example.com" })
    .transform((written) => written.trim().replace(/@.*$/, (domain) => domain.toLowerCase())),
  send: sendLetter,
  probe: async ({ settings, signal }) => {
    const transport = createTransport(connectionOf(settings));
    const close = (): void => transport.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      await Promise.race([transport.verify(), refusedBy(signal)]);
      return { isWell: true, said: "the server lets us in" };
    } catch (error) {
      return { isWell: false, said: saidOf(error) };
    } finally {
      signal.removeEventListener("abort", close);
      close();
    }
  },
});

const refusedBy = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const fail = (): void => reject(new Error("no answer in time"));
    if (signal.aborted) fail();
    signal.addEventListener("abort", fail, { once: true });
  });

async function sendLetter({ settings, address, message, key, signal }: Sending<SmtpSettings>): Promise<SendOutcome> {
  const letter = message.mail ?? plainLetter(message, key, domainOf(settings.from));
  const streams: Readable[] = [];
  const watched: Watched = { onStream: (stream) => void streams.push(stream) };
  try {
    await withPool(settings, (pool) => pool.sendMail({ ...optionsOf(letter, settings, address, message), ...watched, signal }));
    return { outcome: "sent", providerId: letter.messageId, expectsReceipt: false };
  } catch (error) {
    return outcomeOf(
      error,
      streams.some(({ readableDidRead }) => readableDidRead),
    );
  }
}

/** The letter as nodemailer takes it. Bounces go to its sender's address. */
function optionsOf(letter: MailContent, settings: SmtpSettings, address: string, message: Message): SendMailOptions {
  const from = letter.from ?? settings.from;
  const { dkimDomain, dkimSelector, dkimKey } = settings;
  return {
    from,
    to: letter.toName === null ? address : { name: letter.toName, address },
    envelope: { from: addressOf(from), to: [address] },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: letter.messageId,
    ...(letter.replyTo === null ? {} : { replyTo: letter.replyTo }),
    ...(letter.inReplyTo === null ? {} : { inReplyTo: letter.inReplyTo }),
    ...(letter.references.length === 0 ? {} : { references: [...letter.references] }),
    headers: { "Content-Language": message.language, ...letter.headers },
    attachments: letter.attachments.map(({ name, type, contentId, open }) => ({
      filename: name,
      contentType: type,
      content: open(),
      ...(contentId === null ? {} : { cid: contentId, contentDisposition: "inline" as const }),
    })),
    ...(dkimDomain === undefined || dkimSelector === undefined || dkimKey === undefined
      ? {}
      : { dkim: { domainName: dkimDomain, keySelector: dkimSelector, privateKey: pemOf(dkimKey) } }),
  };
}

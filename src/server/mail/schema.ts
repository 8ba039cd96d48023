/** What the routes of mail take and give. */
import { z } from "@hono/zod-openapi";
import { authenticationResults } from "#core/mail/authentication.ts";
import { addressIn } from "#core/mail/letter.ts";
import { afterReading, mailboxKinds, unknownSenders } from "#server/mail/mailbox.ts";
import { at, key, number } from "#server/ticket/schema-values.ts";

const line = (longest: number) => z.string().trim().min(1, "Write it; it is empty.").max(longest);
const address = z
  .string()
  .max(254)
  .transform((written, check) => {
    const read = addressIn(written);
    if (read !== null) return read;
    check.addIssue({ code: "custom", message: "Write an address like support@example.com." });
    return z.NEVER;
  });

const imapSchema = z.strictObject({
  host: line(253).regex(/^[^\s/:]+$|^[0-9a-f:]+$/i, "Write the server's name alone, like imap.example.com."),
  port: z.int().min(1).max(65_535),
  security: z
    .enum(["tls", "starttls", "none"])
    .meta({ description: "`none` sends the password in the clear: only within your own network" }),
  user: line(254),
  folder: line(500),
  after: z.enum(afterReading).meta({ description: "What becomes of a message on the server once it is kept here" }),
  moveTo: line(500).nullable().meta({ description: "The folder of `move`" }),
  trustedServer: line(253).nullable().meta({
    description: "The name under which your mail server writes Authentication-Results; without it only signatures (DKIM) are checked",
  }),
});

const policySchema = z.strictObject({
  unknownSenders: z.enum(unknownSenders),
  fallbackCustomer: key.nullable().meta({ description: "To whom mail without an owner is given, and what cannot be read" }),
  service: key.nullable().meta({ description: "The service of tickets that are opened here" }),
});

const common = {
  name: line(100),
  address,
  aliases: z.array(address).max(50),
  policy: policySchema,
  isEnabled: z.boolean(),
};

export const mailboxBody = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("imap"),
    settings: imapSchema,
    password: z.string().min(1).max(1_000).exactOptional().meta({ description: "Left out: as it was. Never shown again" }),
  }),
  z.strictObject({ ...common, kind: z.literal("smtp"), settings: z.strictObject({}) }),
  z.strictObject({ ...common, kind: z.literal("api"), settings: z.strictObject({}) }),
]);

export const mailboxSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    address: z.string(),
    aliases: z.array(z.string()),
    kind: z.enum(mailboxKinds),
    settings: z.union([imapSchema, z.strictObject({})]),
    policy: policySchema,
    isEnabled: z.boolean(),
    hasPassword: z.boolean(),
    state: z.object({
      isConnected: z.boolean().nullable().meta({ description: "Null: nobody has tried yet, or nobody needs to" }),
      since: at.nullable(),
      problem: z.string().nullable().meta({ description: "In the mail server's words" }),
    }),
  })
  .openapi("Mailbox");

export const probeSchema = z.object({
  isWell: z.boolean(),
  said: z.string().nullable().meta({ description: "In the server's words when it did not work" }),
  messages: z.int().nullable(),
  hasIdle: z.boolean().nullable().meta({ description: "New mail is told at once (IDLE)" }),
});

const checked = z.object({ result: z.enum(authenticationResults), domain: z.string().nullable() }).nullable();
const person = z.object({ address: z.string(), name: z.string() });

/** What stands beside a message of a ticket. */
export const ticketMailSchema = z
  .object({
    id: z.int(),
    seq: z.int().meta({ description: "The version of the ticket that its message made" }),
    from: person.nullable(),
    to: z.array(person),
    cc: z.array(person),
    subject: z.string().nullable(),
    receivedAt: at,
    kind: z.string().nullable(),
    quoted: z.string().nullable().meta({ description: "What was folded away: the letter that it answers" }),
    signature: z.string().nullable(),
    authentication: z.object({
      spf: checked,
      dkim: checked,
      dmarc: checked,
      dmarcPolicy: z.string().nullable(),
      checkedBy: z.enum(["us", "server"]).nullable(),
    }),
    spam: z.string().nullable(),
    leftOut: z.array(z.string()).meta({ description: "Files that are only in the raw message" }),
    isEncrypted: z.boolean(),
    bytes: z.int(),
  })
  .openapi("TicketMail");

export const mailSchema = z
  .object({
    id: z.int(),
    mailboxId: z.string().nullable(),
    state: z.enum(["received", "filed", "held", "dropped"]),
    reason: z.string().nullable().meta({ description: "Why it is held or dropped, or by what it found its ticket" }),
    kind: z.string().nullable(),
    customerId: z.string().nullable(),
    ticketId: z.int().nullable(),
    from: person.nullable(),
    to: z.array(person),
    subject: z.string().nullable(),
    excerpt: z.string().nullable(),
    receivedAt: at,
    authentication: ticketMailSchema.shape.authentication.nullable(),
    spam: z.string().nullable(),
    suggestedTicketId: z.int().nullable().meta({ description: "The ticket to which it seems to belong" }),
    said: z.string().nullable(),
    bytes: z.int(),
  })
  .openapi("Mail");

export const filingBody = z
  .strictObject({
    customerId: key.exactOptional().meta({ description: "Opens a ticket of this customer" }),
    ticketId: number.exactOptional().meta({ description: "Or puts it into this ticket" }),
  })
  .refine(({ customerId, ticketId }) => (customerId === undefined) !== (ticketId === undefined), {
    error: "Name either a customer or a ticket.",
  });

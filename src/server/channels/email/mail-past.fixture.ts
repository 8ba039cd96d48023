/** What lies in the database before letters about tickets are written: mailboxes, people who sign in, mail that came. */
import { newId } from "#server/access/secret.ts";
import type { AccessTables } from "#server/access/tables.ts";
import type { Mailing } from "#server/channels/email/ticket-mail.fixture.ts";
import type { Door } from "#server/database/door.ts";
import type { MailTables } from "#server/mail/tables.ts";

export const addMailbox = (door: Door, address: string, aliases: string[] = []) =>
  door.write("*", ({ db }) =>
    db
      .withTables<MailTables>()
      .insertInto("mailboxes")
      .values({
        ...{
          id: address,
          name: address,
          address,
          aliases,
          kind: "api",
          settings: "{}",
          sealed_password: null,
          policy: "{}",
          is_enabled: true,
        },
        ...{ uid_validity: null, lease_holder: null, lease_until: null, state: "{}", created_at: 1 },
      } as never)
      .execute(),
  );

/** Somebody who signs in. */
export const addUser = (door: Door, email: string, customerId: string) =>
  door.write("*", ({ db }) =>
    db
      .withTables<AccessTables>()
      .insertInto("users")
      .values({
        id: newId(),
        name: email,
        email,
        email_verified: true,
        role: "contact",
        customer_id: customerId,
        deactivated_at: null,
      } as never)
      .execute(),
  );

/** A mail that made an event of a ticket, and who takes part since. */
export async function addMail(
  door: Door,
  ticketId: number,
  seq: number,
  mail: { sender: string; messageId: string; isAnswerable?: boolean; cc?: string[] },
): Promise<void> {
  const { sender, messageId, isAnswerable = true, cc = [] } = mail;
  await door.write("*", async ({ db }) => {
    const tables = db.withTables<MailTables>();
    const details = { to: [], cc: cc.map((address) => ({ address, name: "" })) };
    await tables
      .insertInto("mails")
      .values({
        ...{ customer_id: "bank", mailbox_id: "support@atalaya.example", message_key: messageId, message_id: messageId, state: "filed" },
        ...{
          ticket_id: ticketId,
          ticket_seq: seq,
          is_answerable: isAnswerable,
          sender,
          sender_name: "Ana L.",
          received_at: 1,
          raw_bytes: 1,
        },
        ...{
          envelope: "{}",
          details: JSON.stringify(details),
          kind: "letter",
          reason: null,
          subject: null,
          due_at: null,
        },
      } as never)
      .execute();
    const people = [{ address: sender, role: "requester" as const }, ...cc.map((address) => ({ address, role: "cc" as const }))];
    await tables
      .insertInto("ticket_addresses")
      .values(people.map((each) => ({ ...each, customer_id: "bank", ticket_id: ticketId, name: null, added_at: 1 })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  });
}

export async function inbox({ door }: Mailing): Promise<[string, unknown][]> {
  const rows = await door.read("*", (db) => db.selectFrom("notifications").select(["recipient", "cause"]).orderBy("id").execute());
  return rows.map(({ recipient, cause }) => [recipient, cause.kind]);
}

/** A letter's files, taken into the store before its message names them. */

import { Refusal } from "#core/refusal.ts";
import { attachmentPolicy } from "#core/ticket/attachment.ts";
import { takeIn } from "#server/attachment/store.ts";
import type { AttachmentTables } from "#server/attachment/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Caller } from "#server/http/env.ts";
import type { MailFile } from "#server/mail/parse.ts";

/** In whose name a letter's files wait for their message. */
export const carrierOf = (mailId: number): Caller => ({
  ...{ kind: "token", id: `mail-${mailId}`, name: "mail", email: null, role: null, principal: `mail:${mailId}` },
  ...{ permissions: ["tickets:write"], customerId: null, customerIds: null, contact: null, department: null, isDesignated: false },
  ...{ sight: "everything", language: null, zone: null },
});

export type KeptFiles = { kept: Map<MailFile, string>; leftOut: string[] };

/** Programs, empty files and what is more than a message may have stay in the raw message alone, and are named. */
export async function keepFiles(door: Door, mailId: number, files: readonly MailFile[]): Promise<KeptFiles> {
  const kept = new Map<MailFile, string>();
  const leftOut: string[] = [];
  if (files.length === 0) return { kept, leftOut };
  const carrier = carrierOf(mailId);
  await forgetEarlier(door, carrier);
  for (const file of files) {
    if (kept.size >= attachmentPolicy.mostPerMessage) {
      leftOut.push(file.name);
      continue;
    }
    try {
      kept.set(file, (await takeIn(door, carrier, file.name, once(file.bytes))).id);
    } catch (error) {
      if (!(error instanceof Refusal) || !error.code.startsWith("attachment-")) throw error;
      leftOut.push(file.name);
    }
  }
  return { kept, leftOut: leftOut.slice(0, 100) };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Of a try that did not come to its end. */
async function forgetEarlier(door: Door, { principal }: Caller): Promise<void> {
  await door.write("*", ({ db }) =>
    db.withTables<AttachmentTables>().deleteFrom("attachments").where("owner", "=", principal).where("ticket_id", "is", null).execute(),
  );
}

/** Files in PostgreSQL: taken in and given out part by part, so that a large one costs no more memory than a small one. */
import { createHash, randomUUID } from "node:crypto";
import { sql } from "kysely";
import { Refusal } from "#core/refusal.ts";
import { attachmentPolicy, cleanName, mayBeInline, requireSize, tooLarge, typeOf } from "#core/ticket/attachment.ts";
import type { AttachmentTables } from "#server/attachment/tables.ts";
import type { Door } from "#server/database/door.ts";
import type { Scope } from "#server/database/orders.ts";
import type { Caller } from "#server/http/env.ts";
import { scopeOf } from "#server/ticket/reader.ts";

/** What is read ahead and written at once. */
const partBytes = 1_048_576;

export type StoredFile = { id: string; name: string; type: string; bytes: number };
type Source = AsyncIterable<Uint8Array>;

/**
 * Takes a file in. Nothing of the database is held while its sender hesitates: each part is written by itself, and what is never
 * finished is swept away. Refuses `too-many-waiting-files`, `attachment-too-large`, `attachment-empty`, `attachment-type-denied`.
 */
export async function takeIn(door: Door, caller: Caller, givenName: string, source: Source): Promise<StoredFile> {
  await requireRoom(door, caller);
  const id = randomUUID();
  const name = cleanName(givenName);
  const hash = createHash("sha256");
  let type = "application/octet-stream";
  let bytes = 0;
  let number = 0;
  try {
    for await (const part of inParts(source)) {
      bytes += part.length;
      if (bytes > attachmentPolicy.mostBytes) throw tooLarge();
      if (number === 0) type = typeOf(name, await sniffed(part));
      hash.update(part);
      await writePart(door, caller, { id, name, type, number: number++, part });
    }
    requireSize(bytes);
    const finished = { bytes, sha256: hash.digest("hex"), is_complete: true };
    await door.write(scopeOf(caller), ({ db }) =>
      db.withTables<AttachmentTables>().updateTable("attachments").set(finished).where("id", "=", id).execute(),
    );
    return { id, name, type, bytes };
  } catch (error) {
    if (number > 0) await removeWaiting(door, caller, id).catch(() => undefined);
    throw error;
  }
}

async function requireRoom(door: Door, caller: Caller): Promise<void> {
  const { mostWaiting: most } = attachmentPolicy;
  const { waiting } = await door.read(scopeOf(caller), (db) =>
    db
      .withTables<AttachmentTables>()
      .selectFrom("attachments")
      .select((count) => count.fn.countAll<number>().as("waiting"))
      .where("owner", "=", caller.principal)
      .where("ticket_id", "is", null)
      .executeTakeFirstOrThrow(),
  );
  if (waiting < most) return;
  throw new Refusal("too-many-waiting-files", `${most} files of yours wait for a message already: send it, or take some of them back.`, {
    most,
  });
}

/** By the first bytes; null when they are of no known kind. Loaded with the first file, as most commands never see one. */
async function sniffed(part: Uint8Array): Promise<string | null> {
  const { fileTypeFromBuffer } = await import("file-type");
  try {
    return (await fileTypeFromBuffer(part))?.mime ?? null;
  } catch {
    // Cut in the middle of what it describes: it is given by its name then, or as bytes.
    return null;
  }
}

async function* inParts(source: Source): AsyncGenerator<Buffer> {
  let pending: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + partBytes - length);
      pending.push(piece);
      length += piece.length;
      at += piece.length;
      if (length < partBytes) continue;
      yield Buffer.concat(pending);
      pending = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(pending);
}

type Part = { id: string; name: string; type: string; number: number; part: Buffer };

async function writePart(door: Door, caller: Caller, { id, name, type, number, part }: Part): Promise<void> {
  const customer_id = caller.customerId ?? "";
  await door.write(scopeOf(caller), async ({ db }) => {
    const tables = db.withTables<AttachmentTables>();
    if (number === 0) {
      const row = { customer_id, id, owner: caller.principal, ticket_id: null, name, type, sha256: null, created_at: door.clock() };
      await tables.insertInto("attachments").values(row).execute();
    }
    await tables.insertInto("attachment_parts").values({ customer_id, attachment_id: id, number, bytes: part }).execute();
  });
}

/** Takes back a file that no message has taken; gives whether there was one. */
export async function removeWaiting(door: Door, caller: Caller, id: string): Promise<boolean> {
  const { numDeletedRows } = await door.write(scopeOf(caller), ({ db }) =>
    db
      .withTables<AttachmentTables>()
      .deleteFrom("attachments")
      .where("id", "=", id)
      .where("owner", "=", caller.principal)
      .where("ticket_id", "is", null)
      .executeTakeFirstOrThrow(),
  );
  return numDeletedRows > 0n;
}

export type FoundFile = StoredFile & { ticketId: number | null; isInternal: boolean; owner: string; sha256: string };

/** The file, if it is whole and row-level security lets the caller know of it; who may see it the route asks. */
export async function findFile(door: Door, caller: Caller, id: string): Promise<FoundFile | null> {
  const row = await door.read(scopeOf(caller), (db) =>
    db
      .withTables<AttachmentTables>()
      .selectFrom("attachments")
      .selectAll()
      .where("id", "=", id)
      .where("is_complete", "=", true)
      .executeTakeFirst(),
  );
  if (row === undefined) return null;
  const { name, type, bytes, owner, ticket_id: ticketId, is_internal: isInternal, sha256 } = row;
  return { id, name, type, bytes, owner, ticketId, isInternal, sha256: sha256 ?? "" };
}

/** Its bytes, each part read when the one before it was sent. */
export function bytesOf(door: Door, caller: Caller, { id }: StoredFile): ReadableStream<Uint8Array> {
  const parts = partsOf(door, scopeOf(caller), id);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await parts.next();
        if (done === true) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
    },
    { highWaterMark: 0 },
  );
}

/** The same as whoever reads it takes them, without a caller: for what the server itself hands on. */
export async function* partsOf(door: Pick<Door, "read">, scope: Scope, id: string): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const row = await door.read(scope, (db) =>
      db
        .withTables<AttachmentTables>()
        .selectFrom("attachment_parts")
        .select("bytes")
        .where("attachment_id", "=", id)
        .where("number", "=", number)
        .executeTakeFirst(),
    );
    if (row === undefined) return;
    yield row.bytes;
  }
}

/** May a page show it as a picture? */
export const isPicture = ({ type }: Pick<StoredFile, "type">): boolean => mayBeInline(type);

/** Deletes some of the files that wait since before an instant; gives how many. */
export async function sweepFiles(door: Pick<Door, "write">, before: number, most = 200): Promise<number> {
  const { numDeletedRows } = await door.write("*", ({ db }) =>
    db
      .withTables<AttachmentTables>()
      .deleteFrom("attachments")
      .where(
        "id",
        "in",
        sql<string>`(select id from attachments where ticket_id is null and created_at < ${before} order by created_at limit ${most} for update skip locked)`,
      )
      .executeTakeFirstOrThrow(),
  );
  return Number(numDeletedRows);
}

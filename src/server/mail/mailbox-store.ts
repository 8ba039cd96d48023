/** Mailboxes as they are kept: settings, the sealed password, how far each folder was read, and which node watches it. */
import { randomUUID } from "node:crypto";
import type { Selectable } from "kysely";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import type { Mailbox, MailboxState } from "#server/mail/mailbox.ts";
import type { MailTables } from "#server/mail/tables.ts";

type Row = Selectable<MailTables["mailboxes"]>;

export type MailboxDraft = Pick<Mailbox, "name" | "address" | "aliases" | "kind" | "settings" | "policy" | "isEnabled"> & {
  /** Absent: as it was. */
  password?: string;
};

const mostMailboxes = 200;
const placeOf = (id: string): string => `mailbox:${id}`;

const viewOf = (row: Row): Mailbox => ({
  ...{ id: row.id, name: row.name, address: row.address, aliases: row.aliases, kind: row.kind, settings: row.settings },
  ...{ policy: row.policy, isEnabled: row.is_enabled, state: row.state, hasPassword: row.sealed_password !== null },
});

/** All of them, by address; there are at most 200. */
export async function listMailboxes(door: Door): Promise<Mailbox[]> {
  const rows = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mailboxes").selectAll().orderBy("address").limit(mostMailboxes).execute(),
  );
  return rows.map(viewOf);
}

/** Refuses `unknown-mailbox`. */
export async function requireMailbox(door: Door, id: string): Promise<Mailbox> {
  return viewOf(await requireRow(door, id));
}

async function requireRow(door: Door, id: string): Promise<Row> {
  const row = await door.read("*", (db) =>
    db.withTables<MailTables>().selectFrom("mailboxes").selectAll().where("id", "=", id).executeTakeFirst(),
  );
  if (row !== undefined) return row;
  throw new Refusal("unknown-mailbox", `There is no mailbox "${id}": look at the list of mailboxes.`, { mailbox: id });
}

/** For whoever signs in to it; null when none was given. */
export async function passwordOf(door: Door, sealing: Sealing, id: string): Promise<string | null> {
  const { sealed_password } = await requireRow(door, id);
  return sealed_password === null ? null : sealing.open(sealed_password, placeOf(id));
}

/** Refuses `address-taken`, `too-many-mailboxes`, `unknown-customer`, `unknown-service`. The log keeps no password. */
export async function addMailbox(door: Door, sealing: Sealing, draft: MailboxDraft, actor: string): Promise<Mailbox> {
  const id = randomUUID();
  await requireFree(door, draft, null);
  await requireKnown(door, draft);
  const sealed = draft.password === undefined ? null : await sealing.seal(draft.password, placeOf(id));
  await door.write("*", async ({ db, append }) => {
    const at = door.clock();
    const row = { id, ...rowOf(draft), sealed_password: sealed, state: "{}", created_at: at };
    await db.withTables<MailTables>().insertInto("mailboxes").values(row).execute();
    await append([{ type: "mailbox.added", actor, at, facts: { mailbox: id, address: draft.address, kind: draft.kind } }]);
  });
  return requireMailbox(door, id);
}

/** Another server, user or folder is read from its beginning: what was kept already is known by its Message-ID. */
export async function changeMailbox(door: Door, sealing: Sealing, id: string, draft: MailboxDraft, actor: string): Promise<Mailbox> {
  const before = await requireMailbox(door, id);
  await requireFree(door, draft, id);
  await requireKnown(door, draft);
  const sealed = draft.password === undefined ? null : await sealing.seal(draft.password, placeOf(id));
  const isElsewhere = JSON.stringify(sourceOf(before)) !== JSON.stringify(sourceOf(draft));
  await door.write("*", async ({ db, append }) => {
    const set = {
      ...rowOf(draft),
      ...(sealed === null ? {} : { sealed_password: sealed }),
      ...(isElsewhere ? { uid_validity: null, last_uid: 0 } : {}),
      // Whoever watches it now lets go and looks again.
      ...{ lease_until: null, lease_holder: null, state: "{}" },
    };
    await db.withTables<MailTables>().updateTable("mailboxes").set(set).where("id", "=", id).execute();
    await append([{ type: "mailbox.changed", actor, at: door.clock(), facts: { mailbox: id, address: draft.address, kind: draft.kind } }]);
  });
  return requireMailbox(door, id);
}

/** The mailbox goes, its messages stay. Gives whether there was one. */
export async function removeMailbox(door: Door, id: string, actor: string): Promise<boolean> {
  return door.write("*", async ({ db, append }) => {
    const { numDeletedRows } = await db.withTables<MailTables>().deleteFrom("mailboxes").where("id", "=", id).executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) return false;
    await append([{ type: "mailbox.removed", actor, at: door.clock(), facts: { mailbox: id } }]);
    return true;
  });
}

const sourceOf = ({ kind, settings }: Pick<Mailbox, "kind" | "settings">) =>
  kind === "imap" && "host" in settings ? [settings.host, settings.port, settings.user, settings.folder] : [kind];

const rowOf = ({ name, address, aliases, kind, settings, policy, isEnabled }: MailboxDraft) => ({
  ...{ name, address, aliases: [...aliases], kind, is_enabled: isEnabled },
  ...{ settings: JSON.stringify(settings), policy: JSON.stringify(policy) },
});

async function requireFree(door: Door, { address, aliases }: MailboxDraft, id: string | null): Promise<void> {
  const others = (await listMailboxes(door)).filter((each) => each.id !== id);
  if (others.length >= mostMailboxes && id === null)
    throw new Refusal("too-many-mailboxes", `There are ${mostMailboxes} mailboxes already: remove one that is not used.`, {
      most: mostMailboxes,
    });
  const taken = [address, ...aliases].find((each) => others.some((other) => other.address === each || other.aliases.includes(each)));
  if (taken === undefined) return;
  throw new Refusal("address-taken", `Another mailbox has the address ${taken} already: change that one, or choose another address.`, {
    address: taken,
  });
}

async function requireKnown(door: Door, { policy: { fallbackCustomer, service, unknownSenders } }: MailboxDraft): Promise<void> {
  const document = (await door.book()).documentAt(door.clock());
  if (fallbackCustomer !== null && !Object.hasOwn(document?.customers ?? {}, fallbackCustomer)) {
    throw new Refusal("unknown-customer", `There is no customer "${fallbackCustomer}" in the model: choose one of it.`, {
      customerId: fallbackCustomer,
    });
  }
  if (service !== null && !Object.hasOwn(document?.services ?? {}, service))
    throw new Refusal("unknown-service", `There is no service "${service}" in the model: choose one of it.`, { service });
  if (unknownSenders === "fallback" && fallbackCustomer === null)
    throw new Refusal("fallback-missing", "Say to which customer mail of unknown senders is given, or have it held for a human.", {});
}

/** How long a node watches a mailbox without saying so again. */
export const leaseMs = 60_000;

/** Takes or keeps the right to watch an IMAP mailbox; false when another node has it, or it is no longer to be watched. */
export async function leaseMailbox(door: Door, id: string, holder: string): Promise<boolean> {
  const now = door.clock();
  const { numUpdatedRows } = await door.write("*", ({ db }) =>
    db
      .withTables<MailTables>()
      .updateTable("mailboxes")
      .set({ lease_holder: holder, lease_until: now + leaseMs })
      .where("id", "=", id)
      .where("kind", "=", "imap")
      .where("is_enabled", "=", true)
      .where((or) => or.or([or("lease_until", "is", null), or("lease_until", "<", now), or("lease_holder", "=", holder)]))
      .executeTakeFirstOrThrow(),
  );
  return numUpdatedRows > 0n;
}

export async function releaseMailbox(door: Door, id: string, holder: string): Promise<void> {
  await door.write("*", ({ db }) =>
    db
      .withTables<MailTables>()
      .updateTable("mailboxes")
      .set({ lease_holder: null, lease_until: null })
      .where("id", "=", id)
      .where("lease_holder", "=", holder)
      .execute(),
  );
}

export type ReadMark = { uidValidity: number | null; lastUid: number };

export async function readMarkOf(door: Door, id: string): Promise<ReadMark> {
  const row = await requireRow(door, id);
  return { uidValidity: row.uid_validity, lastUid: row.last_uid };
}

/** What the page shows of it; the rest of the state stays as it is. */
export async function noteState(door: Door, id: string, state: MailboxState): Promise<void> {
  await door.write("*", async ({ db }) => {
    const tables = db.withTables<MailTables>();
    const row = await tables.selectFrom("mailboxes").select("state").where("id", "=", id).forUpdate().executeTakeFirst();
    if (row === undefined) return;
    const next = JSON.stringify({ ...row.state, ...state });
    await tables.updateTable("mailboxes").set({ state: next }).where("id", "=", id).execute();
  });
}

/** Connected since now, or not any more and why. Written only when it is news. */
export async function noteConnection(door: Door, before: MailboxState, id: string, problem: string | null): Promise<MailboxState> {
  const isConnected = problem === null;
  if (before.isConnected === isConnected && (before.problem ?? null) === problem) return before;
  const state: MailboxState = {
    isConnected,
    problem,
    since: before.isConnected === isConnected ? (before.since ?? door.clock()) : (door.clock() as Instant),
  };
  await noteState(door, id, state);
  return { ...before, ...state };
}

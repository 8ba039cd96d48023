/** Keeps an eye on every IMAP mailbox: one session each, on one node at a time, opened again after whatever ended it. */
import { randomUUID } from "node:crypto";
import type { ImapFlow } from "imapflow";
import { Refusal } from "#core/refusal.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import { imapClient, watchFolder } from "#server/mail/imap.ts";
import type { ImapSettings, Mailbox, MailboxState } from "#server/mail/mailbox.ts";
import { leaseMailbox, leaseMs, listMailboxes, noteConnection, passwordOf, releaseMailbox } from "#server/mail/mailbox-store.ts";

export type WatcherOptions = { door: Door; sealing: Sealing; onKept(): void; log(line: string): void };
export type MailWatcher = {
  /** A mailbox was added, changed or removed: it is looked at now. */
  wake(): void;
  stop(): Promise<void>;
};

/** How often the list of mailboxes is looked at for new ones, and for those whose node has died. */
const roundMs = 15_000;
const firstPauseMs = 1_000;
const longestPauseMs = 5 * 60_000;

type Session = {
  fingerprint: string;
  /** It has written down how it stands. */
  hasNoted(): boolean;
  end(): void;
  done: Promise<void>;
};

export function startMailWatcher(options: WatcherOptions): MailWatcher {
  const holder = randomUUID();
  const sessions = new Map<string, Session>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const round = async (): Promise<void> => {
    const boxes = (await listMailboxes(options.door)).filter(({ kind, isEnabled }) => kind === "imap" && isEnabled);
    for (const [id, session] of sessions) {
      const box = boxes.find((each) => each.id === id);
      const isSame = box !== undefined && fingerprintOf(box) === session.fingerprint;
      // Whoever changes a mailbox forgets what was noted of it (a new password is not seen here).
      if (isSame && (box.state.isConnected !== undefined || !session.hasNoted())) continue;
      session.end();
      void session.done.then(() => lookAgain());
    }
    for (const box of boxes) {
      if (isStopped || sessions.has(box.id)) continue;
      const session = openSession(options, box, holder);
      sessions.set(box.id, session);
      void session.done.then(() => sessions.delete(box.id));
    }
  };
  let running: Promise<void> = Promise.resolve();
  const lookAgain = (): void => {
    clearTimeout(timer);
    if (isStopped) return;
    running = running.then(round).catch((error: unknown) => options.log(`The mailboxes could not be read: ${String(error)}`));
    timer = setTimeout(lookAgain, roundMs);
  };
  lookAgain();
  return {
    wake: lookAgain,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
      for (const session of sessions.values()) session.end();
      await Promise.all([...sessions.values()].map(({ done }) => done));
    },
  };
}

/** What has to be the same for a session to go on. */
const fingerprintOf = ({ settings, address, isEnabled }: Mailbox): string => JSON.stringify([settings, address, isEnabled]);

function openSession(options: WatcherOptions, box: Mailbox, holder: string): Session {
  let isEnded = false;
  let client: ImapFlow | null = null;
  let isNoted = false;
  let endPause: () => void = () => undefined;
  const goOn = leaseKeeper(options.door, box.id, holder, () => isEnded);
  const run = async (): Promise<void> => {
    let failures = 0;
    let state: MailboxState = box.state;
    while (!isEnded && (await goOn(true))) {
      try {
        const settings = box.settings as ImapSettings;
        const password = await passwordOf(options.door, options.sealing, box.id);
        client = await imapClient({ settings, password: password ?? "" });
        await client.connect();
        failures = 0;
        state = await noteConnection(options.door, state, box.id, null);
        isNoted = true;
        await watchFolder({ door: options.door, mailbox: box, client, goOn: () => goOn(false), onKept: options.onKept });
      } catch (error) {
        if (isEnded) break;
        failures++;
        const said = problemOf(error);
        options.log(`Mailbox ${box.address}: ${said} (${failures} times in a row)`);
        state = await noteConnection(options.door, state, box.id, said);
        isNoted = true;
      } finally {
        client?.close();
      }
      if (!isEnded && failures > 0) await pause(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs));
    }
    await releaseMailbox(options.door, box.id, holder);
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      // A little by chance, so that many mailboxes of one server do not knock at the same moment.
      const timer = setTimeout(resolve, ms * (0.75 + Math.random() / 2));
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const done = run().catch((error: unknown) => options.log(`Mailbox ${box.address} is no longer watched: ${String(error)}`));
  return {
    fingerprint: fingerprintOf(box),
    hasNoted: () => isNoted,
    done,
    end() {
      isEnded = true;
      endPause();
      client?.close();
    },
  };
}

/** Asks the database only when a third of the lease is over. */
function leaseKeeper(door: Door, id: string, holder: string, isEnded: () => boolean) {
  let askedAt = Number.NEGATIVE_INFINITY;
  return async (isAfresh: boolean): Promise<boolean> => {
    if (isEnded()) return false;
    const now = performance.now();
    if (!isAfresh && now - askedAt < leaseMs / 3) return true;
    if (!(await leaseMailbox(door, id, holder))) return false;
    askedAt = now;
    return true;
  };
}

type ImapProblem = Error & { responseText?: string; authenticationFailed?: boolean; code?: string };

/** What the server said, as an administrator can use it; without the password, which no server repeats. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Refusal) return error.message;
  const { responseText, code, message } = error as ImapProblem;
  return (responseText ?? (code === undefined || message.includes(code) ? message : `${message} (${code})`)).slice(0, 300);
}

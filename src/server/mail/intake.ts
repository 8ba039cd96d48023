/** Everything of mail that runs on a node: the watcher of mailboxes, the listener, and the loop that files what came. */
import type { Sealing } from "#server/access/sealing.ts";
import type { Door } from "#server/database/door.ts";
import type { AuthenticationTools } from "#server/mail/authenticate.ts";
import { fileMails } from "#server/mail/filing.ts";
import { type ListenerSettings, type SmtpListener, startSmtpListener } from "#server/mail/smtp-listener.ts";
import { startMailWatcher } from "#server/mail/watcher.ts";
import { startLoop } from "#server/worker/loop.ts";

export type MailIntakeOptions = {
  door: Door;
  sealing: Sealing;
  /** Where mail is taken directly; null: nowhere. */
  listener: ListenerSettings | null;
  resolver?: AuthenticationTools["resolver"];
  log(line: string): void;
};
export type MailIntake = {
  /** Something was kept here: it is filed now. */
  wake(): void;
  /** The list of mailboxes changed. */
  lookAgain(): void;
  /** Of the listener; null when there is none. */
  port: number | null;
  stop(): Promise<void>;
};

const batchSize = 50;
/** What another node kept is found this late at most. */
const restMs = 1_000;

export async function startMailIntake({ door, sealing, listener, resolver, log }: MailIntakeOptions): Promise<MailIntake> {
  const hostName = listener?.name ?? "guardia";
  const filing = startLoop({
    name: "The filing of mail",
    log,
    round: async () => ((await fileMails({ door, hostName, resolver, log }, batchSize)) === batchSize ? 0 : restMs),
  });
  const onKept = (): void => filing.wake();
  let smtp: SmtpListener | null = null;
  try {
    if (listener !== null) smtp = await startSmtpListener({ door, settings: listener, onKept, log });
  } catch (error) {
    await filing.stop();
    throw error;
  }
  const watcher = startMailWatcher({ door, sealing, onKept, log });
  return {
    wake: onKept,
    lookAgain: () => watcher.wake(),
    port: smtp?.port ?? null,
    async stop() {
      await Promise.all([smtp?.stop(), watcher.stop()]);
      await filing.stop();
    },
  };
}

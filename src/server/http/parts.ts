/** What the application is made of; wired in main.ts, and by tests. */
import type { Sealing } from "#server/access/sealing.ts";
import type { SignIn } from "#server/access/sign-in.ts";
import type { TokenReader } from "#server/access/token-reader.ts";
import type { Gateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";
import type { LiveFeed } from "#server/live.ts";
import type { MailIntake } from "#server/mail/intake.ts";
import type { Outside } from "#server/outside/outside.ts";

export type Parts = {
  readonly door: Door;
  readonly tokens: TokenReader;
  readonly signIn: SignIn;
  readonly live: LiveFeed;
  /** What secrets are sealed with in the database. */
  readonly sealing: Sealing;
  /** The client for addresses that others gave us. */
  readonly outside: Outside;
  /** Accounts at providers, by which people are reached. */
  readonly gateways: Gateways;
  /** To be told of mail and mailboxes at once; absent where none is taken in. */
  readonly mailIntake?: Pick<MailIntake, "wake" | "lookAgain">;
  readonly publicUrl: string;
  /** The header in which a trusted proxy gives the client's address. */
  readonly addressHeader: string | null;
  /** Whether mail can be sent; if not, one-time links are shown to whoever asked for them. */
  readonly isMailing: () => Promise<boolean>;
  /** Guardia's own version. */
  readonly version: string;
  /** Folder of the built web interface; null when there is none (tests, an API-only node). */
  readonly webFolder: string | null;
  readonly log: (line: string) => void;
  /** Aborted when the node stops: streams that would last for ever end by it. */
  readonly stopping: AbortSignal;
};

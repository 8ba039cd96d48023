/** A real IMAP server for tests: Debian's Dovecot, run unprivileged with a configuration of its own in a temporary folder. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { ImapFlow } from "imapflow";
// @ts-expect-error: a plain script, shared with the test set-up
import { findDovecot } from "../scripts/dovecot.mjs";

export type ImapServer = {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** A client that is signed in as somebody; any name is a mailbox. */
  client(user: string): Promise<ImapFlow>;
  /** Puts messages straight into a folder as files, as a mail server does: thousands a second. Call before anybody reads it. */
  fill(user: string, messages: Iterable<Buffer>): void;
  /** Kills it without a word. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
};

const password = "correct-horse";

export async function openImapServer(): Promise<ImapServer> {
  const root = findDovecot() as string | undefined;
  if (root === undefined) throw new Error("There is no Dovecot and none could be installed: install Debian's package dovecot-imapd.");
  const folder = mkdtempSync(join(tmpdir(), "guardia-imap-"));
  const who = runner();
  const port = await freePort();
  for (const name of ["run", "home"]) mkdirSync(join(folder, name));
  for (const path of [folder, join(folder, "run"), join(folder, "home")]) chownSync(path, who.uid, who.gid);
  const config = join(folder, "dovecot.conf");
  writeFileSync(config, configOf({ root, folder, port, ...who }));
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const libraries = root === "/" ? {} : { LD_LIBRARY_PATH: librariesIn(root) };
    const options = { uid: who.uid, gid: who.gid, stdio: "ignore", env: { ...process.env, ...libraries }, detached: true } as const;
    child = spawn(join(root, "usr/sbin/dovecot"), ["-F", "-c", config], options);
    await answering(port, child);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    child = null;
    if (running?.pid === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    // The whole group: sessions are processes of their own.
    process.kill(-running.pid, "SIGKILL");
    await ended;
    rmSync(join(folder, "run", "master.pid"), { force: true });
  };
  await start();
  return {
    ...{ host: "127.0.0.1", port, password, start, kill },
    async client(user) {
      const client = new ImapFlow({
        host: "127.0.0.1",
        port,
        secure: false,
        doSTARTTLS: false,
        auth: { user, pass: password },
        logger: false,
      });
      client.on("error", () => undefined);
      await client.connect();
      return client;
    },
    fill(user, messages) {
      const inbox = join(folder, "home", user, "Maildir", "new");
      mkdirSync(inbox, { recursive: true });
      for (const name of ["cur", "tmp"]) mkdirSync(join(folder, "home", user, "Maildir", name), { recursive: true });
      let number = 0;
      for (const message of messages) writeFileSync(join(inbox, `${1_700_000_000 + number}.${++number}.test`), message);
      execFileSync("chown", ["-R", `${who.uid}:${who.gid}`, join(folder, "home", user)]);
    },
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whoever runs the tests; for root, nobody: a mail server need not be more. */
function runner(): { user: string; group: string; uid: number; gid: number } {
  const { uid, gid, username } = userInfo();
  if (uid !== 0) return { user: username, group: execFileSync("id", ["-gn"], { encoding: "utf8" }).trim(), uid, gid };
  const id = (flag: string): string => execFileSync("id", [flag, "nobody"], { encoding: "utf8" }).trim();
  return { user: "nobody", group: id("-gn"), uid: Number(id("-u")), gid: Number(id("-g")) };
}

const librariesIn = (root: string): string => {
  const library = join(root, "usr/lib");
  return [
    join(library, "dovecot"),
    ...readdirSync(library)
      .filter((name) => name.includes("-linux-"))
      .map((name) => join(library, name)),
  ].join(":");
};

type Configured = { root: string; folder: string; port: number; user: string; group: string; uid: number; gid: number };

const configOf = ({ root, folder, port, user, group, uid, gid }: Configured): string => `
base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
libexec_dir = ${join(root, "usr/lib/dovecot")}
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
auth_failure_delay = 0
default_client_limit = 300
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${folder}/home/%u
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service stats {
  chroot =
}
`;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode} instead of starting`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("data", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.setTimeout(1_000, () => resolve(false));
      socket.once("data", () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("Dovecot does not answer");
}

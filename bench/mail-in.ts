/**
 * Promises: mail is parsed, threaded and stored at 50 messages a second and more; a mailbox of 100,000 messages is taken up in constant
 * memory; of 100,000 mutated messages none crashes the reader, and none is lost. `MAIL_MUTATED` and `MAIL_BOX` choose smaller numbers.
 */
import { sql } from "kysely";
import type { Document } from "#core/model/document.ts";
import type { Instant } from "#core/time/instant.ts";
import { openSealing } from "#server/access/sealing.ts";
import { fileMails } from "#server/mail/filing.ts";
import { imapClient, watchFolder } from "#server/mail/imap.ts";
import { letter, mailModel, noNames } from "#server/mail/letter.fixture.ts";
import type { ImapSettings } from "#server/mail/mailbox.ts";
import { addMailbox } from "#server/mail/mailbox-store.ts";
import { headIn } from "#server/mail/raw-head.ts";
import { type Incoming, keepMails } from "#server/mail/store.ts";
import { openImapServer } from "../test/imap-server.ts";
import { chance, mutated } from "../test/mail/corpus.ts";
import { measuredDatabase } from "../test/measure.ts";

const whole = (n: number): string => Math.round(n).toLocaleString("en");
const mostMutated = Number(process.env.MAIL_MUTATED ?? 100_000);
const boxSize = Number(process.env.MAIL_BOX ?? 100_000);

const { door, pool, remove } = await measuredDatabase({ document: mailModel as Document });
const sealing = openSealing(door, null);
const policy = { unknownSenders: "fallback", fallbackCustomer: "bank", service: null } as const;
const common = { aliases: [], policy, isEnabled: true };
const plain = await addMailbox(door, sealing, { ...common, name: "a", address: "a@guardia.example", kind: "smtp", settings: {} }, "system");
const envelope = { from: null, to: [], ip: null, helo: null };
const tools = { door, hostName: "mx.guardia.example", resolver: noNames, log: (line: string) => console.error(line) };
const rows: string[] = [];

/** Letters of a working day: half open a ticket, a third answer one by reference, each tenth has a file of 100 kB. */
function* day(count: number, spreadMs: number): Generator<Incoming> {
  const draw = chance(1);
  const now = Date.now();
  const file = Buffer.alloc(100_000, "x").toString("base64").replaceAll(/.{76}/g, "$&\r\n");
  for (let n = 0; n < count; n++) {
    const person = `person${draw(2_000)}@factory.example`;
    const answers = n > 10 && draw(3) === 0 ? { inReplyTo: `<${n - 1 - draw(10)}@day.example>` } : {};
    const text = `Line one of ${n}.\n\nOn Monday, Support <a@guardia.example> wrote:\n${"> quoted words of an earlier letter\n".repeat(30)}`;
    const withFile =
      draw(10) === 0
        ? {
            headers: { "Content-Type": 'multipart/mixed; boundary="b"' },
            text: `--b\nContent-Type: text/plain\n\n${text}\n--b\nContent-Type: text/plain; name=log.txt\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n${file}\n--b--`,
          }
        : { text };
    const raw = letter({ from: person, subject: `Trouble ${n}`, id: `<${n}@day.example>`, ...answers, ...withFile });
    yield { raw, envelope, receivedAt: (now - spreadMs + Math.floor((spreadMs * n) / count)) as Instant };
  }
}

async function keepAll(messages: Iterable<Incoming>): Promise<void> {
  const piece: Incoming[] = [];
  for (const message of messages) {
    piece.push(message);
    if (piece.length === 50) await keepMails(door, plain.id, piece.splice(0));
  }
  await keepMails(door, plain.id, piece);
}

/** Letters kept and filed, one after another, as one node does. */
const messages = 3_000;
let began = performance.now();
await keepAll(day(messages, 20 * 3_600_000));
const keptSeconds = (performance.now() - began) / 1_000;
began = performance.now();
while ((await fileMails(tools, 50)) > 0);
const filedSeconds = (performance.now() - began) / 1_000;
const { rows: states } = await pool.query<{ state: string; count: number }>(
  "select state, count(*)::int as count from (select set_config('app.customer_id', '*', false)) c, mails group by state",
);
const told = states.map(({ state, count }) => `${whole(count)} ${state}`).join(", ");
const inAll = messages / (keptSeconds + filedSeconds);
rows.push(
  `| mail in, parsed, threaded and stored | ≥ 50/s | ${whole(inAll)}/s | ${whole(messages)} messages: kept ${whole(messages / keptSeconds)}/s, filed ${whole(messages / filedSeconds)}/s; ${told} |`,
);
console.log(rows.at(-1));

/** A mailbox that was never read, taken up from a real server while the memory is watched. */
const server = await openImapServer();
server.fill(
  "full",
  (function* () {
    for (let n = 0; n < boxSize; n++)
      yield letter({
        from: `person${n % 5_000}@factory.example`,
        subject: `Old ${n}`,
        id: `<${n}@box.example>`,
        text: "words ".repeat(200),
      });
  })(),
);
const settings: ImapSettings = {
  ...{
    host: server.host,
    port: server.port,
    security: "none",
    user: "full",
    folder: "INBOX",
    after: "keep",
    moveTo: null,
    trustedServer: null,
  },
} as const;
const box = await addMailbox(
  door,
  sealing,
  { ...common, name: "b", address: "b@guardia.example", kind: "imap", settings, password: server.password },
  "system",
);
const client = await imapClient({ settings, password: server.password });
await client.connect();
const memory: { kept: number; bytes: number }[] = [];
let kept = 0;
began = performance.now();
const counting = async (): Promise<number> =>
  Number((await pool.query("select last_uid from mailboxes where id = $1", [box.id])).rows[0]?.last_uid ?? 0);
await watchFolder({
  ...{ door, mailbox: box, client },
  goOn: async () => kept < boxSize,
  onKept: () => {
    kept += 50;
    if (kept % 5_000 !== 0) return;
    globalThis.gc?.();
    memory.push({ kept, bytes: process.memoryUsage().rss });
  },
});
const boxSeconds = (performance.now() - began) / 1_000;
client.close();
await server.close();
const mb = (bytes: number): string => whole(bytes / 1e6);
const [early, late] = [memory[Math.floor(memory.length / 5)], memory.at(-1)];
rows.push(
  `| mail in, a mailbox of ${whole(boxSize)} messages | constant memory | ${mb(early?.bytes ?? 0)} MB after a fifth, ${mb(late?.bytes ?? 0)} MB at the end | ${whole(boxSize / boxSeconds)} messages/s kept, up to number ${whole(await counting())} |`,
);
console.log(rows.at(-1));
await pool.query("delete from mails where mailbox_id = $1 and set_config('app.customer_id', '*', false) = '*'", [box.id]);

/** Mutated letters through the whole way: each must come to rest somewhere. */
const failures: string[] = [];
const keys = new Set<string>();
began = performance.now();
function* broken(): Generator<Incoming> {
  const now = Date.now();
  for (let n = 0; n < mostMutated; n++) {
    const raw = mutated(1_000_000 + n);
    keys.add(headIn(raw).key);
    // An hour apart: a storm would only be held.
    yield { raw, envelope, receivedAt: (now - n * 3_600_000) as Instant };
  }
}
const counted = (): Promise<{ n: number; left: number }> =>
  door.read("*", async (db) => {
    const { rows: found } = await sql<{ n: number; left: number }>`
      select count(*)::int as n, (count(*) filter (where state = 'received'))::int as left from mails`.execute(db);
    return found[0]!;
  });
const before = await counted();
await keepAll(broken());
while ((await fileMails({ ...tools, log: (line) => void failures.push(line) }, 50)) > 0);
const after = await counted();
const lost = keys.size - (after.n - before.n);
const brokenSeconds = (performance.now() - began) / 1_000;
rows.push(
  `| mail in, ${whole(mostMutated)} mutated messages | no crash, none lost | ${failures.length} failures, ${lost} lost, ${after.left - before.left} undecided | ${whole(keys.size)} different ones, ${whole(mostMutated / brokenSeconds)}/s |`,
);
await remove();
console.log("| promise | promised | measured | note |");
console.log("|---|---|---|---|");
for (const row of rows) console.log(row);
if (failures.length > 0) console.error(failures.slice(0, 5).join("\n"));

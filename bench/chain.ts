/** Promise: more than 100,000 log entries a second are sealed onto the chain, and an export of them is verified as fast as it is read. */
import { hash } from "node:crypto";
import { sealAll, start } from "#core/audit/chain.ts";
import { type LogEntry, type Sha256, setApart } from "#core/audit/entry.ts";
import { writeExport } from "#core/audit/export-file.ts";
import { verifyLines } from "#core/audit/verify.ts";
import { canonical } from "#core/canonical.ts";
import type { Instant } from "#core/time/instant.ts";

const sha256: Sha256 = (bytes) => hash("sha256", bytes);
const count = 100_000;
const runs = 7;

const entries: LogEntry[] = Array.from({ length: count }, (_, i) => ({
  customerId: "acme",
  position: i * 3,
  type: "ticket.handed-over",
  ticketId: i % 5_000,
  at: (1_772_442_000_000 + i * 1_000) as Instant,
  recordedAt: (1_772_442_000_400 + i * 1_000) as Instant,
  actor: `agent:${i % 40}`,
  facts: { from: { tier: 1, team: "desk" }, to: { tier: 2, team: "applications" }, reason: 'needs the "billing" logs', priority: "P2" },
  personal: { requester: sha256(`requester ${i}`), body: sha256(`body ${i}`) },
}));
const texts = entries.map((entry) => "0".repeat(64) + canonical(entry));
const { seals, head } = sealAll(start, entries, sha256);
const salt = "000102030405060708090a0b0c0d0e0f";
const writer = writeExport({ customer: "acme", exportedAt: 1_772_442_000_000 as Instant }, sha256);
const rows = entries.map((entry, i) => {
  const open = setApart({ ...entry, personal: { requester: `Ana ${i}`, body: "It fails again since this morning." } }, salt, sha256);
  return { ...open, number: i + 1 };
});
const chained = sealAll(
  start,
  rows.map(({ entry }) => entry),
  sha256,
);
const lines = [writer.header, ...rows.map((row, i) => writer.sealed({ ...row, hash: chained.seals[i]?.hash ?? "" }))];
lines.push(writer.trailer(chained.head));

/** Median entries a second over several runs, the first of which only warms up. */
function rate(work: () => void): number {
  const rates = Array.from({ length: runs + 1 }, () => {
    const before = performance.now();
    work();
    return (count / (performance.now() - before)) * 1_000;
  });
  return rates.slice(1).sort((a, b) => a - b)[(runs - 1) / 2] ?? 0;
}

const bare = rate(() => {
  for (const text of texts) sha256(text);
});
const canonicalOnly = rate(() => {
  for (const entry of entries) canonical(entry);
});
const sealing = rate(() => {
  if (sealAll(start, entries, sha256).head.hash !== head.hash) throw new Error("two runs sealed differently");
});
const verifying = rate(() => {
  const verifier = verifyLines(sha256);
  for (const line of lines) verifier.feed(line);
  if (!verifier.finish().ok) throw new Error("the export does not verify");
});

const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / count;
console.log(`chain: ${seals.length.toLocaleString("en")} entries of ${bytes.toFixed(0)} bytes, median of ${runs} runs\n`);
const table = [
  ["bare SHA-256 of the same bytes (the limit)", bare],
  ["canonical JSON alone", canonicalOnly],
  ["sealed onto the chain (goal > 100,000/s)", sealing],
  ["export lines verified, two personal values each", verifying],
] as const;
for (const [name, perSecond] of table) {
  console.log(
    `${name.padEnd(50)} ${Math.round(perSecond).toLocaleString("en").padStart(10)}/s   ${(perSecond / bare).toFixed(2).padStart(5)} × limit`,
  );
}

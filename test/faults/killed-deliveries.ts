/**
 * Pages while nodes are killed −9 at random: between the instant a step is due and the storing of the provider's receipt. Used by the test
 * with a few dozen kills and by the bench with a thousand.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { build } from "esbuild";
import { type Selectable, sql } from "kysely";
import { newHealth } from "#core/notification/health.ts";
import { instant } from "#core/time/instant.ts";
import { type Door, openDoor } from "#server/database/door.ts";
import { applicationRole, migrate } from "#server/database/migrate.ts";
import { openPool } from "#server/database/pool.ts";
import { projectFolder } from "#server/installation.ts";
import type { AttemptsTable, DeliveriesTable, ReachTables } from "#server/notification/tables.ts";
import { storyModel } from "../journeys/model.ts";
import { scratchCluster } from "../scratch-database.ts";
import { clockOf, type DelivererOrder, openPagerHouse, pagers, type Taken } from "./pager.ts";

export type KillPlan = { kills: number; seed: number; say?: (line: string) => void };

export type KillReport = {
  kills: number;
  pages: number[];
  taken: Taken[];
  recognised: number;
  /** Receipts that we answered with 200. */
  heard: ReadonlySet<string>;
  deliveries: Pick<Selectable<DeliveriesTable>, "page_id" | "step" | "state" | "lines" | "due_at">[];
  /** Pages of whose step nobody could be reached, so that the next one fired at once. */
  unreached: Set<number>;
  attempts: Pick<
    Selectable<AttemptsTable>,
    "delivery_id" | "channel" | "ended_at" | "outcome" | "may_be_double" | "provider_id" | "receipt"
  >[];
  /** The page of each attempt's delivery, in the order of `attempts`. */
  pageOf: number[];
  complaints: string;
};

const document = {
  ...storyModel,
  people: { ...storyModel.people, alice: { name: "Alice" } },
  escalationPolicies: {
    payments: {
      steps: [
        { after: "10s", notify: ["person:alice"] },
        { after: "5000h", notify: ["person:alice"] },
      ],
    },
  },
  services: { ...storyModel.services, payments: { ...storyModel.services.payments!, escalationPolicy: "payments" } },
};

/** Ten seconds are two: a lease is over in five, on a machine that others use too. */
const speed = 5;
/** Pages that are not through yet: enough that a kill always hits some. */
const mostOpen = 60;
const settleMs = 120_000;

const chanceFrom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
};

export async function killDeliveries({ kills, seed, say = () => undefined }: KillPlan): Promise<KillReport> {
  const chance = chanceFrom(seed);
  const scratch = await scratchCluster();
  const house = await openPagerHouse(chanceFrom(seed + 1));
  const nodes: Deliverer[] = [];
  try {
    await migrate({ url: scratch.cluster.url() });
    const program = await bundle(scratch.folder);
    const url = scratch.cluster.url({ role: applicationRole });
    const base = { url, epoch: instant("2026-03-02T09:00:00Z"), startedAt: Date.now(), speed };
    const pool = openPool({ url });
    const door = openDoor({ pool, clock: clockOf(base) });
    await door.applyModel({ source: "", document, actor: "agent:carol" });
    await furnish(door, house.url);
    const ports = [20_000 + Math.floor(Math.random() * 20_000), 40_000 + Math.floor(Math.random() * 20_000)];
    const begin = (i: number): Deliverer => startDeliverer(program, { ...base, port: ports[i]! });
    const pages: number[] = [];
    const opener = keepOpening(door, pages, house.taken);
    nodes.push(begin(0), begin(1));
    for (let killed = 0; killed < kills; killed++) {
      const i = killed % 2;
      await Promise.race([nodes[i]!.isReady, pause(20_000)]);
      // From the first moment on, and in the middle of a request as often as before and after one.
      if (chance() < 0.8) await house.arrived(1 + Math.floor(chance() * 12), 3_000);
      await pause(chance() * 60);
      nodes[i]!.process.kill("SIGKILL");
      await nodes[i]!.exited;
      nodes[i] = begin(i);
      if (killed % 50 === 49) say(`${killed + 1} kills, ${pages.length} pages, ${house.taken.length} messages taken`);
    }
    say(`${kills} kills in ${Math.round((Date.now() - base.startedAt) / 1_000)} s, ${pages.length} pages`);
    await opener.stop();
    house.calm();
    await settled(door, house.heard, house.taken, say);
    for (const node of nodes) node.process.kill("SIGTERM");
    await Promise.all(nodes.map(({ exited }) => Promise.race([exited, pause(20_000)])));
    const report = await reportOf(door, pages);
    await door.close();
    await pool.end();
    const complaints = nodes.map((node) => node.complaints()).join("");
    return { ...report, kills, pages, taken: house.taken, recognised: house.recognised, heard: house.heard, complaints };
  } finally {
    for (const { process } of nodes) process.kill("SIGKILL");
    await house.close();
    await scratch.remove();
  }
}

async function furnish(door: Door, url: string): Promise<void> {
  await door.write("*", async ({ db }) => {
    const tables = db.withTables<ReachTables>();
    for (const [i, { name, channel }] of pagers.entries()) {
      const shared = { id: name, name, channel, driver: name, position: i, settings: JSON.stringify({ url }), sealed_settings: null };
      const gateway = { ...shared, hook_token: "token", health: JSON.stringify(newHealth), created_at: 0 };
      await tables.insertInto("gateways").values(gateway).execute();
      const point = { id: channel, person: "alice", channel, address: `alice-${channel}`, label: null, verified_at: 1 };
      await tables
        .insertInto("contact_points")
        .values({ ...point, code_hash: null, code_expires_at: null, failed_at: null, created_at: 1 })
        .execute();
    }
    const atOnce = pagers.map(({ channel }) => ({ channel, afterMs: 0 }));
    const rules = JSON.stringify({ high: atOnce, low: atOnce });
    await tables.insertInto("notification_rules").values({ person: "alice", rules, updated_at: 0 }).execute();
  });
}

const opening = {
  type: "open-ticket",
  customerId: "bank",
  ticketId: 0,
  service: "payments",
  component: "ledger",
  subject: "It fails",
  description: "",
  channel: "api",
  priority: "P1",
  actor: "token:test",
} as const;

/** Opens pages as long as not too many wait. */
function keepOpening(door: Door, pages: number[], taken: readonly Taken[]): { stop(): Promise<void> } {
  let isStopped = false;
  const work = (async () => {
    while (!isStopped) {
      const through = new Set(taken.map(({ page }) => page)).size;
      if (pages.length - through < mostOpen) {
        const { tickets } = await door.perform({ scope: "*", commands: [opening] });
        pages.push(tickets[0]!.id);
      } else await pause(10);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await work;
    },
  };
}

/** Everything has gone out, and what providers reported is stored. */
async function settled(door: Door, heard: ReadonlySet<string>, taken: readonly Taken[], say: (line: string) => void): Promise<void> {
  const until = Date.now() + settleMs;
  while (Date.now() < until) {
    const { waiting, early, due } = await door.read("*", async (db) => ({
      waiting: (await db.withTables<ReachTables>().selectFrom("deliveries").select("id").where("state", "=", "waiting").execute()).length,
      early: (
        await sql`select 1 from outbox o where topic <> 'early-receipt'
          or exists (select 1 from attempts where provider_id = o.payload->'receipt'->>'providerId')`.execute(db)
      ).rows.length,
      due: (await db.withTables<ReachTables>().selectFrom("pages").select("id").where("due_at", "<=", door.clock()).execute()).length,
    }));
    if (waiting + early + due === 0 && heard.size === taken.length) return;
    say(`settling: ${waiting} deliveries, ${early} rows of the outbox, ${due} pages, ${taken.length - heard.size} receipts`);
    await pause(500);
  }
}

async function reportOf(
  door: Door,
  pages: readonly number[],
): Promise<Pick<KillReport, "deliveries" | "attempts" | "pageOf" | "unreached">> {
  return door.read("*", async (db) => {
    const tables = db.withTables<ReachTables>();
    const rows = await tables
      .selectFrom("deliveries")
      .select(["id", "page_id", "step", "state", "lines", "due_at"])
      .orderBy("id")
      .execute();
    const attempts = await tables
      .selectFrom("attempts")
      .select(["delivery_id", "channel", "ended_at", "outcome", "may_be_double", "provider_id", "receipt"])
      .orderBy("delivery_id")
      .orderBy("number")
      .execute();
    // A ticket's own page has its number.
    const given = await db.selectFrom("events").select("ticket_id").where("type", "=", "page.unreached").execute();
    const known = new Set(pages);
    const pageById = new Map(rows.map(({ id, page_id }) => [id, page_id ?? 0]));
    return {
      deliveries: rows.filter(({ page_id }) => known.has(page_id ?? 0)),
      attempts,
      pageOf: attempts.map(({ delivery_id }) => pageById.get(delivery_id) ?? 0),
      unreached: new Set(given.map(({ ticket_id }) => ticket_id ?? 0)),
    };
  });
}

/** What a report shows to be wrong; nothing when all is as promised. */
export function wrongsOf({ pages, taken, heard, deliveries, attempts, pageOf, unreached, complaints }: KillReport): string[] {
  const wrongs: string[] = complaints === "" ? [] : [`a node complained: ${complaints}`];
  const byPage = new Map(
    pages.map((page) => [page, { push: [] as Taken[], sms: [] as Taken[], marked: 0, steps: [] as (number | null)[] }]),
  );
  for (const each of taken) byPage.get(each.page)?.[each.key === null ? "sms" : "push"].push(each);
  for (const [i, { channel, may_be_double }] of attempts.entries()) {
    const page = byPage.get(pageOf[i]!);
    if (page !== undefined && channel === "sms" && may_be_double) page.marked++;
  }
  for (const { page_id, step } of deliveries) byPage.get(page_id ?? 0)?.steps.push(step);
  for (const [page, { push, sms, marked, steps }] of byPage) {
    // A second step is a second message; it fires only where nobody could be reached at the first.
    if (new Set(steps).size !== steps.length || steps.length === 0 || (steps.length > 1 && !unreached.has(page)))
      wrongs.push(`page ${page} told of its steps ${steps.join(", ")}`);
    if (push.length !== steps.length) wrongs.push(`page ${page} came ${push.length} times by the pager that knows repetitions`);
    if (sms.length === 0) wrongs.push(`page ${page} was lost on its way to the plain pager`);
    if (sms.length > steps.length + marked)
      wrongs.push(`page ${page} came ${sms.length} times, and only ${marked} attempts are marked as possible doubles`);
  }
  for (const { page_id, state, due_at } of deliveries) {
    if ((state !== "sent" && state !== "delivered") || due_at !== null)
      wrongs.push(`the delivery of page ${page_id} is ${state}, due ${due_at}`);
  }
  const stored = new Set(attempts.filter(({ receipt }) => receipt === "delivered").map(({ provider_id }) => provider_id));
  for (const { delivery_id, ended_at, outcome, provider_id } of attempts) {
    if (ended_at === null) wrongs.push(`an attempt of delivery ${delivery_id} never ended`);
    if (outcome === "sent" && provider_id !== null && heard.has(provider_id) && !stored.has(provider_id))
      wrongs.push(`the receipt of ${provider_id} was heard and is not stored`);
  }
  return wrongs;
}

type Deliverer = { process: ChildProcess; isReady: Promise<void>; exited: Promise<void>; complaints(): string };

function startDeliverer(program: string, order: DelivererOrder): Deliverer {
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, GUARDIA_FAULTS: JSON.stringify(order) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => {
    complaints = (complaints + piece).slice(-4_000);
  });
  const isReady = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  const exited = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return { process: child, isReady, exited, complaints: () => complaints };
}

async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, "deliverer.mjs");
  await build({
    entryPoints: [join(projectFolder(), "test", "faults", "deliverer.ts")],
    ...{ outfile, bundle: true, platform: "node", format: "esm", logLevel: "error", minify: true },
    external: ["pg-native"],
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outfile;
}

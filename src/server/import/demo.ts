/** The demonstration: an example model and a month of generated life that ends now, with clocks running. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "#core/canonical.ts";
import type { Document } from "#core/model/document.ts";
import { readModel } from "#core/model/read.ts";
import { Refusal } from "#core/refusal.ts";
import type { Ticket, TicketEvent } from "#core/ticket/ticket.ts";
import { hours, type Instant } from "#core/time/instant.ts";
import type { Door } from "#server/database/door.ts";
import { storeDemoIncidents } from "#server/import/demo-incidents.ts";
import { storeDemoPages } from "#server/import/demo-pages.ts";
import { storeDemoPoints } from "#server/import/demo-points.ts";
import { storeDemoRota } from "#server/import/demo-rota.ts";
import { storeDemoTools } from "#server/import/demo-tools.ts";
import { projectFolder } from "#server/installation.ts";
import { storeDemoKnowledge } from "#server/knowledge/demo.ts";
import { storeDemoPortal } from "#server/portal/demo.ts";
import { simulateLife } from "#simulator/life.ts";

export type DemoOptions = { now: Instant; seed?: number; days?: number; tickets?: number };
export type DemoOutcome = { modelVersion: number; tickets: number; events: number };

/** Tickets stored in one transaction. */
const batchSize = 250;

/**
 * Applies `examples/demo.yaml` and stores its generated life. Only an empty installation takes it, since a log is never taken back:
 * refuses `installation-not-empty`. One that was interrupted may be begun again while no ticket is stored.
 */
export async function loadDemo(door: Door, { now, seed = 2026, days = 30, tickets = 14 * days }: DemoOptions): Promise<DemoOutcome> {
  const { source, document } = demoModel();
  await requireEmpty(door, document);
  const { version } = await door.applyModel({ source, document, actor: "system", note: "The demonstration" });
  const book = await door.book();
  // Reopenings after their window open further tickets: some numbers are kept for them.
  const numbers = await door.drawNumbers(tickets + Math.ceil(tickets / 10) + 10);
  const firstTicketId = Math.min(...numbers);
  const life = simulateLife({
    book,
    seed,
    from: (now - hours(24 * days)) as Instant,
    until: now,
    tickets,
    rush: { tickets: 9, hours: 2 },
    firstTicketId,
    hasBeside: true,
  });
  const byTicket = new Map<number, TicketEvent[]>();
  for (const event of life.events) byTicket.set(event.ticketId, [...(byTicket.get(event.ticketId) ?? []), event]);
  const records = [...life.tickets.values()].sort((a, b) => a.id - b.id);
  for (let start = 0; start < records.length; start += batchSize) {
    const opened: Ticket[] = records.slice(start, start + batchSize);
    await door.write("*", (transaction) =>
      transaction.record({ opened, changed: [], events: opened.flatMap(({ id }) => byTicket.get(id) ?? []) }),
    );
  }
  await door.write("*", (transaction) => storeDemoTools(transaction, now));
  await door.write("*", (transaction) => storeDemoPoints(transaction, document, now));
  await door.write("*", (transaction) => storeDemoPortal(transaction, document, now));
  await storeDemoRota(door);
  await storeDemoKnowledge(door, now);
  await storeDemoPages(door, records);
  await storeDemoIncidents(door, records);
  return { modelVersion: version, tickets: records.length, events: life.events.length };
}

function demoModel(): { source: string; document: Document } {
  const source = readFileSync(join(projectFolder(), "examples", "demo.yaml"), "utf8");
  const { document, problems } = readModel(source);
  if (document === null) throw new Error(`examples/demo.yaml is mistaken: ${problems[0]?.message}`);
  return { source, document };
}

async function requireEmpty(door: Door, document: Document): Promise<void> {
  const { ticket, newest } = await door.read("*", async (db) => ({
    ticket: await db.selectFrom("tickets").select("id").limit(1).executeTakeFirst(),
    newest: await db.selectFrom("model_versions").select("document").orderBy("version", "desc").limit(1).executeTakeFirst(),
  }));
  const hasOtherModel = newest !== undefined && canonical(newest.document) !== canonical(document);
  if (ticket === undefined && !hasOtherModel) return;
  throw new Refusal(
    "installation-not-empty",
    `The demonstration needs an empty installation, and this one has ${ticket === undefined ? "a model" : "tickets"} already: start one with another data folder (GUARDIA_DATA=./demo-data npm start).`,
    {},
  );
}

/** Who is on call as things stand: the model's schedules as each version had them, with what people changed since. */
import type { Book } from "#core/agreement/book.ts";
import type { Document } from "#core/model/document.ts";
import type { Rota } from "#core/model/rota.ts";
import { type Changes, CompiledSchedule, compileSchedule, type OnCall, type Shift } from "#core/oncall/shift.ts";
import type { Instant } from "#core/time/instant.ts";

/** A rota and a document never change, so each schedule of the pair is compiled once. */
const compiled = new WeakMap<Rota, WeakMap<Document, Map<string, CompiledSchedule>>>();

/** The schedule of that name as the model of that instant has it, with the rota; null when there is none. */
export function scheduleAt(book: Book, name: string, at: Instant): CompiledSchedule | null {
  const document = book.documentAt(at);
  return document === null ? null : running(document, name, book.rota);
}

/** Who is on call in a schedule at any instant, past or to come; null when nobody is, or there is no such schedule. */
export const onCallIn = (book: Book, name: string, at: Instant): OnCall | null => scheduleAt(book, name, at)?.at(at) ?? null;

/**
 * The shifts of `[from, to)`, clipped to it: each stretch by the version of the model that held then or will. Empty for a schedule that no
 * version knows.
 */
export function shiftsIn(book: Book, name: string, from: Instant, to: Instant): Shift[] {
  const shifts: Shift[] = [];
  book.versions.forEach(({ document, effectiveAt }, i) => {
    const begins = i === 0 ? from : Math.max(from, effectiveAt);
    const ends = Math.min(to, book.versions[i + 1]?.effectiveAt ?? Number.POSITIVE_INFINITY);
    if (begins >= ends) return;
    for (const shift of running(document, name, book.rota)?.shifts(begins as Instant, ends as Instant) ?? []) {
      const last = shifts.at(-1);
      // The model changed, and this shift did not.
      if (last !== undefined && last.to === shift.from && shift.from === begins && isSame(last, shift)) last.to = shift.to;
      else shifts.push({ ...shift });
    }
  });
  return shifts;
}

const isSame = (a: Shift, b: Shift): boolean => a.person === b.person && a.layer === b.layer;

/** A schedule of a document with what the rota changes in it; null when the document has none of that name. */
export function running(document: Document, name: string, rota: Rota): CompiledSchedule | null {
  const byName = schedulesOf(document, rota);
  const known = byName.get(name);
  if (known !== undefined) return known;
  const schedule = document.schedules?.[name];
  if (schedule === undefined) return null;
  const changes: Changes = {
    overrides: rota.overrides.filter((each) => each.schedule === name),
    feeds: rota.feeds.filter((each) => each.schedule === name),
    leave: rota.leave,
  };
  const isChanged = changes.overrides.length + changes.feeds.length + changes.leave.length > 0;
  const made = isChanged ? new CompiledSchedule(schedule, changes) : compileSchedule(schedule);
  byName.set(name, made);
  return made;
}

function schedulesOf(document: Document, rota: Rota): Map<string, CompiledSchedule> {
  const byDocument = compiled.get(rota) ?? new WeakMap<Document, Map<string, CompiledSchedule>>();
  compiled.set(rota, byDocument);
  const byName = byDocument.get(document) ?? new Map<string, CompiledSchedule>();
  byDocument.set(document, byName);
  return byName;
}

/** A ticket as its reader may see it: in their language, and for a customer without what the provider keeps to itself. */
import type { CoverageVerdict } from "#core/agreement/coverage.ts";
import type { Language } from "#core/model/document.ts";
import { textIn } from "#core/model/text.ts";
import { wholeRecord } from "#core/ticket/record.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import { type Wire, wire } from "#server/http/wire.ts";

export type Reader = { readonly customerId: string | null; readonly language: Language };

export function ticketView(ticket: Ticket, reader: Reader): Wire<Ticket> {
  const view = wire(wholeRecord(ticket));
  if (view.coverage !== null) view.coverage = coverageIn(view.coverage, reader.language);
  return reader.customerId === null ? view : forCustomer(view);
}

/** Who helps, what is still to be done, and the single entries of time: a customer sees the hours of the agreement. */
const keptToOurselves = { collaborators: [], silences: [], timeEntries: [], tasks: [], runbooks: [] };

function forCustomer(view: Wire<Ticket>): Wire<Ticket> {
  return { ...view, clocks: view.clocks.filter(({ party }) => party === "sla"), ...keptToOurselves };
}

function coverageIn(coverage: Wire<CoverageVerdict>, language: Language): Wire<CoverageVerdict> {
  const { text, redirect } = coverage;
  return {
    ...coverage,
    text: textIn(text, language),
    redirect: redirect === null ? null : { ...redirect, to: textIn(redirect.to, language) },
  };
}

/** A report as it is being told, kept in this browser until it is sent, and as the API takes it. */
import type { Facts } from "#core/ticket/priority.ts";
import type { Attachment } from "../../api/attachments.ts";
import type { OpeningQuestion } from "../../api/portal.ts";
import type { LanguageCode } from "../../language/language.tsx";

export type Draft = {
  customer: string;
  kind: "incident" | "request" | "evolution";
  /** Empty: they do not know, or something else. */
  service: string;
  component: string;
  subject: string;
  description: string;
  affected: Facts["affected"];
  workaround: "yes" | "no";
  atStake: Facts["atStake"];
};

export const emptyDraft = (customer: string): Draft => ({
  ...{ customer, kind: "incident", service: "", component: "", subject: "", description: "" },
  ...{ affected: "some", workaround: "no", atStake: "nothing" },
});

const named = (key: string): string | null => (key === "" ? null : key);

/** Facts are asked of what does not work; of a wish nobody asks who is stuck. */
const factsOf = ({ kind, affected, workaround, atStake }: Draft): Facts | null =>
  kind === "incident" ? { affected, hasWorkaround: workaround === "yes", atStake } : null;

export const questionOf = (draft: Draft): OpeningQuestion => ({
  customerId: draft.customer,
  kind: draft.kind,
  service: named(draft.service),
  component: named(draft.component),
  facts: factsOf(draft),
});

export const openingOf = (draft: Draft, attachments: readonly Attachment[], language: LanguageCode) => ({
  ...questionOf(draft),
  subject: draft.subject.trim(),
  description: draft.description,
  language,
  ...(attachments.length === 0 ? {} : { attachments: attachments.map(({ id }) => id) }),
});

const place = "guardia.report";

/** What was begun and not sent, if this browser kept any; of what a newer Guardia does not know nothing is taken over. */
export function keptDraft(): Partial<Draft> | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? "null");
    return typeof kept === "object" && kept !== null && typeof (kept as Draft).subject === "string" ? (kept as Partial<Draft>) : null;
  } catch {
    return null;
  }
}

/** Keeps it; forgets one that says nothing. */
export function keepDraft(draft: Draft | null): void {
  try {
    if (draft === null || (draft.subject.trim() === "" && draft.description.trim() === "")) localStorage.removeItem(place);
    else localStorage.setItem(place, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing: what is written stays on the page.
  }
}

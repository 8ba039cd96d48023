/** Words for what the room says in codes: roles, days, telephone numbers. */
import type { Catalogue, Language } from "../language/language.tsx";

/** A role of everybody's in the reader's language; one's own by its name. */
export function roleName(role: string, { incident }: Catalogue): string {
  return (incident.role as Readonly<Record<string, string>>)[role] ?? role;
}

/** `24 Nov 2026` for a local date as the server writes it. */
export const dayName = (day: string, { locale }: Pick<Language, "locale">): string =>
  new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" }).format(Date.parse(`${day}T12:00Z`));

/** For the telephone: figures and the plus. */
export const dialled = (phone: string): string => `tel:${phone.replaceAll(/[^\d+]/g, "")}`;

/** Who did it, as the log names them; what nobody did, Guardia did. */
export const actorName = ({ actor, actorName: name }: { actor: string; actorName: string }, text: Catalogue): string =>
  actor === "system" ? text.ticket.events.guardia : actor === "import" ? text.ticket.events.imported : name;

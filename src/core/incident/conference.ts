/** Where people meet: the model's template with its places filled in. */
import type { Document } from "#core/model/document.ts";

/**
 * The address of a new room; null when the model has no template.
 * @param secret what nobody can guess, drawn by the caller: whoever knows the address may come in
 */
export function conferenceOf(document: Document | null, secret: string, ticketId: number, customerId: string): string | null {
  const template = document?.incidents?.conference;
  if (template === undefined) return null;
  const filled: Record<string, string> = { room: `incident-${ticketId}-${secret}`, ticket: String(ticketId), customer: customerId };
  return template.replaceAll(/\{(room|ticket|customer)\}/g, (_, name: string) => encodeURIComponent(filled[name] ?? ""));
}

/** Files that were sent before a message and now come to lie beside it: looked up, and taken in the message's own transaction. */
import type { Attachment } from "#core/ticket/ticket.ts";

/** Files of which only the names are known yet: what a body gives. `withFiles` looks them up; the rules refuse them as they are. */
export const waitingFiles = (ids: readonly string[]): Attachment[] =>
  [...new Set(ids)].map((id) => ({ id, name: "", type: "", bytes: 0, isInline: false }));

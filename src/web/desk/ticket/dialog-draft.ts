/** What was written in a dialog of a ticket: it stays until it was done, also when the dialog was closed or the browser died. */
import type { Values } from "./action.ts";

const placeOf = (ticketId: number, action: string): string => `guardia.dialog ${ticketId} ${action}`;

export function dialogDraft(ticketId: number, action: string): Values {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(placeOf(ticketId, action)) ?? "{}");
    return typeof read === "object" && read !== null ? (read as Values) : {};
  } catch {
    return {};
  }
}

export function keepDialog(ticketId: number, action: string, values: Values): void {
  try {
    sessionStorage.setItem(placeOf(ticketId, action), JSON.stringify(values));
  } catch {
    // Without a place to keep it, it lives as long as the dialog.
  }
}

export const forgetDialog = (ticketId: number, action: string): void => {
  try {
    sessionStorage.removeItem(placeOf(ticketId, action));
  } catch {
    // As above.
  }
};

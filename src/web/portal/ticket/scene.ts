/** What the parts of a ticket's page look at. */
import type { TicketHolder } from "../../api/portal.ts";
import type { WireTicket } from "../../api/wire.ts";

/** `me`: the key by which tickets name the reader; null until it is known. */
export type Scene = { ticket: WireTicket; holder: TicketHolder; now: number; me: string | null };

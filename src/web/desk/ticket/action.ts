/** What an action on a ticket is: when it is possible, by which key, and what has to be told. */
import type { Permission } from "#core/access/access.ts";
import type { TicketVerb } from "../../api/ticket-verb.ts";
import type { Document, WireTicket } from "../../api/wire.ts";
import type { IconName } from "../../kit/icon.tsx";
import type { Catalogue, Language } from "../../language/language.tsx";
import type { Naming } from "./naming.ts";

export type Scene = {
  ticket: WireTicket;
  document: Document | undefined;
  /** Under which id tickets name me. */
  me: string | null;
  /** Those who can be given a ticket: id and name. */
  people: readonly (readonly [string, string])[];
  name: Naming;
  text: Catalogue;
  code: Language["code"];
  locale: string;
  /** Since when the time worked on it is not logged: when the page was opened, or the last entry made. */
  workedSince: number;
  /** What the reader may do to this customer's tickets. */
  may: (permission: Permission) => boolean;
  /** Open tickets that are parts of this one. */
  children: readonly number[];
};

export type Values = Readonly<Record<string, string>>;

export type Field = {
  name: string;
  label: string;
  /** `rich` is Markdown with the editor. */
  kind: "line" | "text" | "rich" | "choice" | "number" | "money" | "minutes";
  hint?: string;
  isRequired?: boolean;
  options?: readonly (readonly [string, string])[];
  initial?: string;
  /** Shown only when this holds of what was chosen so far. */
  when?: (values: Values) => boolean;
  /** Offered while one writes a line. */
  proposals?: readonly string[];
};

export type Deed = {
  verb: TicketVerb;
  body: (values: Values) => object;
  /** What the ticket will surely look like, shown before the server has said so. */
  foresee?: (ticket: WireTicket, values: Values) => WireTicket;
  /** It cannot be taken back once it is done: so it waits for ten seconds, told of in these words. */
  held?: (values: Values) => string;
};

export type Action = Deed & {
  id: string;
  /** Without keys it is reached from its panel alone. */
  keys: string | null;
  icon: IconName;
  label: string;
  /** In the bar itself, or behind "More". */
  isMain: boolean;
  isPossible: boolean;
  /** More than working on tickets. */
  needs?: Permission;
  /** Without fields it is done at once. */
  fields: readonly Field[];
  /** Instead of one request: to each of several tickets. */
  tickets?: readonly number[];
  onDone?: () => void;
};

/** Of a choice: none of them. */
export const nobody = "";
/** What was written, or null when it says nothing. */
export const told = (text: string | undefined): string | null => (text === undefined || text.trim() === "" ? null : text.trim());
export const isOpen = ({ ticket }: Scene): boolean => ticket.status === "open";

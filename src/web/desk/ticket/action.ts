/** What an action on a ticket is: when it is possible, by which key, and what has to be told. */
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
};

export type Values = Readonly<Record<string, string>>;

export type Field = {
  name: string;
  label: string;
  kind: "line" | "text" | "choice" | "number" | "money";
  hint?: string;
  isRequired?: boolean;
  options?: readonly (readonly [string, string])[];
  initial?: string;
  /** Shown only when this holds of what was chosen so far. */
  when?: (values: Values) => boolean;
};

export type Action = {
  id: string;
  keys: string;
  icon: IconName;
  label: string;
  verb: TicketVerb;
  /** In the bar itself, or behind "More". */
  isMain: boolean;
  isPossible: boolean;
  /** Without fields it is done at once. */
  fields: readonly Field[];
  body: (values: Values) => object;
  /** What the ticket will surely look like, shown before the server has said so. */
  foresee?: (ticket: WireTicket, values: Values) => WireTicket;
};

/** Answers of the API beside tickets: who I am, how the installation stands, the model and what a change of it would do. */
import type { Me } from "#server/access/routes.ts";
import type { ModelChange } from "#server/model/plan.ts";
import type { Document, IsoInstant, ModelProblem, NotificationCause, Objective, Party } from "./wire.ts";

/** Who I am: `GET /me`. */
export type Person = Me;

export type Standing = { version: string; isEmpty: boolean; hasAdministrator: boolean; hasModel: boolean };

export type ModelDocument = { version: number; effectiveAt: IsoInstant; appliedAt: IsoInstant; source: string; document: Document };

export type ModelVersion = { version: number; effectiveAt: IsoInstant; appliedAt: IsoInstant; appliedBy: string; note: string | null };

export type MovedClock = {
  ticketId: number;
  customerId: string;
  subject: string;
  objective: Objective;
  party?: Party;
  dueBefore: IsoInstant | null;
  dueAfter: IsoInstant | null;
  wouldBreach: boolean;
};

export type Preview = {
  isUnchanged: boolean;
  problems: readonly ModelProblem[];
  /** One line for each thing that comes or goes, and for each leaf of what changes. */
  diff: readonly ModelChange[];
  moved: readonly MovedClock[];
  counts: { tickets: number; moved: number; earlier: number; later: number; wouldBreach: number };
};

export type { ModelChange };

export type NotificationItem = {
  id: number;
  ticketId: number | null;
  customerId: string;
  cause: NotificationCause;
  at: IsoInstant;
  readAt: IsoInstant | null;
};

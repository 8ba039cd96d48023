/**
 * The support model as it is written: one document with calendars, people, teams, services, customers and agreements.
 * Keys of the maps are the stable ids that every other part of the system refers to. Shapes only; `schema.ts` checks them.
 */
import type { CalendarSource } from "#core/time/calendar.ts";

export type Language = "en" | "fr" | "es";
/** A text in one language, or in several. */
export type Text = string | Partial<Record<Language, string>>;

export const priorities = ["P1", "P2", "P3", "P4"] as const;
export type Priority = (typeof priorities)[number];
export type Level = 1 | 2 | 3;
export type Tier = 1 | 2 | 3 | 4;

export const objectives = ["response", "next-response", "update", "escalation", "restoration", "resolution"] as const;
export type Objective = (typeof objectives)[number];

export const pauseReasons = ["customer", "vendor", "change-window", "quote"] as const;
export type PauseReason = (typeof pauseReasons)[number];

/** ISO/IEC/IEEE 14764. */
export const maintenanceClasses = ["corrective", "preventive", "adaptive", "perfective", "additive"] as const;
export type MaintenanceClass = (typeof maintenanceClasses)[number];

export const channels = ["email", "portal", "api", "phone", "chat", "sms", "alert", "import"] as const;
export type Channel = (typeof channels)[number];

export const componentKinds = [
  "application",
  "database",
  "host",
  "network",
  "storage",
  "integration",
  "access-control-hardware",
  "peripheral",
  "other",
] as const;
export type ComponentKind = (typeof componentKinds)[number];

export const environments = ["production", "staging", "test", "development"] as const;
export type Environment = (typeof environments)[number];

export type Document = {
  guardia: 1;
  /** The provider's name. */
  name: string;
  /** The provider's own zone. */
  zone: string;
  languages?: Language[];
  mail?: Mail;
  calendars: Record<string, CalendarSource>;
  people?: Record<string, Person>;
  teams: Record<string, Team>;
  vendors?: Record<string, Vendor>;
  /** Rows are impact 1–3, columns urgency 1–3. */
  matrix?: Matrix;
  services: Record<string, Service>;
  customers: Record<string, Customer>;
  agreements: Record<string, Agreement>;
  schedules?: Record<string, Schedule>;
  escalationPolicies?: Record<string, EscalationPolicy>;
  /** Who is told when the steps of a page were gone through and nobody answered; default: all administrators. */
  lastResort?: string[];
  /** How much being on call may ask of a person. */
  limits?: Limits;
  /** How a major incident is led. */
  incidents?: Incidents;
};

/** Channels by which somebody comes who can be written to. */
export const receiptChannels = ["email", "portal", "api", "phone", "chat", "sms"] as const satisfies readonly Channel[];
export type ReceiptChannel = (typeof receiptChannels)[number];

/** Letters about tickets. A sender is an address, or a name before one: `Acme support <support@acme.example>`. */
export type Mail = {
  /** Sender for customers who have none of their own; default: the gateway's. */
  from?: string;
  /** Domain of our Message-IDs; default: the sender's. */
  domain?: string;
  /** Channels whose tickets are confirmed by a letter; default: all of these but `api`. */
  receipts?: ReceiptChannel[];
  /** Whether `support+word@` is delivered to `support@`; default: it is. */
  plusAddresses?: boolean;
};

export type Matrix = [[Priority, Priority, Priority], [Priority, Priority, Priority], [Priority, Priority, Priority]];

export type Person = {
  name: string;
  email?: string;
  phone?: string;
  zone?: string;
  language?: Language;
  /** Whose public holidays they keep: a country, or a part of one after a hyphen: `FR`, `ES-MD`. */
  holidays?: string;
};

export type Team = { name: Text; tier: Tier; members: string[]; lead?: string; calendar?: string; phone?: string };

export type Vendor = { name: string; email?: string; phone?: string; contract?: string };

export type Service = {
  name: Text;
  /** How work moves: from tier to tier (default), or one owner with collaborators from start to end. */
  mode?: "tiers" | "swarming";
  components: Record<string, Component>;
  escalationPolicy?: string;
  links?: { title: Text; url: string }[];
};

export type Component = {
  name: Text;
  kind: ComponentKind;
  environment?: Environment;
  /** `service/component` or a component of the same service. */
  dependsOn?: string[];
  /** Which team holds it at which tier; a missing tier is skipped on the way up. */
  owners: Partial<Record<`${Tier}`, string>>;
  /** Tier at which its tickets start (default: the lowest owned). */
  startTier?: Tier;
  /** Tier at which its alerts start (default: `startTier`). */
  alertTier?: Tier;
  /** Who repairs it when it is not ours. */
  vendor?: string;
};

export type Customer = {
  name: string;
  zone: string;
  language?: Language;
  /** Mail domains by which its people are recognised. */
  domains?: string[];
  /** Under which name and address letters about its tickets are sent. */
  sender?: string;
  parent?: string;
  contacts: Record<string, Contact>;
};

export type Contact = Omit<Person, "holidays"> & { designated?: boolean; role?: string; department?: string };

export type Agreement = {
  customer: string;
  name: Text;
  kind: "continuous" | "periodic" | "on-demand";
  funding?: "retainer" | "hours-bundle";
  /** First and last local date (customer's zone), both inclusive. */
  from: string;
  until?: string;
  renewal?: { every: string; notice?: string };
  services: string[];
  /** Service hours: the calendar in which targets count unless they name another. */
  calendar: string;
  targets?: Partial<Record<Priority, Partial<Record<Exclude<Objective, "escalation">, Target>>>>;
  /** OLA: how long a tier may keep a ticket before it goes up. */
  escalation?: Partial<Record<Priority, Partial<Record<`${Tier}`, Target>>>>;
  /** UC: how long a vendor may keep it. */
  vendorTargets?: Partial<Record<Priority, Target>>;
  /** Which reasons pause which objective; an objective not named here pauses for none, `escalation` for all. */
  pauses?: Partial<Record<"update" | "escalation" | "restoration" | "resolution", PauseReason[]>>;
  /** Percent of the open time consumed at which a clock warns; default 50, 75, 90. */
  thresholds?: number[];
  retarget?: RetargetRule;
  /** What ends the resolution clock; default `resolved`. */
  resolutionMetBy?: "resolved" | "closed";
  /** How long after resolution a ticket reopens as itself; default `5bd`. */
  reopenWindow?: string;
  /** How long after resolution it closes by itself; default: the reopen window. */
  closeAfter?: string;
  matrix?: Matrix;
  coverage: CoverageRule[];
  notify?: NotifyRule[];
  /** A quote up to this amount needs no approval. */
  preApproved?: Money;
  bundles?: Bundle[];
  rates?: Rate[];
  duties?: { provider?: Text[]; customer?: Text[] };
  reviews?: "weekly" | "monthly" | "quarterly" | "yearly";
  contactPoints?: { provider?: string; customer?: string };
  /** Which of the customer's tickets under it a contact sees; default `own`. Designated contacts see all. */
  visibility?: "own" | "department" | "customer";
};

/** `4h`, `2bd`, or with a calendar of its own. */
export type Target = string | { for: string; calendar?: string };

export type RetargetRule = "fair" | "from-start" | "from-change";

export type CoverageDecision = "covered" | "billable" | "excluded";

/** First match wins; every condition named must hold; the last rule has no condition. */
export type CoverageRule = {
  id: string;
  when?: {
    kind?: ComponentKind[];
    service?: string[];
    component?: string[];
    environment?: Environment[];
    class?: MaintenanceClass[];
    channel?: Channel[];
    priority?: Priority[];
    /** Inside or outside of a calendar (default: the agreement's). */
    hours?: "inside" | "outside" | { inside: string } | { outside: string };
  };
  decision: CoverageDecision;
  clause: string;
  text: Text;
  /** Where to turn instead, when excluded. */
  redirect?: { to: Text; phone?: string; email?: string; url?: string };
};

/** Hierarchical escalation: who is told. `at` is percent of a clock (100 = breach); `silence` is open time without a public update. */
export type NotifyRule = {
  at?: number;
  objective?: Objective[];
  silence?: string;
  priority?: Priority[];
  /** `person:alice`, `team:desk`, `lead:desk`, `contact:designated`, `contact:ana`, `schedule:…`. */
  notify: string[];
};

export type Money = { amount: number; currency: string };
export type Bundle = { id: string; hours: number; from: string; until?: string; rollOver?: boolean; price?: Money };
export type Rate = { tier?: Tier; activity?: string; perHour: Money; weight?: number; hours?: "inside" | "outside" };

export type Rotation = { every: number; unit: "hours" | "days" | "weeks" | "months"; handover?: string; on?: string };
export type Layer = {
  name: string;
  participants: string[];
  rotation: Rotation;
  start: string;
  /** The local date or time at which the layer ends; a bare date: to the end of that day. Default: never. */
  until?: string;
  restrict?: Record<string, string[]>;
};
export type Schedule = {
  zone: string;
  layers: Layer[];
  overrides?: { from: string; to: string; person: string }[];
  leave?: { person: string; from: string; to: string }[];
  covers?: string;
};
export type EscalationPolicy = {
  steps: { after: string; notify: string[] }[];
  repeat?: number;
  calendar?: string;
  ackTimeout?: string;
};

/** A limit is told as a warning unless it is `hard`: then nobody beyond it counts as there. */
export type Limit = { most: number; hard?: boolean };
export type Limits = {
  /** Hours between two shifts of a person of which the first was disturbed. Default 11 (Directive 2003/88/EC, article 3). */
  restHours?: { least: number; hard?: boolean };
  /** Hours on call a week, averaged over four months (articles 6 and 16). Default 48. */
  weekHours?: Limit;
  /** How much of an hour on call counts as worked, 0 to 1; default 1. */
  standby?: number;
  /** Pages in twelve hours on call, on average (Site Reliability Engineering, chapter 11). Default 2. */
  pagesPerShift?: Limit;
  /** Nights on call in a calendar month. Default 10. */
  nightsPerMonth?: Limit;
  /** By how much who has most nights, weekends or holidays may exceed the average, in percent. Default 50. */
  spreadPercent?: Limit;
};

export type Incidents = {
  /** Where people meet: `https://meet.jit.si/{room}`; `{ticket}`, `{customer}` and `{room}` (unguessable) are filled in. */
  conference?: string;
  /** How often the customer hears from us when the agreement says nothing; default `30m`. */
  updateEvery?: string;
  /** What is not to be forgotten, in order. */
  checklist?: Text[];
};

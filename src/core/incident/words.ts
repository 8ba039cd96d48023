/** Words of the incident room: states, roles, kinds of entries and causes. */

/** What is told of it. `resolved` comes with its end, not by hand. */
export const incidentStatuses = ["investigating", "identified", "monitoring", "resolved"] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];
export const openStatuses = ["investigating", "identified", "monitoring"] as const;

/** Those that every incident may have; teams add their own by name. */
export const knownRoles = ["commander", "communications", "operations", "scribe"] as const;
export type KnownRole = (typeof knownRoles)[number];

/** What people write into the time line themselves. */
export const entryKinds = ["note", "decision", "finding"] as const;
export type EntryKind = (typeof entryKinds)[number];

export const causeKinds = ["root", "contributing", "trigger"] as const;
export type CauseKind = (typeof causeKinds)[number];

/** What an action of a review may be as a ticket, and how it is linked with the incident's. */
export const actionKinds = ["problem", "change", "evolution", "request"] as const;
export type ActionKind = (typeof actionKinds)[number];
export const actionLinks = ["caused-by", "relates-to"] as const;
export type ActionLink = (typeof actionLinks)[number];

/** Whose promise the updates' cadence is: of the agreement (its clock), of the model, or ours where nobody said. */
export const cadenceBases = ["agreement", "model", "default"] as const;
export type CadenceBasis = (typeof cadenceBases)[number];

/** Groups of people and numbers of a room, in the order in which they are called. */
export const peopleGroups = ["role", "on-call", "lead", "team", "vendor", "customer"] as const;
export type PeopleGroup = (typeof peopleGroups)[number];

/** What an entry of the time line is about, for its picture and for filters. */
export const timelineTopics = ["ticket", "update", "internal", "page", "room", "role", "checklist", "runbook", "clock", "entry"] as const;
export type TimelineTopic = (typeof timelineTopics)[number];

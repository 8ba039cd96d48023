/** English: the page of the support model. */
import type { EntityKind } from "#core/model/diff.ts";

export const modelPage = {
  title: "Support model",
  none: "No model is in force yet",
  noneHint: "Paste one below, look at what it would do, then apply it.",
  version: (version: number) => `Version ${version}`,
  inForce: "in force",
  since: "in force since",
  beginning: "in force from the beginning",
  edit: "Write a new version",
  source: "Source of the model, YAML",
  stop: "Leave it",
  preview: "What would it do?",
  checking: "Reading, checking, comparing …",
  apply: "Apply this version",
  note: "Note for the others",
  noteHint: "Why the model changes: it stays with the version.",
  applied: (version: number) => `Version ${version} is in force.`,
  unchanged: "This is the model in force, word for word: nothing to apply.",
  editHint: "Change the text, then look at what it would do. Nothing happens before you apply it.",
  noRight: "You may read the model; applying a new version needs the right to.",
  keys: { edit: "Write a new version", preview: "What would it do?" },
  problems: {
    title: (errors: number, warnings: number) =>
      [
        errors > 0 ? `${errors} ${errors === 1 ? "mistake" : "mistakes"}` : "",
        warnings > 0 ? `${warnings} ${warnings === 1 ? "warning" : "warnings"}` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    none: "No mistakes.",
    at: (line: number, column: number) => `line ${line}, column ${column}`,
    write: "Instead",
    error: "Mistake",
    warning: "Warning",
  },
  diff: {
    title: "What changes",
    nothing: "Nothing in it changes what the model says.",
    counts: (added: number, removed: number, changed: number) => `${added} added, ${removed} removed, ${changed} changed`,
    added: "Added",
    removed: "Removed",
    changed: "Changed",
    kinds: {
      model: "Model",
      calendar: "Calendar",
      person: "Person",
      team: "Team",
      vendor: "Vendor",
      service: "Service",
      component: "Component",
      customer: "Customer",
      contact: "Contact",
      agreement: "Agreement",
      schedule: "Schedule",
      "escalation-policy": "Escalation policy",
    } satisfies Record<EntityKind, string>,
    more: (count: number) => `and ${count} more`,
    nothingThere: "nothing",
  },
  moved: {
    title: "Open tickets that it moves",
    none: "No open ticket's due time moves.",
    counts: (moved: number, earlier: number, later: number) => `${moved} due times move: ${earlier} earlier, ${later} later`,
    wouldBreach: (count: number) =>
      count === 0
        ? "None of them would be breached by it."
        : count === 1
          ? "1 would be breached at once."
          : `${count} would be breached at once.`,
    breach: "breached at once",
    columns: { ticket: "Ticket", objective: "Promise", before: "Due now", after: "Due then" },
    more: (count: number) => `${count} more are not listed.`,
  },
  versions: { title: "Versions", by: "by", show: "Open this version's page" },
};

/** A fact of the time line as one sentence; people's own words stand below it. */
import type { TimelineEntry } from "../api/incident.ts";
import type { Catalogue } from "../language/language.tsx";
import { actorName, roleName } from "./words-of.ts";

export type LineScene = {
  text: Catalogue;
  team(id: string): string;
  /** Of a checklist's item, by its id; undefined when it is gone. */
  item(id: string): string | undefined;
};

/** Whether the words below the sentence are a code that the sentence has put into words already, or what stands elsewhere on the page. */
export function isSaidAlready({ type, text }: TimelineEntry, { words }: Catalogue): boolean {
  if (type === "ticket.paused") return text !== null && text in words.pause;
  if (type === "incident.item-added") return true;
  if (type === "ticket.closed") return text !== null && /^[a-z-]+$/.test(text);
  return type.startsWith("page.") && type !== "page.escalated";
}

type Facts = TimelineEntry["facts"];
const stringIn = (facts: Facts, name: string): string => (typeof facts[name] === "string" ? (facts[name] as string) : "");
const listIn = (facts: Facts, name: string): readonly string[] => (Array.isArray(facts[name]) ? (facts[name] as string[]) : []);

function nameIn(facts: Facts, written: string): string {
  const names = (facts.names ?? {}) as Readonly<Record<string, string>>;
  return names[written] ?? written.slice(written.indexOf(":") + 1);
}

/** Never empty: what has no sentence of its own is told by its name in the log. */
export function lineWords(entry: TimelineEntry, scene: LineScene): string {
  return ofRoom(entry, scene) ?? ofTalk(entry, scene) ?? ofTicket(entry, scene) ?? ofRest(entry, scene) ?? plain(entry, scene);
}

const plain = (entry: TimelineEntry, { text }: LineScene): string =>
  text.incident.line.other({ who: actorName(entry, text), type: entry.type });

function ofRoom(entry: TimelineEntry, { text, item }: LineScene): string | null {
  const { line: t, status } = text.incident;
  const { type, facts } = entry;
  const who = actorName(entry, text);
  const person = (name: string): string => nameIn(facts, stringIn(facts, name));
  const role = roleName(stringIn(facts, "role"), text);
  const listed = item(stringIn(facts, "item")) ?? t.itemGone;
  switch (type) {
    case "incident.declared":
      return t.declared({ who, commander: person("commander") });
    case "incident.role-given":
      if (stringIn(facts, "from") === "") return t.roleGiven({ holder: person("holder"), role });
      return t.roleHandedOver({ from: person("from"), holder: person("holder"), role });
    case "incident.role-given-back":
      return t.roleGivenBack({ from: person("from"), role });
    case "incident.status-changed":
      return t.status({
        who,
        status: (status as Readonly<Record<string, string>>)[stringIn(facts, "status")] ?? stringIn(facts, "status"),
      });
    case "incident.update-missed":
      return facts.isRepeated === true ? t.updateMissedAgain : t.updateMissed;
    case "incident.entry-written":
      return who;
    case "incident.item-added":
      return t.itemAdded({ who, item: entry.text ?? listed });
    case "incident.item-ticked":
      return (facts.isDone === true ? t.itemTicked : t.itemUnticked)({ who, item: listed });
    case "incident.item-removed":
      return t.itemRemoved({ who, item: listed });
    case "incident.conference-changed":
      return (facts.url === null ? t.noConference : t.conference)({ who });
    case "incident.ended":
      return facts.how === "resolution" ? t.endedItself : t.ended({ who });
    case "incident.reopened":
      return facts.how === "ticket" ? t.goesOnItself : t.goesOn({ who });
    default:
      return null;
  }
}

function ofTalk(entry: TimelineEntry, { text }: LineScene): string | null {
  if (entry.type !== "ticket.replied") return null;
  const t = text.incident.line;
  const who = actorName(entry, text);
  if (entry.facts.by === "machine") return t.machine;
  if (entry.facts.visibility !== "public") return t.wroteInside({ who });
  return (entry.facts.by === "agent" ? t.told : t.customerSaid)({ who });
}

function ofTicket(entry: TimelineEntry, { text, team }: LineScene): string | null {
  const t = text.incident.line;
  const { facts } = entry;
  const who = actorName(entry, text);
  const assignee = stringIn(facts, "assignee");
  switch (entry.type) {
    case "ticket.opened":
      return t.opened({ who });
    case "ticket.acknowledged":
      return t.acknowledged({ who });
    case "ticket.triaged": {
      const priority = stringIn(facts, "priority") as keyof Catalogue["words"]["priority"];
      return t.priority({ who, priority: `${priority} ${text.words.priority[priority] ?? ""}`.trim() });
    }
    case "ticket.assigned":
      if (assignee === "") return t.released({ who });
      return entry.actor === `agent:${assignee}` ? t.took({ who }) : t.assigned({ who, to: nameIn(facts, assignee) });
    case "ticket.joined":
      return t.joined({ person: nameIn(facts, stringIn(facts, "person")) });
    case "ticket.handed-over": {
      const tier = typeof facts.tier === "number" ? `${text.words.tier({ tier: facts.tier })} ` : "";
      const to = `${tier}${team(stringIn(facts, "team"))}`.trim();
      return facts.isAutomatic === true ? t.escalatedItself({ to }) : t.handedOver({ who, to });
    }
    case "ticket.paused": {
      const why = text.words.pause[entry.text as keyof Catalogue["words"]["pause"]];
      return why === undefined ? t.pausedPlain({ who }) : t.paused({ who, why });
    }
    default:
      return plainTicket(entry.type, who, text);
  }
}

/** Those that say nothing but who. */
function plainTicket(type: string, who: string, { incident: { line: t } }: Catalogue): string | null {
  const sentences: Readonly<Record<string, (values: { who: string }) => string>> = {
    "ticket.resumed": t.resumed,
    "ticket.failed-again": t.failedAgain,
    "ticket.resolved": t.resolved,
    "ticket.reopened": t.reopened,
    "ticket.absorbed": t.merged,
    "ticket.merged": t.merged,
    "ticket.linked": t.linked,
    "ticket.unlinked": t.linked,
    "ticket.coverage-decided": t.coverage,
    "ticket.coverage-contested": t.coverage,
    "ticket.complained": t.complained,
    "ticket.runbook-started": t.runbook,
    "ticket.runbook-dropped": t.runbookLeft,
    "ticket.task-added": t.task,
    "ticket.task-changed": t.task,
    "ticket.task-removed": t.task,
  };
  return sentences[type]?.({ who }) ?? null;
}

function ofRest(entry: TimelineEntry, { text }: LineScene): string | null {
  const t = text.incident.line;
  const { type, facts } = entry;
  const who = actorName(entry, text);
  const objective = text.words.objective[stringIn(facts, "objective") as keyof Catalogue["words"]["objective"]] ?? "";
  switch (type) {
    case "ticket.restored":
      return (facts.how === "workaround" ? t.workaround : t.restored)({ who });
    case "ticket.closed":
      return t.closed;
    case "ticket.step-ticked":
      return (facts.isDone === false ? t.stepUndone : t.step)({ who });
    case "clock.warned":
      return t.warned({ objective, percent: Number(facts.percent) });
    case "clock.breached":
      return t.breached({ objective });
    case "page.step-fired": {
      const step = Number(facts.step) + 1;
      const told = listIn(facts, "told").map((each) => nameIn(facts, each));
      return told.length === 0 ? t.pageNobody({ step }) : t.pageStep({ step, whom: told.join(", ") });
    }
    case "page.acknowledged": {
      const via = stringIn(facts, "via") as keyof Catalogue["pages"]["via"];
      return t.pageAcknowledged({ who, via: text.pages.via[via] ?? "" });
    }
    case "page.unreached":
      return t.pageUnreached({ whom: nameIn(facts, stringIn(facts, "recipient")) });
    case "page.escalated":
      return t.pageEscalated({ who });
    default:
      return plainPage(type, t);
  }
}

function plainPage(type: string, t: Catalogue["incident"]["line"]): string | null {
  const sentences: Readonly<Record<string, string>> = {
    "page.opened": t.pageOpened,
    "page.acknowledgement-expired": t.pageExpired,
    "page.exhausted": t.pageExhausted,
    "page.urgency-changed": t.pageUrgency,
    "page.raised-again": t.pageAgain,
    "page.resolved": t.pageResolved,
  };
  return sentences[type] ?? null;
}

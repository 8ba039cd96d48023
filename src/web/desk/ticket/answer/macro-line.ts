/** One action of a macro in a sentence. Pure. */
import type { MacroAction } from "../../../api/macros.ts";
import { lengthText } from "../../../kit/time-text.ts";
import type { Scene } from "../action.ts";
import { activityText } from "../beside-line.ts";

const longest = 160;

const shortened = (text: string): string => (text.length <= longest ? text : `${text.slice(0, longest - 1)}…`);

export function macroLine({ verb, body }: MacroAction, { text, name, me }: Pick<Scene, "text" | "name" | "me">): string {
  const t = text.ticket.answer.verbs;
  const said = (field: string): string => (typeof body[field] === "string" ? shortened(body[field]) : "");
  const person = (field: string): string => (body[field] === "me" && me !== null ? name.person(me) : name.person(said(field)));
  switch (verb) {
    case "assignment":
      return typeof body.assignee === "string" ? t.assignment({ to: person("assignee") }) : t.unassign;
    case "collaborators":
      return t.collaborators({ to: person("person") });
    case "departures":
      return t.departures({ to: person("person") });
    case "replies":
      return body.visibility === "internal" ? t.note({ text: said("text") }) : t.answer({ text: said("text") });
    case "pause":
      return t.pause({ why: text.words.pauseShort[said("reason") as keyof typeof text.words.pauseShort] ?? said("reason") });
    case "hand-over":
      return t.handOver({ to: name.team(said("team")) });
    case "resolution":
      return t.resolution({ text: said("solution") });
    case "tasks":
      return t.tasks({ text: said("text") });
    case "priority":
      return `${t.priority} ${said("priority")}`;
    case "time":
      return t.time({ length: lengthText(Number(body.minutes) * 60_000), activity: activityText({ text }, said("activity")) });
    case "hand-back":
      return t.handBack;
    case "acknowledgement":
    case "triage":
    case "classification":
    case "resumption":
    case "escalation":
    case "restoration":
    case "closing":
      return t[verb];
    default:
      return t.other({ verb });
  }
}

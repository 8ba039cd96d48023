/** What an import has to tell about a place of the export: what the model says otherwise, or cannot say. */
import type { Cursor } from "#core/oncall/import/cursor.ts";

/** What each note says, `{…}` from its facts. The web says them in the reader's language by the same codes. */
export const noteSentences = {
  "several-at-once": "{count} people are on call at once: each has a schedule of their own ({schedules}), and whoever pages one pages all",
  "written-out": "this recurrence ({reason}) is none that a layer knows: its shifts are written out as overrides until {until}",
  "nobody-in-turn": "some of its turns have nobody: they are written out as overrides until {until}",
  "layer-ended": '"{name}" ended on {until}: it is left out',
  "begins-within-turn": '"{name}" begins within a turn: its first shift is written as an override',
  "no-people": '"{name}" has nobody in it: it is left out',
  "unknown-person": 'nobody in the export is "{id}": whoever it is stands here as {key}, without a name or an address',
  "unknown-schedule": 'the export holds no schedule "{id}": this target is left out',
  "target-left-out": "a {kind} cannot be paged by a step: this target is left out",
  "team-unfolded": 'the team "{name}" is on call as its {count} members',
  "team-unknown": 'the export does not say who is in the team "{name}": its turns have nobody',
  "escalation-in-rotation": 'the escalation "{name}" takes a turn in a rotation: its turns have nobody here',
  "step-left-out": "this step would tell nobody that can be told: it is left out, and its delay goes to the next",
  "policy-left-out": 'no step of "{name}" could be read: it is left out',
  "condition-left-out": "this rule goes on until the alert is closed: here a step is tried until somebody acknowledges",
  "next-or-previous": "the {which} person of the rotation would be told: here it is whoever is on call",
  "delays-not-ascending": "this rule comes earlier than the one before it: it is told with that one",
  "repeat-wait": "the policy waits {minutes} minutes before it repeats: here it waits for its longest delay",
  "repeat-endless": "the policy repeats without end: here at most {count} times",
  "seconds-dropped": "{at} has seconds: the model counts minutes, so it is {minute}",
  "second-pass": "{at} lies in an hour that the clock of {zone} shows twice: the model can only say the first of the two",
  "schedule-by-calendar":
    'the schedule "{name}" is a calendar at {url}: take it in as a calendar instead (On call, Calendars), as it cannot be written in a model',
  "overrides-by-calendar":
    'overrides of "{name}" come from a calendar at {url}: take it in as a calendar over its layers (On call, Calendars)',
  "next-each-time": "one of these people would be told in turn, another each time: here all of them are told",
  "schedule-empty": 'the schedule "{name}" has no rotation that goes on: it is left out',
  "schedule-disabled": 'the schedule "{name}" is switched off there; here it would be on',
  "zone-differs":
    "it turns on the clock of {zone}, the schedule hangs on that of {schedule}: its shifts are written out as overrides until {until}",
  "active-guessed": "the export does not say until when the active person is on call: it is taken as of {at}",
  "removal-left-out": "{person} is taken off without anybody in their place from {from} to {to}: no override says so; take it as leave",
  "temporary-gap": "nobody is on call from {from} to {to} by the temporary schedule: here the layers go on",
  "too-many-overrides": "{count} overrides are more than a schedule takes: those after {until} are left out",
  "too-many-layers": "{count} layers are more than a schedule takes ({most}): the lowest ones are left out",
  "name-taken": 'the model has a {kind} "{key}" already: it would be replaced by this one',
  "type-unknown": 'a step of the type "{type}" is nothing that pages people: it is left out',
} as const;

export type NoteCode = keyof typeof noteSentences;
export type NoteFacts = Readonly<Record<string, string | number>>;
export type Note = { path: string; code: NoteCode; facts: NoteFacts; said: string };

/** Collects notes; the same one at the same place is told once. */
export class Notes {
  readonly list: Note[] = [];
  readonly #seen = new Set<string>();

  add(place: Cursor | string, code: NoteCode, facts: NoteFacts = {}): void {
    const path = typeof place === "string" ? place : place.at;
    const said = sentenceOf(code, facts);
    const key = `${path} ${said}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.list.push({ path, code, facts, said });
  }
}

const sentenceOf = (code: NoteCode, facts: NoteFacts): string =>
  noteSentences[code].replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));

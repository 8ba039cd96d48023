/** What is done beside a ticket's course: time, calls, tasks, steps of a runbook, and answers to its children. */
import { type Action, type Field, nobody, type Scene, told } from "./action.ts";

export const besideActions = (scene: Scene): Action[] => [...working(scene), ...calling(scene), ...dividing(scene)];

const longestMinutes = 1_440;

/** Whole minutes since then, at least one, at most a day. */
export const minutesSince = (since: number, now: number): number =>
  Math.min(longestMinutes, Math.max(1, Math.round((now - since) / 60_000)));

export const isMinutes = (text: string): boolean => /^[1-9]\d{0,3}$/.test(text.trim()) && Number(text) <= longestMinutes;

/** What the agreement weighs by its own name first, then the usual. */
function activitiesOf({ ticket, document, text }: Scene): (readonly [string, string])[] {
  const named = new Set<string>();
  const agreement = ticket.agreementId === null ? undefined : document?.agreements[ticket.agreementId];
  for (const { activity } of agreement?.rates ?? []) if (activity !== undefined) named.add(activity);
  const usual = text.ticket.actions.activities;
  const own = [...named].map((each) => [each, each in usual ? usual[each as keyof typeof usual] : each] as const);
  return [...own, ...Object.entries(usual).filter(([key]) => !named.has(key))];
}

function working(scene: Scene): Action[] {
  const { text } = scene;
  const t = text.ticket.actions;
  const { time } = text.ticket.beside;
  const activities = activitiesOf(scene);
  const minutes = (hint: string | null, initial: string): Field => ({
    ...{ name: "minutes", label: t.minutes, kind: "minutes", initial, isRequired: true },
    ...(hint === null ? {} : { hint }),
  });
  return [
    {
      ...{ id: "time", keys: "t", icon: "clock", label: t.time, verb: "time", isMain: true, isPossible: true },
      fields: [
        minutes(t.minutesHint, String(minutesSince(scene.workedSince, Date.now()))),
        { name: "activity", label: t.activity, kind: "choice", options: activities, initial: activities[0]?.[0] ?? "support" },
        { name: "note", label: t.timeNote, kind: "text" },
      ],
      body: ({ minutes: length, activity, note }) => ({ minutes: Number(length), activity, note: told(note) }),
    },
    {
      ...{ id: "correct-time", keys: null, icon: "clock", label: time.correctTitle, verb: "time-corrections" },
      ...{ isMain: false, isPossible: true },
      fields: [minutes(null, ""), { name: "reason", label: time.correctReason, kind: "text", isRequired: true }],
      body: ({ entry, minutes: length, reason }) => ({ entry, minutes: Number(length), reason }),
    },
  ];
}

function calling({ ticket, document, text, name }: Scene): Action[] {
  const t = text.ticket.actions;
  const contacts = document?.customers[ticket.customerId]?.contacts ?? {};
  const requester = ticket.requester === null ? undefined : contacts[ticket.requester];
  return [
    {
      ...{ id: "call", keys: "K", icon: "phone", label: t.call, verb: "calls", isMain: false, isPossible: ticket.status !== "closed" },
      fields: [
        {
          name: "person",
          label: t.callWith,
          kind: "line",
          initial: ticket.requester === null ? "" : name.contact(ticket.requester),
          isRequired: true,
          proposals: Object.values(contacts).map((each) => each.name),
        },
        { name: "number", label: t.callNumber, kind: "line", initial: requester?.phone ?? "" },
        {
          name: "direction",
          label: t.callDirection,
          kind: "choice",
          options: [
            ["out", t.callOut],
            ["in", t.callIn],
          ],
          initial: "out",
        },
        { name: "minutes", label: t.callMinutes, kind: "minutes" },
        {
          name: "visibility",
          label: t.callVisibility,
          kind: "choice",
          options: [
            ["public", t.callPublic],
            ["internal", t.callInternal],
          ],
          initial: "public",
        },
        { name: "text", label: t.callText, kind: "text", isRequired: true },
      ],
      body: (values) => ({
        direction: values.direction,
        person: values.person,
        number: told(values.number),
        minutes: told(values.minutes) === null ? null : Number(values.minutes),
        text: values.text,
        visibility: values.visibility,
      }),
    },
  ];
}

function dividing({ ticket, text, people, children }: Scene): Action[] {
  const t = text.ticket.actions;
  const { tasks, runbook, related } = text.ticket.beside;
  return [
    {
      ...{ id: "task", keys: "N", icon: "tick", label: t.task, verb: "tasks", isMain: false, isPossible: ticket.status !== "closed" },
      fields: [
        { name: "text", label: tasks.placeholder, kind: "line", isRequired: true },
        { name: "assignee", label: tasks.assignee, kind: "choice", options: [[nobody, tasks.anybody], ...people], initial: nobody },
      ],
      // Named here, so that it can be taken back.
      body: ({ text: said, assignee }) => ({ task: crypto.randomUUID(), text: said, assignee: told(assignee) }),
    },
    {
      ...{ id: "tick-note", keys: null, icon: "check", label: runbook.addNote, verb: "runbook-steps", isMain: false, isPossible: true },
      fields: [{ name: "note", label: runbook.note, kind: "text", hint: runbook.noteHint, isRequired: true }],
      body: ({ runbook: id, step, note }) => ({ runbook: id, step, isDone: true, note: told(note) }),
    },
    {
      ...{ id: "answer-children", keys: "A", icon: "reply", label: t.answerChildren, verb: "replies", isMain: false },
      isPossible: children.length > 0,
      tickets: children,
      fields: [
        { name: "text", label: related.answerText, kind: "rich", hint: related.answerTitle({ count: children.length }), isRequired: true },
      ],
      body: ({ text: said }) => ({ visibility: "public", text: said }),
      held: () => text.ticket.answer.heldChildren({ count: children.length }),
    },
  ];
}

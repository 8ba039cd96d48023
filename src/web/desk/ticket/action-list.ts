/** What a person can do to a ticket now: one list, so that bar, keys and dialogs agree. Each says when it is possible, as the core would. */
import type { Document, WireTicket } from "../../api/wire.ts";
import { linkNames, pauseReasonNames } from "../../kit/choices.ts";
import { textOf } from "../../language/language.tsx";
import { type Action, type Field, isOpen, nobody, type Scene, told } from "./action.ts";
import { besideActions } from "./action-beside.ts";
import { promising } from "./action-promise.ts";

/** Every action, with whether it is possible now, to the reader. */
export const actionsOf = (scene: Scene): Action[] =>
  everyAction(scene).map((action) => ({
    ...action,
    isPossible: action.isPossible && scene.may("tickets:write") && (action.needs === undefined || scene.may(action.needs)),
  }));

const everyAction = (scene: Scene): Action[] => [
  ...answering(scene),
  ...helping(scene),
  ...moving(scene),
  ...ending(scene),
  ...promising(scene),
  ...joining(scene),
  ...besideActions(scene),
];

/** Who takes it and what it waits for. */
function answering(scene: Scene): Action[] {
  const { ticket, me, text } = scene;
  const t = text.ticket.actions;
  const open = isOpen(scene);
  const assign = (assignee: string | null) => (before: WireTicket) => ({ ...before, assignee });
  const base = { isMain: true, fields: [], body: () => ({}) } satisfies Partial<Action>;
  return [
    {
      ...base,
      id: "acknowledge",
      keys: "a",
      icon: "check",
      label: t.acknowledge,
      verb: "acknowledgement",
      isPossible: open && ticket.respondedAt === null,
    },
    {
      ...base,
      id: "take",
      keys: "m",
      icon: "person",
      label: t.take,
      verb: "assignment",
      isPossible: open && me !== null && ticket.assignee !== me,
      body: () => ({ assignee: me }),
      foresee: assign(me),
    },
    {
      ...base,
      id: "assign",
      keys: "o",
      icon: "person",
      label: t.assign,
      verb: "assignment",
      isPossible: open,
      fields: [{ name: "assignee", label: t.assignTo, kind: "choice", initial: ticket.assignee ?? nobody, options: candidates(scene) }],
      body: ({ assignee }) => ({ assignee: told(assignee) }),
      foresee: (before, { assignee }) => assign(told(assignee))(before),
    },
    { ...base, id: "resume", keys: "u", icon: "play", label: t.resume, verb: "resumption", isPossible: open && ticket.pause !== null },
    { ...pausing(scene, null), isPossible: open && ticket.pause === null },
    { ...pausing(scene, "vendor"), isPossible: open && ticket.pause?.reason !== "vendor" },
  ];
}

/** Beside the one who has it: swarming, or helping out. */
function helping({ ticket, me, text }: Scene): Action[] {
  const t = text.ticket.actions;
  const isOn = me !== null && ticket.collaborators.includes(me);
  const base = { isMain: false, fields: [], body: () => ({ person: me }) } satisfies Partial<Action>;
  const mayJoin = ticket.status === "open" && me !== null && !isOn && ticket.assignee !== me;
  return [
    { ...base, id: "join", keys: "J", icon: "plus", label: t.join, verb: "collaborators", isPossible: mayJoin },
    { ...base, id: "leave", keys: "L", icon: "leave", label: t.leave, verb: "departures", isPossible: isOn },
  ];
}

/** People of the ticket's team first. */
function candidates({ ticket, document, people, text }: Scene): (readonly [string, string])[] {
  const members = new Set(ticket.team === null ? [] : document?.teams[ticket.team]?.members);
  const sorted = [...people].sort(
    ([a, nameA], [b, nameB]) => Number(members.has(b)) - Number(members.has(a)) || nameA.localeCompare(nameB),
  );
  return [[nobody, text.ticket.actions.nobody], ...sorted];
}

function pausing({ document, text }: Scene, fixed: "vendor" | null): Omit<Action, "isPossible"> {
  const t = text.ticket.actions;
  const vendors = Object.entries(document?.vendors ?? {}).map(([id, { name }]) => [id, name] as const);
  const isVendor = ({ reason }: Readonly<Record<string, string>>) => fixed === "vendor" || reason === "vendor";
  const reasons = pauseReasonNames.map((each) => [each, text.words.pauseShort[each]] as const);
  const fields: Field[] = [
    ...(fixed === null
      ? [{ name: "reason", label: t.pauseReason, kind: "choice", options: reasons, initial: "customer" } satisfies Field]
      : []),
    {
      name: "vendor",
      label: t.vendor,
      kind: "choice",
      options: [[nobody, text.ticket.none], ...vendors],
      initial: vendors[0]?.[0] ?? nobody,
      when: isVendor,
    },
    { name: "reference", label: t.reference, kind: "line", when: isVendor },
    { name: "note", label: t.note, kind: "text", hint: t.noteHint },
  ];
  return {
    id: fixed === null ? "pause" : "vendor-hold",
    keys: fixed === null ? "p" : "v",
    icon: "pause",
    label: fixed === null ? t.pause : t.vendorHold,
    verb: "pause",
    isMain: fixed === null,
    fields,
    body: (values) => ({
      reason: fixed ?? values.reason,
      note: told(values.note),
      vendor: isVendor(values) ? told(values.vendor) : null,
      reference: isVendor(values) ? told(values.reference) : null,
    }),
  };
}

/** The tiers that own the ticket's component, as the core finds them. */
function tiersOf({ ticket, document }: Scene): readonly (readonly [number, string])[] {
  if (document === undefined) return [];
  const components = ticket.service === null ? {} : (document.services[ticket.service]?.components ?? {});
  const owners =
    ((ticket.component === null ? undefined : components[ticket.component]) ?? Object.values(components)[0])?.owners ??
    generalOwners(document);
  return Object.entries(owners)
    .map(([tier, team]) => [Number(tier), team] as const)
    .sort(([a], [b]) => a - b);
}

function generalOwners(document: Document): Record<string, string> {
  const owners: Record<string, string> = {};
  for (const [id, { tier }] of Object.entries(document.teams)) owners[tier] ??= id;
  return owners;
}

/** To another tier or team. */
function moving(scene: Scene): Action[] {
  const { ticket, document, text, name, code } = scene;
  const t = text.ticket.actions;
  const isSwarming = ticket.service !== null && document?.services[ticket.service]?.mode === "swarming";
  const tiers = isSwarming ? [] : tiersOf(scene);
  const here = ticket.tier ?? 1;
  const higher = tiers.filter(([tier]) => tier > here);
  const lower = tiers.filter(([tier]) => tier < here).reverse();
  const to = (places: typeof tiers): Field => ({
    name: "toTier",
    label: t.escalateTo,
    kind: "choice",
    options: places.map(([tier, team]) => [String(tier), `${text.words.tier({ tier })} ${name.team(team)}`]),
    initial: String(places[0]?.[0] ?? ""),
  });
  const reason = (hint: string, isRequired: boolean): Field => ({ name: "reason", label: t.reason, kind: "text", hint, isRequired });
  const body = (values: Readonly<Record<string, string>>) => ({ reason: told(values.reason), toTier: Number(values.toTier) });
  const teams = Object.entries(document?.teams ?? {})
    .filter(([id]) => id !== ticket.team)
    .map(([id, team]) => [id, textOf(team.name, code)] as const);
  return [
    {
      ...{ id: "escalate", keys: "e", icon: "up", label: t.escalate, verb: "escalation", isMain: true },
      isPossible: isOpen(scene) && higher.length > 0,
      fields: [to(higher), reason(t.escalateHint, false)],
      body,
    },
    {
      ...{ id: "hand-back", keys: "b", icon: "down", label: t.handBack, verb: "hand-back", isMain: false },
      isPossible: isOpen(scene) && lower.length > 0,
      fields: [to(lower), reason(t.handBackHint, true)],
      body,
    },
    {
      ...{ id: "hand-over", keys: "T", icon: "across", label: t.handOver, verb: "hand-over", isMain: false },
      isPossible: isOpen(scene) && teams.length > 0,
      fields: [{ name: "team", label: t.team, kind: "choice", options: teams, initial: teams[0]?.[0] ?? "" }, reason(t.handOverHint, true)],
      body: ({ team, reason: why }) => ({ team, reason: why }),
    },
  ];
}

/** Towards the end, and back from it. */
function ending(scene: Scene): Action[] {
  const { ticket, text } = scene;
  const t = text.ticket.actions;
  const open = isOpen(scene);
  const note: Field = { name: "note", label: t.note, kind: "text" };
  const how: Field = {
    name: "how",
    label: t.how,
    kind: "choice",
    options: [
      ["restored", t.restored],
      ["workaround", t.workaround],
    ],
    initial: "restored",
  };
  const reasons = (["withdrawn", "duplicate", "excluded"] as const).map((each) => [each, text.ticket.closeReason[each]] as const);
  return [
    {
      ...{ id: "restore", keys: "s", icon: "check", label: t.restore, verb: "restoration", isMain: false },
      isPossible: open && ticket.restoredAt === null,
      fields: [how, note],
      body: (values) => ({ how: values.how, note: told(values.note) }),
    },
    {
      ...{ id: "failure", keys: "f", icon: "warn", label: t.failure, verb: "failure", isMain: false },
      isPossible: open && ticket.restoredAt !== null,
      fields: [note],
      body: (values) => ({ note: told(values.note) }),
    },
    {
      ...{ id: "resolve", keys: "x", icon: "check", label: t.resolve, verb: "resolution", isMain: true },
      isPossible: open,
      fields: [{ name: "solution", label: t.solution, kind: "rich", hint: t.solutionHint, isRequired: true }],
      body: ({ solution }) => ({ solution }),
      held: () => text.ticket.answer.heldResolution({ id: ticket.id }),
    },
    {
      ...{ id: "reopen", keys: "R", icon: "back", label: t.reopen, verb: "reopening", isMain: true },
      isPossible: !open && ticket.mergedInto === null,
      fields: [{ name: "reason", label: t.reason, kind: "text", hint: t.reopenHint, isRequired: true }],
      body: ({ reason }) => ({ reason }),
    },
    {
      ...{ id: "close", keys: "d", icon: "cross", label: t.close, verb: "closing", isMain: ticket.status === "resolved" },
      isPossible: ticket.status !== "closed",
      fields: [
        ...(open ? [{ name: "reason", label: t.closeReason, kind: "choice", options: reasons, initial: "withdrawn" } satisfies Field] : []),
        note,
      ],
      body: (values) => ({ ...(open ? { reason: values.reason } : {}), note: told(values.note) }),
      held: () => text.ticket.answer.heldClosing({ id: ticket.id }),
    },
  ];
}

/** With other tickets. */
function joining(scene: Scene): Action[] {
  const { ticket, text } = scene;
  const t = text.ticket.actions;
  const other: Field = { name: "other", label: t.otherTicket, kind: "number", isRequired: true };
  return [
    {
      ...{ id: "link", keys: "l", icon: "link", label: t.link, verb: "links", isMain: false, isPossible: true },
      fields: [
        {
          name: "link",
          label: t.linkType,
          kind: "choice",
          options: linkNames.map((each) => [each, text.words.link[each]]),
          initial: "relates-to",
        },
        other,
      ],
      body: ({ link, other: id }) => ({ link, otherId: Number(id) }),
    },
    {
      ...{ id: "merge", keys: "M", icon: "link", label: t.merge, verb: "merge", isMain: false, isPossible: ticket.status === "open" },
      fields: [{ ...other, hint: t.mergeHint }],
      body: ({ other: id }) => ({ into: Number(id) }),
      held: ({ other: id = "" }) => text.ticket.answer.heldMerge({ id: ticket.id, into: id }),
    },
  ];
}

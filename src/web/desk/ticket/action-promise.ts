/** What is promised and on which ground: facts, kind, priority, coverage; and what is offered on demand. */
import { coverageNames, kindNames, priorityNames } from "../../kit/choices.ts";
import { textOf } from "../../language/language.tsx";
import { type Action, type Field, isOpen, nobody, type Scene, told } from "./action.ts";
import { readMoney } from "./money-text.ts";

export const promising = (scene: Scene): Action[] => [...judging(scene), ...deciding(scene), ...quoting(scene)];

/** What it is, and how bad: the facts from which priority follows, and where it belongs. */
function judging(scene: Scene): Action[] {
  const { ticket, document, text, code } = scene;
  const t = text.ticket.actions;
  const { intake } = text.ticket;
  const open = isOpen(scene);
  const services = Object.entries(document?.services ?? {});
  const choice = (name: string, label: string, choices: Readonly<Record<string, string>>, initial: string): Field => ({
    ...{ name, label, kind: "choice", initial },
    options: Object.entries(choices),
  });
  // One list of components for each service: shown while that one is chosen.
  const components = services.map(
    ([id, service]): Field => ({
      ...{ name: `component ${id}`, label: t.component, kind: "choice" },
      options: [
        [nobody, intake.anyComponent],
        ...Object.entries(service.components).map(([key, { name }]) => [key, textOf(name, code)] as const),
      ],
      initial: id === ticket.service ? (ticket.component ?? nobody) : nobody,
      when: ({ service: chosen }) => chosen === id,
    }),
  );
  return [
    {
      ...{ id: "triage", keys: "F", icon: "filter", label: t.triage, verb: "triage", isMain: false, isPossible: open },
      fields: [
        { ...choice("affected", intake.affected, intake.affectedChoices, ticket.facts?.affected ?? "some"), hint: t.triageHint },
        choice("workaround", intake.workaround, intake.workaroundChoices, ticket.facts?.hasWorkaround === true ? "yes" : "no"),
        choice("stake", intake.stake, intake.stakeChoices, ticket.facts?.atStake ?? "nothing"),
      ],
      body: ({ affected, workaround, stake }) => ({ facts: { affected, hasWorkaround: workaround === "yes", atStake: stake } }),
    },
    {
      ...{ id: "classify", keys: "y", icon: "branch", label: t.classify, verb: "classification", isMain: false, isPossible: open },
      fields: [
        {
          ...{ name: "kind", label: t.kind, kind: "choice", initial: ticket.kind, hint: t.classifyHint },
          options: kindNames.map((each) => [each, text.words.kind[each]]),
        },
        {
          ...{ name: "service", label: t.service, kind: "choice", initial: ticket.service ?? nobody },
          options: [[nobody, intake.anyService], ...services.map(([id, { name }]) => [id, textOf(name, code)] as const)],
        },
        ...components,
      ],
      body: (values) => ({
        kind: values.kind,
        service: told(values.service),
        component: told(values[`component ${values.service}`]),
      }),
    },
  ];
}

/** Priority and coverage: what is promised. */
function deciding(scene: Scene): Action[] {
  const { ticket, text } = scene;
  const t = text.ticket.actions;
  const open = isOpen(scene);
  const reason = (hint: string): Field => ({ name: "reason", label: t.reason, kind: "text", hint, isRequired: true });
  const otherPriorities = priorityNames.filter((each) => each !== ticket.priority);
  const otherDecisions = coverageNames.filter((each) => each !== ticket.coverage?.decision);
  return [
    {
      ...{ id: "priority", keys: "i", icon: "up", label: t.priority, verb: "priority", isMain: false, isPossible: open },
      fields: [
        {
          name: "priority",
          label: t.newPriority,
          kind: "choice",
          initial: otherPriorities[0]!,
          options: otherPriorities.map((each) => [each, `${each} ${text.words.priority[each]}`]),
        },
        reason(t.priorityHint),
      ],
      body: ({ priority, reason: why }) => ({ priority, reason: why }),
    },
    {
      ...{ id: "coverage", keys: "C", icon: "model", label: t.coverage, verb: "coverage", isMain: false, isPossible: open },
      needs: "tickets:override",
      fields: [
        {
          name: "decision",
          label: t.decision,
          kind: "choice",
          initial: otherDecisions[0]!,
          options: otherDecisions.map((each) => [each, text.words.coverage[each]]),
        },
        reason(t.coverageHint),
      ],
      body: ({ decision, reason: why }) => ({ decision, reason: why }),
    },
    {
      ...{ id: "contest", keys: "X", icon: "warn", label: t.contest, verb: "contest", isMain: false },
      isPossible: open && ticket.coverage?.decision !== "covered" && ticket.contestedAt === null,
      fields: [reason(t.contestHint)],
      body: ({ reason: why }) => ({ reason: why }),
    },
  ];
}

/** What is done on demand is offered, and decided, first. */
function quoting(scene: Scene): Action[] {
  const { ticket, text } = scene;
  const t = text.ticket.actions;
  const open = isOpen(scene);
  return [
    {
      ...{
        id: "quote",
        keys: "Q",
        icon: "model",
        label: t.quote,
        verb: "quote",
        isMain: false,
        isPossible: open && ticket.quote?.state !== "offered",
      },
      fields: [
        { name: "amount", label: t.amount, kind: "money", isRequired: true },
        {
          name: "currency",
          label: t.currency,
          kind: "choice",
          options: ["EUR", "USD", "GBP", "CHF"].map((each) => [each, each]),
          initial: "EUR",
        },
        { name: "hours", label: t.hours, kind: "line" },
        { name: "text", label: t.quoteText, kind: "text", isRequired: true },
      ],
      body: ({ amount = "", currency = "EUR", hours, text: offer }) => ({
        amount: readMoney(amount, currency),
        hours: told(hours) === null ? null : Number(hours!.replace(",", ".")),
        text: offer,
      }),
    },
    {
      ...{
        id: "decide-quote",
        keys: "D",
        icon: "check",
        label: t.decideQuote,
        verb: "quote-decision",
        isMain: true,
        isPossible: open && ticket.quote?.state === "offered",
      },
      fields: [
        {
          name: "state",
          label: t.quoteDecision,
          kind: "choice",
          options: [
            ["approved", t.approves],
            ["declined", t.declines],
          ],
          initial: "approved",
        },
        { name: "note", label: t.note, kind: "text" },
      ],
      body: ({ state, note }) => ({ state, note: told(note) }),
    },
  ];
}

/** What can be done to many tickets at once, and what one is asked for it. */
import type { Document } from "#core/model/document.ts";
import { pauseReasonNames, priorityNames } from "../../kit/choices.ts";
import type { IconName } from "../../kit/icon.tsx";
import { type Catalogue, type LanguageCode, textOf } from "../../language/language.tsx";

export type BulkVerb = "assignment" | "priority" | "pause" | "resumption" | "hand-over" | "replies" | "resolution" | "closing";

export type BulkField = {
  name: string;
  label: string;
  /** Absent: free text. */
  options?: readonly (readonly [string, string])[];
  isRequired: boolean;
};

export type BulkAction = {
  verb: BulkVerb;
  icon: IconName;
  label: string;
  keys?: string;
  fields: readonly BulkField[];
  body: (values: Readonly<Record<string, string>>) => Record<string, unknown>;
};

export type BulkScene = {
  text: Catalogue;
  code: LanguageCode;
  document: Document | undefined;
  /** People who can have tickets: key and name. */
  people: readonly (readonly [string, string])[];
  me: { key: string; name: string } | null;
};

/** The value of "nobody" in a list of people: no key is empty. */
const nobody = "-";

export function bulkActions(scene: BulkScene): readonly BulkAction[] {
  return [assigning(scene), ...courses(scene), ...endings(scene)];
}

function assigning({ text, people, me }: BulkScene): BulkAction {
  const t = text.queue.bulk;
  const mine = me === null ? [] : [[me.key, t.me({ name: me.name })] as const];
  const others = people.filter(([key]) => key !== me?.key);
  return {
    ...{ verb: "assignment", icon: "person", label: t.assign, keys: "a" },
    fields: [{ name: "assignee", label: t.person, options: [...mine, [nobody, t.nobody], ...others], isRequired: true }],
    body: ({ assignee }) => ({ assignee: assignee === nobody ? null : assignee }),
  };
}

const told = (value: string | undefined): string | null => (value === undefined || value.trim() === "" ? null : value.trim());

function courses({ text, code, document }: BulkScene): readonly BulkAction[] {
  const t = text.queue.bulk;
  const note: BulkField = { name: "note", label: t.note_, isRequired: false };
  const reason: BulkField = { name: "reason", label: t.reason, isRequired: true };
  const teams = Object.entries(document?.teams ?? {}).map(
    ([id, { name, tier }]) => [id, `${text.words.tier({ tier })} ${textOf(name, code)}`] as const,
  );
  return [
    {
      ...{ verb: "priority", icon: "up", label: t.priority, keys: "p" },
      fields: [
        {
          name: "priority",
          label: t.priority,
          options: priorityNames.map((each) => [each, `${each} ${text.words.priority[each]}`]),
          isRequired: true,
        },
        reason,
      ],
      body: ({ priority, reason: why }) => ({ priority, reason: why?.trim() }),
    },
    {
      ...{ verb: "pause", icon: "pause", label: t.pause },
      fields: [
        {
          name: "reason",
          label: t.pauseReason,
          options: pauseReasonNames.map((each) => [each, text.words.pauseShort[each]]),
          isRequired: true,
        },
        note,
      ],
      body: ({ reason: why, note: said }) => ({ reason: why, note: told(said) }),
    },
    { ...{ verb: "resumption", icon: "play", label: t.resume }, fields: [note], body: ({ note: said }) => ({ note: told(said) }) },
    {
      ...{ verb: "hand-over", icon: "across", label: t.handOver },
      fields: [{ name: "team", label: t.place, options: teams, isRequired: true }, reason],
      body: ({ team, reason: why }) => ({ team, reason: why?.trim() }),
    },
    {
      ...{ verb: "replies", icon: "lock", label: t.note },
      fields: [{ name: "text", label: t.note_, isRequired: true }],
      body: ({ text: said }) => ({ visibility: "internal", text: said?.trim() }),
    },
  ];
}

function endings({ text }: BulkScene): readonly BulkAction[] {
  const t = text.queue.bulk;
  const reasons = ["withdrawn", "duplicate"] as const;
  return [
    {
      ...{ verb: "resolution", icon: "check", label: t.resolve },
      fields: [{ name: "solution", label: t.solution, isRequired: true }],
      body: ({ solution }) => ({ solution: solution?.trim() }),
    },
    {
      ...{ verb: "closing", icon: "cross", label: t.close },
      fields: [
        { name: "reason", label: t.closeReason, options: reasons.map((each) => [each, t.closeReasons[each]]), isRequired: true },
        { name: "note", label: t.note_, isRequired: false },
      ],
      body: ({ reason, note }) => ({ reason, note: told(note) }),
    },
  ];
}

/** Whether everything is there that must be. */
export const isComplete = ({ fields }: BulkAction, values: Readonly<Record<string, string>>): boolean =>
  fields.every(({ name, isRequired }) => !isRequired || (values[name] ?? "").trim() !== "");

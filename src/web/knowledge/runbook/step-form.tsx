/** One step of a runbook that is being written; its grip moves it. */
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { Editor } from "../../kit/editor/editor.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useText } from "../../language/language.tsx";
import { useModelNames } from "./model-names.ts";
import style from "./runbook.module.css";
import type { StepOrder } from "./use-sheet.ts";

type Props = {
  step: StepOrder;
  number: number;
  write: (change: Partial<StepOrder>) => void;
  remove: (() => void) | null;
  /** For who does not drag. */
  moveUp: (() => void) | null;
  moveDown: (() => void) | null;
};

export function StepForm({ step, number, write, remove, moveUp, moveDown }: Props) {
  const t = useText().knowledge.runbooks;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: step.id });
  return (
    <li
      ref={setNodeRef}
      className={style.draft}
      data-lifted={isDragging}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={style.draftHead}>
        <button
          ref={setActivatorNodeRef}
          type="button"
          className={style.grip}
          {...attributes}
          {...listeners}
          aria-label={t.moveStep({ number })}
          title={t.moveHint}
        >
          <Icon name="grip" />
        </button>
        <h2>{t.step({ number })}</h2>
        <Tools number={number} moveUp={moveUp} moveDown={moveDown} remove={remove} />
      </div>
      <TextInput
        label={t.stepTitle}
        required
        value={step.title}
        maxLength={500}
        onChange={(event) => write({ title: event.currentTarget.value })}
      />
      <Editor value={step.text} onChange={(text) => write({ text })} label={t.stepText} placeholder={t.stepText} minRows={3} />
      <TextInput
        label={t.expected}
        description={t.expectedHint}
        value={step.expected}
        maxLength={5_000}
        onChange={(event) => write({ expected: event.currentTarget.value })}
      />
      {step.action === null ? (
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<Icon name="bolt" size={14} />}
            onClick={() => write({ action: { name: "", kind: "command", target: "", roles: [], teams: [], tier: null } })}
          >
            {t.addAction}
          </Button>
        </div>
      ) : (
        <ActionForm action={step.action} write={(action) => write({ action })} />
      )}
    </li>
  );
}

function Tools({ number, moveUp, moveDown, remove }: Pick<Props, "number" | "moveUp" | "moveDown" | "remove">) {
  const t = useText().knowledge.runbooks;
  return (
    <>
      {moveUp !== null && (
        <button type="button" className={style.remove} onClick={moveUp} aria-label={t.moveUp({ number })}>
          <Icon name="up" size={16} />
        </button>
      )}
      {moveDown !== null && (
        <button type="button" className={style.remove} onClick={moveDown} aria-label={t.moveDown({ number })}>
          <Icon name="down" size={16} />
        </button>
      )}
      {remove !== null && (
        <button type="button" className={style.remove} onClick={remove} aria-label={t.removeStep({ number })}>
          <Icon name="cross" size={16} />
        </button>
      )}
    </>
  );
}

type Action = NonNullable<StepOrder["action"]>;

function ActionForm({ action, write }: { action: Action; write: (action: Action | null) => void }) {
  const t = useText().knowledge.runbooks;
  const names = useModelNames();
  const tiers = [1, 2, 3, 4].map((tier) => ({ value: String(tier), label: `L${tier}` }));
  return (
    <fieldset className={style.actionForm}>
      <legend className="unseen">{t.action}</legend>
      <div className={style.two}>
        <TextInput
          label={t.actionName}
          required
          value={action.name}
          onChange={(event) => write({ ...action, name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t.actionKind}
          value={action.kind}
          data={[
            { value: "command", label: t.command },
            { value: "url", label: t.link },
          ]}
          onChange={(event) => write({ ...action, kind: event.currentTarget.value as Action["kind"] })}
        />
      </div>
      <TextInput
        label={t.actionTarget}
        required
        value={action.target}
        onChange={(event) => write({ ...action, target: event.currentTarget.value })}
      />
      <Checkbox.Group label={t.actionTeams} value={[...action.teams]} onChange={(teams) => write({ ...action, teams })}>
        <div className={style.kinds}>
          {names.teams.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} size="sm" />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t.actionTier}
        data={[{ value: "", label: t.noTier }, ...tiers]}
        value={action.tier === null ? "" : String(action.tier)}
        onChange={(event) =>
          write({ ...action, tier: event.currentTarget.value === "" ? null : (Number(event.currentTarget.value) as Action["tier"]) })
        }
      />
      <div>
        <Button variant="default" size="xs" onClick={() => write(null)}>
          {t.removeAction}
        </Button>
      </div>
    </fieldset>
  );
}

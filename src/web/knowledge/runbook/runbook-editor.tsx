/** Writing a runbook: its steps in order, moved by hand or by keyboard, each with what may be done in it. */
import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Button, Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { changeRunbook, createRunbook, type Runbook, type RunbookOrder, runbookQuery } from "../../api/knowledge.ts";
import { meQuery } from "../../api/queries.ts";
import { kindNames } from "../../kit/choices.ts";
import { Icon } from "../../kit/icon.tsx";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { useText } from "../../language/language.tsx";
import { BackTo } from "../article-view.tsx";
import { useModelNames } from "./model-names.ts";
import style from "./runbook.module.css";
import { StepForm } from "./step-form.tsx";
import { type Sheet, useSheet } from "./use-sheet.ts";

export function NewRunbook() {
  const { data: me } = useQuery(meQuery);
  return me === undefined ? <Loading /> : <Form runbook={null} owner={me.assignee} />;
}

export function EditRunbook() {
  const { runbookId } = useParams({ strict: false }) as { runbookId: string };
  const runbook = useQuery({ ...runbookQuery(runbookId), retry: false });
  if (runbook.isPending) return <Loading />;
  if (runbook.isError) return <Failure error={runbook.error} />;
  return <Form key={runbook.data.version} runbook={runbook.data} owner={runbook.data.owner} />;
}

function Form({ runbook, owner }: { runbook: Runbook | null; owner: string }) {
  const t = useText().knowledge.runbooks;
  const sheet = useSheet(runbook, owner);
  const client = useQueryClient();
  const navigate = useNavigate();
  const saving = useMutation({
    mutationFn: (order: RunbookOrder) => (runbook === null ? createRunbook(order) : changeRunbook(runbook.id, order)),
    onSuccess: (saved) => {
      client.setQueryData(runbookQuery(saved.id).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["runbooks"] });
      void client.invalidateQueries({ queryKey: ["runbook", saved.id] });
      void navigate({ to: "/runbooks/$runbookId", params: { runbookId: saved.id }, search: {} });
    },
  });
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(sheet.order);
      }}
    >
      <BackTo to={runbook === null ? "/runbooks" : `/runbooks/${runbook.id}`}>{t.back}</BackTo>
      <h1>{runbook === null ? t.newTitle : t.editTitle({ title: runbook.name })}</h1>
      <Head sheet={sheet} />
      <Steps sheet={sheet} />
      <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={sheet.addStep}>
        {t.addStep}
      </Button>
      {runbook !== null && (
        <TextInput
          label={t.note}
          value={sheet.order.note ?? ""}
          maxLength={2_000}
          onChange={(event) => sheet.write({ note: event.currentTarget.value })}
        />
      )}
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending}>
        {runbook === null ? t.create : t.save({ version: runbook.version + 1 })}
      </Button>
    </form>
  );
}

function Head({ sheet: { order, write } }: { sheet: Sheet }) {
  const { knowledge, words } = useText();
  const t = knowledge.runbooks;
  const names = useModelNames();
  const components = names.componentsOf(order.service ?? null);
  const isStranger = names.people.every(({ value }) => value !== order.owner);
  const owners = isStranger && order.owner !== undefined ? [{ value: order.owner, label: order.owner }, ...names.people] : names.people;
  return (
    <>
      <TextInput
        label={t.name}
        size="md"
        required
        value={order.name}
        maxLength={500}
        onChange={(event) => write({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t.summary}
        value={order.summary ?? ""}
        rows={3}
        maxLength={10_000}
        onChange={(event) => write({ summary: event.currentTarget.value })}
      />
      <div className={style.two}>
        <NativeSelect
          label={t.service}
          data={[{ value: "", label: t.anyService }, ...names.services]}
          value={order.service ?? ""}
          onChange={(event) => write({ service: event.currentTarget.value === "" ? null : event.currentTarget.value, component: null })}
        />
        <NativeSelect
          label={t.component}
          disabled={components.length === 0}
          data={[{ value: "", label: t.anyComponent }, ...components]}
          value={order.component ?? ""}
          onChange={(event) => write({ component: event.currentTarget.value === "" ? null : event.currentTarget.value })}
        />
      </div>
      <Checkbox.Group
        label={t.kinds}
        description={t.kindsHint}
        value={[...(order.kinds ?? [])]}
        onChange={(kinds) => write({ kinds: kinds as NonNullable<RunbookOrder["kinds"]> })}
      >
        <div className={style.kinds}>
          {kindNames.map((kind) => (
            <Checkbox key={kind} value={kind} label={words.kind[kind]} size="sm" />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t.owner}
        data={owners}
        value={order.owner ?? ""}
        onChange={(event) => write({ owner: event.currentTarget.value })}
      />
    </>
  );
}

function Steps({ sheet }: { sheet: Sheet }) {
  const t = useText().knowledge.runbooks;
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const moved = ({ active, over }: DragEndEvent) => {
    if (over !== null && active.id !== over.id) sheet.moveStep(String(active.id), String(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      onDragEnd={moved}
      accessibility={{ screenReaderInstructions: { draggable: t.moveHint } }}
    >
      <SortableContext items={sheet.order.steps.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={style.order}>
          {sheet.order.steps.map((step, index) => (
            <StepForm
              key={step.id}
              step={step}
              number={index + 1}
              write={(change) => sheet.writeStep(step.id, change)}
              remove={sheet.order.steps.length > 1 ? () => sheet.removeStep(step.id) : null}
              moveUp={moveTo(sheet, step.id, index - 1)}
              moveDown={moveTo(sheet, step.id, index + 1)}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

/** Moves a step to a place; null where there is none. */
function moveTo(sheet: Sheet, id: string, place: number): (() => void) | null {
  const other = sheet.order.steps[place];
  return other === undefined ? null : () => sheet.moveStep(id, other.id);
}

/** What is still to be done, and by whom: ticked, added, given away and removed where it stands. */
import { type FormEvent, useState } from "react";
import type { WireTicket } from "../../../api/wire.ts";
import { Icon } from "../../../kit/icon.tsx";
import { ProblemNote } from "../../../kit/states.tsx";
import { useText } from "../../../language/language.tsx";
import { useDo } from "../act.ts";
import { nobody, type Scene } from "../action.ts";
import style from "./beside.module.css";

type Task = WireTicket["tasks"][number];

export function TasksPanel({ scene }: { scene: Scene }) {
  const { beside } = useText().ticket;
  const t = beside.tasks;
  const { ticket, me } = scene;
  const { run, error } = useDo(ticket.id, me);
  const mayWrite = scene.may("tickets:write") && ticket.status !== "closed";
  const done = ticket.tasks.filter(({ doneAt }) => doneAt !== null).length;
  return (
    <div className={style.stack}>
      {ticket.tasks.length === 0 ? <p className="soft">{t.none}</p> : <p className="soft">{t.done({ done, all: ticket.tasks.length })}</p>}
      <ul className={style.rows}>
        {ticket.tasks.map((task) => (
          <TaskRow key={task.id} task={task} scene={scene} mayWrite={mayWrite} run={run} />
        ))}
      </ul>
      {mayWrite && (
        <NewTask
          add={(text) => run({ id: "task", label: t.add, verb: "tasks", body: { task: crypto.randomUUID(), text, assignee: null } })}
        />
      )}
      <ProblemNote error={error} />
    </div>
  );
}

type RowProps = { task: Task; scene: Scene; mayWrite: boolean; run: ReturnType<typeof useDo>["run"] };

function TaskRow({ task, scene, mayWrite, run }: RowProps) {
  const { beside } = useText().ticket;
  const t = beside.tasks;
  const isDone = task.doneAt !== null;
  const tick = (next: boolean) =>
    run({
      ...{ id: "tick-task", label: task.text, verb: "task-changes", body: { task: task.id, isDone: next } },
      foresee: (ticket) => ({
        ...ticket,
        tasks: ticket.tasks.map((each) => (each.id === task.id ? { ...each, doneAt: next ? new Date().toISOString() : null } : each)),
      }),
    });
  const give = (assignee: string | null) =>
    run({ id: "give-task", label: task.text, verb: "task-changes", body: { task: task.id, assignee } });
  return (
    <li data-done={isDone}>
      <label className={style.task}>
        <input type="checkbox" checked={isDone} disabled={!mayWrite} onChange={(event) => tick(event.currentTarget.checked)} />
        <span dir="auto">{task.text}</span>
      </label>
      {mayWrite ? (
        <select
          className={style.who}
          aria-label={t.assignTo({ task: task.text })}
          value={task.assignee ?? nobody}
          onChange={(event) => give(event.currentTarget.value === nobody ? null : event.currentTarget.value)}
        >
          <option value={nobody}>{t.anybody}</option>
          {scene.people.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      ) : (
        <span className="soft">{task.assignee === null ? t.anybody : scene.name.person(task.assignee)}</span>
      )}
      {mayWrite && (
        <button
          type="button"
          className={style.remove}
          aria-label={t.remove({ task: task.text })}
          onClick={() => run({ id: "remove-task", label: t.removed, verb: "task-removals", body: { task: task.id } })}
        >
          <Icon name="cross" size={14} />
        </button>
      )}
    </li>
  );
}

function NewTask({ add }: { add: (text: string) => void }) {
  const { beside } = useText().ticket;
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "") return;
    add(text.trim());
    setText("");
  };
  return (
    <form className={style.new} onSubmit={submit}>
      <input
        value={text}
        maxLength={500}
        aria-label={beside.tasks.placeholder}
        placeholder={beside.tasks.placeholder}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <button type="submit" className={style.word} disabled={text.trim() === ""}>
        {beside.tasks.add}
      </button>
    </form>
  );
}

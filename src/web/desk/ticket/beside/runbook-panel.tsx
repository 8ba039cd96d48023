/** How it is done, beside the ticket: the runbook that fits, its steps ticked into the log, its approved actions with who may do them. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Runbook, runbookQuery, runbooksQuery } from "../../../api/knowledge.ts";
import type { WireTicket } from "../../../api/wire.ts";
import { Icon } from "../../../kit/icon.tsx";
import { Markdown } from "../../../kit/markdown.tsx";
import { useNow } from "../../../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../../../kit/states.tsx";
import { shortInstant } from "../../../kit/time-text.ts";
import { useLanguage } from "../../../language/language.tsx";
import { useDo } from "../act.ts";
import type { Scene } from "../action.ts";
import { ask } from "../asked.ts";
import style from "./beside.module.css";

type Run = WireTicket["runbooks"][number];

export function RunbookPanel({ scene }: { scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.runbook;
  const { ticket } = scene;
  const situation = {
    kind: ticket.kind,
    ...(ticket.service === null ? {} : { service: ticket.service }),
    ...(ticket.component === null ? {} : { component: ticket.component }),
  };
  const runbooks = useQuery({ ...runbooksQuery(situation), enabled: scene.may("knowledge:read") });
  const begun = ticket.runbooks;
  const offered = (runbooks.data?.items ?? []).filter(({ id }) => !begun.some((run) => run.id === id));
  if (runbooks.isError) return <Failure error={runbooks.error} retry={() => void runbooks.refetch()} />;
  return (
    <div className={style.stack}>
      {begun.map((run) => (
        <Begun key={run.id} run={run} scene={scene} />
      ))}
      {runbooks.isLoading && <Loading />}
      {begun.length + offered.length === 0 && !runbooks.isLoading && <p className="soft">{t.none}</p>}
      {offered.length > 0 && <Offer offered={offered} scene={scene} />}
    </div>
  );
}

function Offer({
  offered,
  scene: { ticket, me, may },
}: {
  offered: readonly { id: string; name: string; fit: 1 | 2 | 3 | null }[];
  scene: Scene;
}) {
  const { text } = useLanguage();
  const t = text.ticket.beside.runbook;
  const [chosen, setChosen] = useState<string | null>(null);
  const { run, error, isBusy } = useDo(ticket.id, me);
  const id = offered.some((each) => each.id === chosen) ? chosen! : offered[0]!.id;
  const { data: runbook } = useQuery(runbookQuery(id));
  if (!may("tickets:write") || ticket.status === "closed") return null;
  const start = () => {
    if (runbook === undefined) return;
    const steps = runbook.steps.map((step) => step.id);
    run({ id: "start-runbook", label: runbook.name, verb: "runbooks", body: { runbook: id, version: runbook.version, steps } });
  };
  return (
    <div className={style.new}>
      <select aria-label={t.choose} value={id} onChange={(event) => setChosen(event.currentTarget.value)}>
        {offered.map((each) => (
          <option key={each.id} value={each.id}>
            {each.fit === 3 ? `${each.name} · ${t.fits}` : each.name}
          </option>
        ))}
      </select>
      <button type="button" className={style.word} disabled={runbook === undefined || isBusy} onClick={start}>
        {t.start}
      </button>
      <ProblemNote error={error} />
    </div>
  );
}

function Begun({ run: begun, scene }: { run: Run; scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.runbook;
  const { ticket, me } = scene;
  const runbook = useQuery(runbookQuery(begun.id, begun.version));
  const { run, error } = useDo(ticket.id, me);
  const mayWrite = scene.may("tickets:write") && ticket.status !== "closed";
  const done = new Map(begun.done.map((each) => [each.step, each]));
  const next = begun.steps.find((step) => !done.has(step));
  const tick = (step: string, title: string, isDone: boolean) =>
    run({
      ...{ id: "tick-step", label: title, verb: "runbook-steps", body: { runbook: begun.id, step, isDone, note: null } },
      foresee: (before) => ({
        ...before,
        runbooks: before.runbooks.map((each) => (each.id === begun.id ? ticked(each, step, isDone, me) : each)),
      }),
    });
  return (
    <section className={style.runbook} aria-label={t.steps({ name: runbook.data?.name ?? "" })}>
      <h3>{runbook.data?.name ?? <Loading />}</h3>
      <p className="soft">
        {t.progress({ done: done.size, all: begun.steps.length })}
        {runbook.data !== undefined && runbook.data.newestVersion > begun.version && ` · ${t.older({ version: begun.version })}`}
      </p>
      <ol className={style.steps}>
        {(runbook.data?.steps ?? []).map((step) => (
          <StepRow
            key={step.id}
            step={step}
            done={done.get(step.id)}
            isNext={step.id === next}
            scene={scene}
            tick={mayWrite ? (isDone) => tick(step.id, step.title, isDone) : null}
            note={() => ask(ticket.id, "tick-note", { runbook: begun.id, step: step.id })}
          />
        ))}
      </ol>
      <ProblemNote error={error} />
      {mayWrite && (
        <button
          type="button"
          className={style.word}
          onClick={() => run({ id: "drop-runbook", label: t.drop, verb: "runbook-removals", body: { runbook: begun.id } })}
        >
          {t.drop}
        </button>
      )}
    </section>
  );
}

function ticked(run: Run, step: string, isDone: boolean, me: string | null): Run {
  const rest = run.done.filter((each) => each.step !== step);
  return { ...run, done: isDone ? [...rest, { step, at: new Date().toISOString(), by: `agent:${me}`, note: null }] : rest };
}

type Step = Runbook["steps"][number];
type StepProps = {
  step: Step;
  done: Run["done"][number] | undefined;
  isNext: boolean;
  scene: Scene;
  tick: ((isDone: boolean) => void) | null;
  note: () => void;
};

function StepRow({ step, done, isNext, scene, tick, note }: StepProps) {
  const { text, zoned } = useLanguage();
  const t = text.ticket.beside.runbook;
  const now = useNow();
  return (
    <li data-done={done !== undefined} data-next={isNext}>
      <label className={style.task}>
        <input
          type="checkbox"
          checked={done !== undefined}
          disabled={tick === null}
          onChange={(event) => tick?.(event.currentTarget.checked)}
        />
        <span>{step.title}</span>
      </label>
      {(isNext || done === undefined) && (
        <details open={isNext}>
          <summary className="unseen">{step.title}</summary>
          {step.text !== "" && <Markdown text={step.text} headings={4} />}
          {step.expected !== "" && (
            <p className={style.expected}>
              {t.expected}: {step.expected}
            </p>
          )}
          {step.action !== null && <Approved action={step.action} scene={scene} />}
          {tick !== null && (
            <button type="button" className={style.word} onClick={note}>
              {t.addNote}
            </button>
          )}
        </details>
      )}
      {done !== undefined && (
        <p className="soft">
          {t.doneBy({ who: scene.name.doer(done.by), when: shortInstant(Date.parse(done.at), now, zoned) })}
          {done.note !== null && <>: {done.note}</>}
        </p>
      )}
    </li>
  );
}

/** What may be done without asking, and by whom. */
function Approved({ action, scene: { name } }: { action: NonNullable<Step["action"]>; scene: Scene }) {
  const { text } = useLanguage();
  const t = text.ticket.beside.runbook;
  const [isCopied, setCopied] = useState(false);
  const parts = [
    ...action.roles.map((role) => t.role({ role })),
    ...action.teams.map((team) => t.team({ team: name.team(team) })),
    ...(action.tier === null ? [] : [t.tier({ tier: action.tier })]),
  ];
  const who = parts.length === 0 ? t.everybody : parts.join(", ");
  const copy = () => void navigator.clipboard?.writeText(action.target).then(() => setCopied(true));
  return (
    <div className={style.approved} data-mine={action.mayDo}>
      <p>
        <Icon name={action.mayDo ? "bolt" : "lock"} size={14} /> <strong>{action.name}</strong>
      </p>
      {action.kind === "command" ? (
        <p className={style.command}>
          <code>{action.target}</code>
          <button type="button" className={style.word} disabled={!action.mayDo} onClick={copy}>
            {isCopied ? t.copied : t.copy}
          </button>
        </p>
      ) : (
        action.mayDo && (
          <a href={action.target} target="_blank" rel="noopener noreferrer">
            {t.openAction}
          </a>
        )
      )}
      <p className="soft">{action.mayDo ? `${t.mayYou} ${t.may({ who })}` : t.mayNot({ who })}</p>
    </div>
  );
}

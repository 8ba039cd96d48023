/** A runbook as it is followed: steps in order, what one should see, what may be done; and how its steps fared. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type Runbook, retireRunbook, runbookQuery, runbookVersionsQuery, runFiguresQuery } from "../../api/knowledge.ts";
import { Icon } from "../../kit/icon.tsx";
import { Markdown } from "../../kit/markdown.tsx";
import { useMay } from "../../kit/may.ts";
import { useNow } from "../../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { Table } from "../../kit/table.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import type { RunbookAddress } from "../address.ts";
import { BackTo, Prose } from "../article-view.tsx";
import { ApprovedAction } from "./approved-action.tsx";
import { useModelNames } from "./model-names.ts";
import style from "./runbook.module.css";

export function RunbookPage() {
  const { runbookId } = useParams({ strict: false }) as { runbookId: string };
  const { version } = useSearch({ strict: false }) as RunbookAddress;
  const runbook = useQuery({ ...runbookQuery(runbookId, version), retry: false });
  if (runbook.isPending) return <Loading />;
  if (runbook.isError) return <Failure error={runbook.error} retry={() => void runbook.refetch()} />;
  return (
    <div className={style.page}>
      <Head runbook={runbook.data} />
      <ol className={style.steps}>
        {runbook.data.steps.map((step, index) => (
          <StepView key={step.id} step={step} number={index + 1} />
        ))}
      </ol>
      <Figures id={runbook.data.id} />
      <Versions runbook={runbook.data} />
    </div>
  );
}

function Head({ runbook }: { runbook: Runbook }) {
  const { knowledge } = useText();
  const t = knowledge.runbooks;
  const { zoned } = useLanguage();
  const now = useNow();
  const names = useModelNames();
  const where = names.place(runbook.service, runbook.component);
  const isOld = runbook.version < runbook.newestVersion;
  return (
    <header className={style.head}>
      <BackTo to="/runbooks">{t.back}</BackTo>
      <p className={style.where}>{where.length === 0 ? t.anyService : where.join(" › ")}</p>
      <h1>{runbook.name}</h1>
      <p className={style.under}>
        <span>{t.changed({ at: shortInstant(Date.parse(runbook.changedAt), now, zoned), name: runbook.changedByName })}</span>
        <span>{t.version({ version: runbook.version })}</span>
        <span>
          {knowledge.article.owner}: {runbook.ownerName}
        </span>
      </p>
      {runbook.isRetired && <p className={style.note}>{t.isRetired}</p>}
      {isOld && (
        <p className={style.note}>
          {t.old({ version: runbook.version, newest: runbook.newestVersion })}{" "}
          <Link to="/runbooks/$runbookId" params={{ runbookId: runbook.id }} search={{}}>
            {t.newest}
          </Link>
        </p>
      )}
      {runbook.summary !== "" && <Prose text={runbook.summary} />}
      <Tools runbook={runbook} />
    </header>
  );
}

function Tools({ runbook }: { runbook: Runbook }) {
  const t = useText().knowledge.runbooks;
  const may = useMay();
  const navigate = useNavigate();
  const client = useQueryClient();
  const retiring = useMutation({
    mutationFn: () => retireRunbook(runbook.id, !runbook.isRetired),
    onSuccess: () =>
      Promise.all([client.invalidateQueries({ queryKey: ["runbook"] }), client.invalidateQueries({ queryKey: ["runbooks"] })]),
  });
  if (!may("knowledge:write")) return null;
  return (
    <div className={style.tools}>
      <Button onClick={() => void navigate({ to: "/runbooks/$runbookId/edit", params: { runbookId: runbook.id } })}>{t.edit}</Button>
      <Button variant="default" loading={retiring.isPending} onClick={() => retiring.mutate()}>
        {runbook.isRetired ? t.revive : t.retire}
      </Button>
      <ProblemNote error={retiring.error} />
    </div>
  );
}

export function StepView({ step, number }: { step: Runbook["steps"][number]; number: number }) {
  const t = useText().knowledge.runbooks;
  return (
    <li className={style.step}>
      <span className={style.number} aria-hidden="true">
        {number}
      </span>
      <div className={style.stepBody}>
        <h2>
          <span className="unseen">{t.step({ number })}: </span>
          {step.title}
        </h2>
        {step.text !== "" && <Markdown text={step.text} headings={3} isFolding={false} />}
        {step.action !== null && <ApprovedAction action={step.action} />}
        {step.expected !== "" && (
          <div className={style.expected}>
            <Icon name="check" size={16} />
            <div>
              <strong>{t.expected}</strong> {step.expected}
            </div>
          </div>
        )}
      </div>
    </li>
  );
}

function Figures({ id }: { id: string }) {
  const t = useText().knowledge.runbooks;
  const { data } = useQuery(runFiguresQuery(id));
  if (data === undefined) return null;
  return (
    <section className={style.part}>
      <h2>{t.runs}</h2>
      {data.runs === 0 ? (
        <p className="soft">{t.neverRun}</p>
      ) : (
        <>
          <p>{t.runCount({ count: data.runs })}</p>
          <Table caption={t.runs} head={[t.stepTitle, { text: t.done, isNumber: true }, { text: t.skipped, isNumber: true }]}>
            {data.steps.map(({ step, title, done, skipped, shown }) => (
              <tr key={step}>
                <td>{title}</td>
                <td data-number="true">{done}</td>
                <td data-number="true" className={skipped * 3 >= shown && skipped > 0 ? style.often : undefined}>
                  {t.skippedOf({ skipped, shown })}
                </td>
              </tr>
            ))}
          </Table>
        </>
      )}
    </section>
  );
}

function Versions({ runbook }: { runbook: Runbook }) {
  const t = useText().knowledge;
  const { zoned } = useLanguage();
  const now = useNow();
  const { data } = useQuery(runbookVersionsQuery(runbook.id));
  if (data === undefined || data.items.length < 2) return null;
  return (
    <section className={style.part}>
      <h2>{t.runbooks.versions}</h2>
      <ul className={style.versions}>
        {data.items.map(({ version, note, at, byName }) => (
          <li key={version}>
            <Link
              to="/runbooks/$runbookId"
              params={{ runbookId: runbook.id }}
              search={version === runbook.newestVersion ? {} : { version }}
            >
              {t.runbooks.version({ version })}
            </Link>{" "}
            <span className="soft">{t.versions.by({ name: byName, at: shortInstant(Date.parse(at), now, zoned) })}</span>
            {note !== null && <span> · {note}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

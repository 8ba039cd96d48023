/** Test pages: when they go out, and what came of the last ones. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type TestRunView, type WatchTest, watchSettingsQuery } from "../api/watch.ts";
import { useNow } from "../kit/now.ts";
import { Failure } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { Time } from "../kit/time.tsx";
import { roughLength, shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { dayName } from "./day-name.ts";
import { Remove } from "./remove.tsx";
import { TestForm } from "./test-form.tsx";
import style from "./watch.module.css";

export function Tests({ runs, isAdmin }: { runs: readonly TestRunView[]; isAdmin: boolean }) {
  const { watch } = useText();
  const t = watch.tests;
  const [form, setForm] = useState<"hour" | "now" | null>(null);
  return (
    <section className={style.part} aria-labelledby="watch-tests">
      <div className={style.headLine}>
        <h2 id="watch-tests">{t.title}</h2>
        {isAdmin && (
          <div className={style.buttons}>
            <Button size="xs" variant="default" onClick={() => setForm("now")}>
              {t.now}
            </Button>
            <Button size="xs" variant="default" onClick={() => setForm("hour")}>
              {t.add}
            </Button>
          </div>
        )}
      </div>
      <p className={style.lead}>{t.lead}</p>
      {isAdmin && <Hours />}
      {runs.length > 0 && <Runs runs={runs} />}
      {form !== null && <TestForm isNow={form === "now"} close={() => setForm(null)} />}
    </section>
  );
}

function Hours() {
  const { watch } = useText();
  const settings = useQuery(watchSettingsQuery);
  if (settings.isError) return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  if (settings.data === undefined) return null;
  if (settings.data.tests.length === 0) return <p className="soft">{watch.tests.none}</p>;
  return (
    <ul className={style.entries}>
      {settings.data.tests.map((test) => (
        <Hour key={test.id} test={test} />
      ))}
    </ul>
  );
}

function Hour({ test }: { test: WatchTest }) {
  const { text, zoned, locale } = useLanguage();
  const t = text.watch.tests;
  const now = useNow();
  const { target, wallTime, zone, days, withinMs, nextAt } = test;
  return (
    <li>
      <div>
        <p className={style.entryName}>{target}</p>
        <p>{t.at({ time: wallTime, zone, days: days.map((day) => dayName(day, locale, "short")).join(", ") })}</p>
        <p className="soft">
          {t.within({ minutes: Math.round(withinMs / 60_000) })}; {t.next({ at: shortInstant(Date.parse(nextAt), now, zoned) })}
        </p>
      </div>
      <Remove kind="tests" id={test.id} label={t.removeOf({ target, time: wallTime })} />
    </li>
  );
}

function Runs({ runs }: { runs: readonly TestRunView[] }) {
  const { watch } = useText();
  const t = watch.tests;
  const now = useNow();
  return (
    <Table caption={t.runs} head={[t.columns.at, t.columns.target, t.columns.accepted, t.columns.answered, t.columns.page]} isCaptioned>
      {runs.map((run) => (
        <tr key={run.id}>
          <td>
            <Time at={Date.parse(run.at)} now={now} />
          </td>
          <td>{run.target}</td>
          <td>{run.acceptedAt === null ? run.endedAt === null ? "" : t.notTaken : <After run={run} until={run.acceptedAt} />}</td>
          <td>
            <Answer run={run} />
          </td>
          <td>
            <Link to="/pages/$pageId" params={{ pageId: String(run.pageId) }}>
              {run.pageId}
            </Link>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function After({ run, until }: { run: TestRunView; until: string }) {
  const { watch } = useText();
  const ms = Date.parse(until) - Date.parse(run.at);
  return watch.tests.after({ length: ms < 1_000 ? watch.latency.ms({ ms }) : roughLength(ms) });
}

function Answer({ run }: { run: TestRunView }) {
  const { text, zoned } = useLanguage();
  const t = text.watch.tests;
  const now = useNow();
  if (run.answeredAt !== null) {
    return (
      <span className={style.state} data-tone="well">
        <After run={run} until={run.answeredAt} />
      </span>
    );
  }
  return (
    <span className={style.state} data-tone={run.endedAt === null ? "waiting" : "late"}>
      {run.endedAt === null ? t.running({ at: shortInstant(Date.parse(run.untilAt), now, zoned) }) : t.unanswered}
    </span>
  );
}

/** The coverage proof: one verdict, the gaps with what would close them, and each promise as a strip of days. */
import { Button, Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type CoverageView, type GapView, gapsQuery, itemsOf, type PromiseView, promisesQuery } from "../../api/coverage.ts";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { dayText, roughLength, rowInstant, shortInstant } from "../../kit/time-text.ts";
import { Verdict } from "../../kit/verdict.tsx";
import { useLanguage } from "../../language/language.tsx";
import { usePageNames } from "../names.ts";
import type { CoverageAddress } from "./address.ts";
import style from "./coverage.module.css";
import { GapCard } from "./gap-card.tsx";
import { Legend, Months, Strip, useStripState } from "./strip.tsx";

export function Coverage() {
  const { coverage: t } = useLanguage().text;
  const { customer } = useSearch({ strict: false }) as CoverageAddress;
  const promises = useInfiniteQuery(promisesQuery(customer));
  const gaps = useInfiniteQuery(gapsQuery(customer));
  const failed = [promises, gaps].find(({ isError }) => isError);
  const isPending = promises.isPending || gaps.isPending;
  const whole = promises.data?.pages[0];
  const items = itemsOf(promises.data);
  return (
    <div className={style.page}>
      <div className={style.top}>
        <p className={style.lead}>{t.lead}</p>
        <ChooseCustomer customer={customer} />
      </div>
      {failed !== undefined && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      {failed === undefined && isPending && <Loading />}
      {failed === undefined && !isPending && whole !== undefined && items.length === 0 && <Empty title={t.nothing}>{t.nothingHint}</Empty>}
      {failed === undefined && whole !== undefined && items.length > 0 && (
        <>
          <Proof whole={whole} first={itemsOf(gaps.data)[0]?.from ?? null} />
          <Gaps gaps={gaps} />
          <Promises items={items} list={promises} />
        </>
      )}
    </div>
  );
}

function ChooseCustomer({ customer }: { customer: string | undefined }) {
  const { coverage: t } = useLanguage().text;
  const navigate = useNavigate();
  const { document } = usePageNames();
  const choices = Object.entries(document?.customers ?? {}).map(([value, { name }]) => ({ value, label: name }));
  if (choices.length < 2) return null;
  return (
    <Select
      className={style.choose ?? ""}
      label={t.customer}
      placeholder={t.everybody}
      data={choices.sort((a, b) => a.label.localeCompare(b.label))}
      value={customer ?? null}
      onChange={(chosen) => void navigate({ to: "/oncall/coverage", search: chosen === null ? {} : { customer: chosen }, replace: true })}
      clearable
      searchable={choices.length > 8}
    />
  );
}

function Proof({ whole, first }: { whole: CoverageView; first: string | null }) {
  const { text, zoned } = useLanguage();
  const t = text.coverage;
  const now = useNow();
  const until = dayText(Date.parse(whole.to), zoned);
  const from = first === null ? null : Date.parse(first);
  const isRunning = from !== null && from <= now;
  const kept = t.kept({ ...whole.counts, at: shortInstant(Date.parse(whole.madeAt), now, zoned) });
  const next =
    from === null
      ? t.coveredHint({ until })
      : isRunning
        ? t.gapsNow
        : t.gapsNext({ when: rowInstant(from, zoned), left: roughLength(from - now) });
  return (
    <Verdict tone={from === null ? "well" : isRunning ? "late" : "soon"}>
      <h2>{from === null ? t.covered : t.gaps({ count: whole.counts.gaps, until })}</h2>
      <p>{next}</p>
      <p className={style.kept}>{kept}</p>
    </Verdict>
  );
}

function Gaps({ gaps }: { gaps: ListOfGaps }) {
  const { coverage: t } = useLanguage().text;
  const now = useNow();
  const items = itemsOf(gaps.data);
  if (items.length === 0) return null;
  return (
    <section className={style.part} aria-labelledby="coverage-gaps">
      <h2 id="coverage-gaps">{t.list.title}</h2>
      <ul className={style.gaps}>
        {items.map((gap) => (
          <li key={[gap.reason, gap.team, gap.schedule, gap.policy, gap.from, gap.to, gap.count, gap.promises[0]?.customer].join(" ")}>
            <GapCard gap={gap} now={now} />
          </li>
        ))}
      </ul>
      <More list={gaps} label={t.list.more} />
    </section>
  );
}

type ListOfGaps = Paged & { data: Parameters<typeof itemsOf<GapView>>[0] };
type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };

function More({ list, label }: { list: Paged; label: string }) {
  if (!list.hasNextPage) return null;
  return (
    <Button variant="default" className={style.more ?? ""} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {label}
    </Button>
  );
}

/** Strips under one head for each customer, those of schedules last. */
function Promises({ items, list }: { items: readonly PromiseView[]; list: Paged }) {
  const { coverage } = useLanguage().text;
  const t = coverage.strips;
  const groups = new Map<string, PromiseView[]>();
  for (const each of items) {
    const key = each.customerName ?? t.own;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const [first] = items;
  return (
    <section className={style.part} aria-labelledby="coverage-promises">
      <div className={style.headLine}>
        <h2 id="coverage-promises">{t.title}</h2>
        <Legend />
      </div>
      <p className="soft">{t.lead}</p>
      <div className={style.strips}>
        <div className={style.axis}>
          <Months firstDate={first!.firstDate} count={first!.days.length} />
        </div>
        {[...groups].map(([name, promises]) => (
          <div key={name} className={style.group}>
            <h3>{name}</h3>
            <ul>
              {promises.map((promise) => (
                <OnePromise
                  key={[promise.agreement, promise.service, promise.tier, promise.team, promise.schedule].join(" ")}
                  promise={promise}
                  customer={name}
                />
              ))}
            </ul>
          </div>
        ))}
      </div>
      <More list={list} label={t.more} />
    </section>
  );
}

function OnePromise({ promise, customer }: { promise: PromiseView; customer: string }) {
  const { coverage: t } = useLanguage().text;
  const stateOf = useStripState();
  const { serviceName, tier, teamName, schedule } = promise;
  const name = serviceName ?? schedule ?? "";
  const detail = tier === null ? null : `${t.list.tier({ tier })} · ${teamName}`;
  return (
    <li className={style.promise}>
      <p className={style.promiseName}>
        <strong>{name}</strong>
        {detail !== null && <span>{detail}</span>}
      </p>
      <Strip promise={promise} name={[customer, name, detail].filter((each) => each !== null).join(", ")} />
      <p className={style.promiseState} data-gap={promise.days.includes("g")} aria-hidden="true">
        {stateOf(promise)}
      </p>
    </li>
  );
}

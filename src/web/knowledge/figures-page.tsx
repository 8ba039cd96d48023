/** Does the knowledge help? Counted, explained, and as a table beside the picture. */
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type KnowledgeOverview, knowledgeOverviewQuery } from "../api/knowledge.ts";
import { Chart, type ChartTable, type Ink } from "../kit/chart.tsx";
import { Failure, Loading } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { useLanguage, useText } from "../language/language.tsx";
import type { FiguresAddress } from "./address.ts";
import style from "./figures-page.module.css";
import { Room } from "./room.tsx";

export function FiguresPage() {
  const { days = 30 } = useSearch({ strict: false }) as FiguresAddress;
  const overview = useQuery(knowledgeOverviewQuery(days));
  return (
    <Room>
      {overview.isPending && <Loading />}
      {overview.isError && <Failure error={overview.error} retry={() => void overview.refetch()} />}
      {overview.data !== undefined && <Figures overview={overview.data} days={days} />}
    </Room>
  );
}

function Figures({ overview, days }: { overview: KnowledgeOverview; days: number }) {
  const t = useText().knowledge.figures;
  const navigate = useNavigate();
  return (
    <div className={style.page}>
      <div className={style.head}>
        <p className={style.lead}>{t.lead}</p>
        <NativeSelect
          label={t.window}
          value={String(days)}
          data={[7, 30, 90, 365].map((each) => ({ value: String(each), label: t.days({ days: each }) }))}
          onChange={(event) => void navigate({ to: "/knowledge/figures", search: readDays(event.currentTarget.value), replace: true })}
        />
      </div>
      <Headline overview={overview} />
      <details className={style.meaning}>
        <summary>{t.meaning}</summary>
        <p>{t.meaningText}</p>
      </details>
      <section>
        <h2>{t.perWeek}</h2>
        <Weeks weeks={overview.perWeek} />
      </section>
      <section>
        <h2>{t.perArticle}</h2>
        <Articles articles={overview.perArticle} />
      </section>
      <Library articles={overview.articles} />
    </div>
  );
}

const readDays = (text: string): FiguresAddress => (text === "30" ? {} : { days: Number(text) });

function Headline({ overview: { usage, deflection } }: { overview: KnowledgeOverview }) {
  const t = useText().knowledge.figures;
  const { locale } = useLanguage();
  const decided = deflection.deflected + deflection.asked;
  const answers = usage.helpful + usage.notHelpful;
  const share = (part: number, whole: number): string =>
    whole === 0 ? "–" : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(part / whole);
  const figures = [
    {
      name: t.deflected,
      value: share(deflection.deflected, decided),
      under: `${deflection.deflected} ${t.ofOccasions({ count: decided })}`,
      isMain: true,
    },
    { name: t.solved, value: String(usage.solved), under: t.solvedHint },
    { name: t.helpful, value: share(usage.helpful, answers), under: t.ofAnswers({ yes: usage.helpful, all: answers }) },
    { name: t.read, value: String(usage.views), under: t.readers({ count: usage.readers }) },
    { name: t.waiting, value: String(deflection.waiting), under: t.waitingHint },
  ];
  return (
    <dl className={style.figures}>
      {figures.map(({ name, value, under, isMain = false }) => (
        <div key={name} data-main={isMain}>
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            <span>{under}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Weeks({ weeks }: { weeks: KnowledgeOverview["perWeek"] }) {
  const t = useText().knowledge.figures;
  const { locale } = useLanguage();
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const names = weeks.map(({ from }) => day.format(Date.parse(from)));
  const table: ChartTable = {
    columns: [t.week, ...[t.deflected, t.asked, t.waiting].map((text) => ({ text, isNumber: true as const }))],
    rows: weeks.map((week, index) => [names[index] ?? "", week.deflected, week.asked, week.waiting]),
  };
  const series = (name: string, values: readonly number[], colour: string) => ({
    ...{ name, type: "bar", stack: "occasions", data: [...values], barMaxWidth: 36 },
    itemStyle: { color: colour },
  });
  const option = (ink: Ink) => ({
    grid: { left: 36, right: 8, top: 36, bottom: 28 },
    legend: { top: 0, left: 0, textStyle: { color: ink("--text-soft") } },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: names, axisLabel: { color: ink("--text-soft") }, axisLine: { lineStyle: { color: ink("--line") } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink("--text-soft") }, splitLine: { lineStyle: { color: ink("--line") } } },
    series: [
      series(
        t.deflected,
        weeks.map(({ deflected }) => deflected),
        ink("--calm"),
      ),
      series(
        t.asked,
        weeks.map(({ asked }) => asked),
        ink("--soon"),
      ),
      series(
        t.waiting,
        weeks.map(({ waiting }) => waiting),
        ink("--rest-pale"),
      ),
    ],
  });
  return <Chart name={t.perWeek} option={option} table={table} height={15} />;
}

function Articles({ articles }: { articles: KnowledgeOverview["perArticle"] }) {
  const t = useText().knowledge;
  const number = (text: string) => ({ text, isNumber: true as const });
  if (articles.length === 0) return <p className="soft">{t.figures.none}</p>;
  const head = [
    t.figures.read,
    t.feedback.helpful,
    t.feedback.notHelpful,
    t.feedback.solved,
    t.figures.deflected,
    t.figures.asked,
    t.figures.waiting,
  ];
  return (
    <Table caption={t.figures.perArticle} head={[t.figures.article, ...head.map(number)]}>
      {articles.map((article) => (
        <tr key={article.id}>
          <td className={style.title}>
            <Link to="/knowledge/$articleId" params={{ articleId: article.slug }} search={{}}>
              {article.title}
            </Link>
          </td>
          {(["views", "helpful", "notHelpful", "solved", "deflected", "asked", "waiting"] as const).map((name) => (
            <td key={name} data-number="true">
              {article[name]}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function Library({ articles }: { articles: KnowledgeOverview["articles"] }) {
  const t = useText().knowledge.figures;
  const figures = [
    { name: t.published, value: articles.published, search: { state: "published" } },
    { name: t.drafts, value: articles.draft, search: { state: "draft" } },
    { name: t.inReview, value: articles.inReview, search: { state: "in-review" } },
    { name: t.outdated, value: articles.outdated, search: { outdated: "yes" } },
    { name: t.reviewDue, value: articles.reviewDue, search: { review: "due" } },
    { name: t.retired, value: articles.retired, search: { state: "retired" } },
  ] as const;
  return (
    <section>
      <h2>{t.state}</h2>
      <ul className={style.library}>
        {figures.map(({ name, value, search }) => (
          <li key={name}>
            <Link to="/knowledge" search={search}>
              <strong>{value}</strong> {name}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** An article at the desk: read as its readers read it, with what its authors need beside it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { articleQuery, type Manuscript, manuscriptQuery } from "../api/knowledge.ts";
import { isProblem } from "../api/problem.ts";
import { modelQuery } from "../api/queries.ts";
import { useKeys } from "../kit/keys.ts";
import { useMay } from "../kit/may.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { languageNames, textOf, useLanguage, useText } from "../language/language.tsx";
import type { ReadingAddress } from "./address.ts";
import style from "./article-page.module.css";
import { ArticleView, BackTo } from "./article-view.tsx";

export function ArticlePage() {
  const { articleId } = useParams({ strict: false }) as { articleId: string };
  const { language, from } = useSearch({ strict: false }) as ReadingAddress;
  const { code } = useLanguage();
  const navigate = useNavigate();
  const article = useQuery({ ...articleQuery(articleId, language ?? code), retry: false });
  const t = useText().knowledge;
  if (article.isPending) return <Loading />;
  if (isProblem(article.error, "unknown-article")) return <Unpublished articleId={articleId} />;
  if (article.isError) return <Failure error={article.error} retry={() => void article.refetch()} />;
  const choose = (next: ReadingAddress["language"]) =>
    void navigate({ to: "/knowledge/$articleId", params: { articleId }, search: { language: next }, replace: true });
  return (
    <div className={style.page}>
      <Bar id={article.data.id} />
      <div className={style.reading}>
        <ArticleView
          article={article.data}
          origin={from === "search" ? "search" : "browse"}
          choose={choose}
          eyebrow={<BackTo to="/knowledge">{t.article.back}</BackTo>}
        />
        <About id={article.data.id} />
      </div>
    </div>
  );
}

/** What nobody reads yet: its authors find it by the same address. */
function Unpublished({ articleId }: { articleId: string }) {
  const t = useText().knowledge;
  const found = useQuery({ ...manuscriptQuery(articleId), retry: false });
  if (found.isPending) return <Loading />;
  if (found.data === undefined) {
    return (
      <Empty title={t.none} isPage>
        <BackTo to="/knowledge">{t.article.back}</BackTo>
      </Empty>
    );
  }
  return (
    <div className={style.page}>
      <Bar id={found.data.id} />
      <Empty title={t.article.neverPublished} isPage>
        {t.article.neverPublishedHint}
      </Empty>
    </div>
  );
}

function Bar({ id }: { id: string }) {
  const t = useText().knowledge;
  const may = useMay();
  const navigate = useNavigate();
  const canWrite = may("knowledge:write");
  const edit = () => void navigate({ to: "/knowledge/$articleId/edit", params: { articleId: id }, search: {} });
  useKeys(t.keys.group, canWrite ? [{ keys: "e", label: t.keys.edit, run: edit }] : []);
  return (
    <nav className={style.bar} aria-label={t.article.about}>
      <Link to="/knowledge/$articleId/versions" params={{ articleId: id }} search={{}}>
        {t.article.versions}
      </Link>
      <Link to="/knowledge/$articleId/feedback" params={{ articleId: id }}>
        {t.article.feedback}
      </Link>
      {canWrite && (
        <Button size="xs" className={style.edit!} onClick={edit}>
          {t.article.edit}
        </Button>
      )}
    </nav>
  );
}

function About({ id }: { id: string }) {
  const t = useText().knowledge;
  const { data: manuscript } = useQuery(manuscriptQuery(id));
  const { data: model } = useQuery(modelQuery);
  const { code } = useLanguage();
  if (manuscript === undefined) return null;
  const service = manuscript.service === null ? undefined : model?.document.services[manuscript.service];
  const customers = manuscript.customers.map((each) => model?.document.customers[each]?.name ?? each).join(", ");
  const rows: [string, React.ReactNode][] = [
    [t.article.owner, manuscript.ownerName],
    [t.article.visibleTo, customers === "" ? t.visibility[manuscript.visibility] : t.article.onlyFor({ customers })],
    [t.article.service, service === undefined ? t.filters.noService : textOf(service.name, code)],
    [t.article.languages, <Tongues key="tongues" manuscript={manuscript} />],
    [t.article.version, String(manuscript.texts[manuscript.language]?.version ?? 0)],
    ...(manuscript.reviewOn === null
      ? []
      : [[t.article.nextReview, <Review key="review" manuscript={manuscript} />] as [string, React.ReactNode]]),
    ...(manuscript.ticketId === null
      ? []
      : [
          [
            t.article.fromTicket,
            <Link key="ticket" to="/tickets/$ticketId" params={{ ticketId: String(manuscript.ticketId) }}>
              #{manuscript.ticketId}
            </Link>,
          ] as [string, React.ReactNode],
        ]),
  ];
  return (
    <aside className={style.about} aria-label={t.article.about}>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </aside>
  );
}

function Tongues({ manuscript }: { manuscript: Manuscript }) {
  const t = useText().knowledge;
  const written = Object.entries(manuscript.texts) as [Manuscript["language"], NonNullable<Manuscript["texts"]["en"]>][];
  return (
    <ul className={style.tongues}>
      {written.map(([language, { version, outdatedSince }]) => (
        <li key={language}>
          {languageNames[language]}
          {version === 0 && <span className="soft"> · {t.state.draft}</span>}
          {outdatedSince !== null && <span className={style.old}> · {t.filters.outdated}</span>}
        </li>
      ))}
    </ul>
  );
}

function Review({ manuscript }: { manuscript: Manuscript }) {
  const { locale } = useLanguage();
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(
    Date.parse(`${manuscript.reviewOn}T00:00:00Z`),
  );
  return <span className={manuscript.isReviewDue ? style.old : undefined}>{date}</span>;
}

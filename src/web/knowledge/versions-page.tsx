/** What was published of an article: any two versions compared, and an older one taken again. */
import { Button, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type ArticleVersionHead, articleVersionQuery, articleVersionsQuery, type Manuscript, manuscriptQuery } from "../api/knowledge.ts";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { type LanguageCode, languageNames, useLanguage, useText } from "../language/language.tsx";
import type { CompareAddress } from "./address.ts";
import { BackTo } from "./article-view.tsx";
import { Difference } from "./difference.tsx";
import style from "./versions-page.module.css";
import { useChange } from "./write/use-manuscript.ts";

export function VersionsPage() {
  const { articleId } = useParams({ strict: false }) as { articleId: string };
  const manuscript = useQuery({ ...manuscriptQuery(articleId), retry: false });
  const versions = useQuery({ ...articleVersionsQuery(articleId), retry: false });
  const failed = manuscript.error ?? versions.error;
  if (failed !== null) return <Failure error={failed} />;
  if (manuscript.data === undefined || versions.data === undefined) return <Loading />;
  return <Versions manuscript={manuscript.data} versions={versions.data.items} />;
}

type Props = { manuscript: Manuscript; versions: readonly ArticleVersionHead[] };

function Versions({ manuscript, versions }: Props) {
  const t = useText().knowledge;
  const address = useSearch({ strict: false }) as CompareAddress;
  const navigate = useNavigate();
  const language = address.language ?? manuscript.language;
  const own = versions.filter((each) => each.language === language);
  const written = Object.keys(manuscript.texts) as LanguageCode[];
  const [newest, before] = own;
  const from = address.from ?? before?.version ?? newest?.version ?? 0;
  const to = address.to ?? newest?.version ?? 0;
  const go = (change: CompareAddress) =>
    void navigate({
      to: "/knowledge/$articleId/versions",
      params: { articleId: manuscript.id },
      search: { language, from, to, ...change },
      replace: true,
    });
  const title = manuscript.texts[manuscript.language]?.title ?? manuscript.slug;
  return (
    <div className={style.page}>
      <BackTo to={`/knowledge/${manuscript.slug}`}>{title}</BackTo>
      <h1>{t.versions.title({ title })}</h1>
      {written.length > 1 && (
        <NativeSelect
          className={style.tongue!}
          label={t.edit.language}
          value={language}
          data={written.map((each) => ({ value: each, label: languageNames[each] }))}
          onChange={(event) =>
            void navigate({
              to: "/knowledge/$articleId/versions",
              params: { articleId: manuscript.id },
              search: { language: event.currentTarget.value as LanguageCode },
              replace: true,
            })
          }
        />
      )}
      {own.length === 0 ? (
        <p className="soft">{t.versions.none}</p>
      ) : (
        <div className={style.halves}>
          <List manuscript={manuscript} versions={own} from={from} to={to} go={go} />
          <Compared manuscript={manuscript} language={language} from={from} to={to} />
        </div>
      )}
    </div>
  );
}

type ListProps = Props & { from: number; to: number; go: (change: CompareAddress) => void };

function List({ manuscript, versions, from, to, go }: ListProps) {
  const t = useText().knowledge.versions;
  const may = useMay();
  const { zoned } = useLanguage();
  const now = useNow();
  const change = useChange(manuscript);
  return (
    <section>
      <Choices versions={versions} from={from} to={to} go={go} />
      <ProblemNote error={change.error} />
      {change.isSuccess && (
        <p className={style.done} role="status">
          {t.restored}
        </p>
      )}
      <ol className={style.list}>
        {versions.map((each) => (
          <li key={each.version} data-compared={each.version === from || each.version === to}>
            <p>
              <strong>{t.version({ version: each.version })}</strong>
              {each.isMinor && <span className="soft"> · {t.minor}</span>}
              {each.isCurrent && <span className={style.current}>{t.current}</span>}
            </p>
            {each.note !== null && <p className={style.note}>{each.note}</p>}
            <p className="soft">
              {t.by({ name: each.byName, at: shortInstant(Date.parse(each.at), now, zoned) })}
              {each.madeFrom !== null && ` · ${t.madeFrom({ version: each.madeFrom })}`}
            </p>
            {may("knowledge:write") && !each.isCurrent && <Restore manuscript={manuscript} head={each} change={change} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Choices({ versions, from, to, go }: Omit<ListProps, "manuscript">) {
  const t = useText().knowledge.versions;
  const options = [
    { value: "0", label: t.working },
    ...versions.map(({ version }) => ({ value: String(version), label: t.version({ version }) })),
  ];
  return (
    <div className={style.choices}>
      <NativeSelect
        label={t.from}
        value={String(from)}
        data={options}
        onChange={(event) => go({ from: Number(event.currentTarget.value) })}
      />
      <NativeSelect label={t.to} value={String(to)} data={options} onChange={(event) => go({ to: Number(event.currentTarget.value) })} />
    </div>
  );
}

function Restore({ manuscript, head, change }: { manuscript: Manuscript; head: ArticleVersionHead; change: ReturnType<typeof useChange> }) {
  const t = useText().knowledge.versions;
  const { language, version } = head;
  const text = useQuery({ ...articleVersionQuery(manuscript.id, language, version), enabled: false });
  const restore = async () => {
    const { data } = await text.refetch();
    if (data === undefined) return;
    const madeFrom = data.madeFrom === null ? {} : { madeFrom: data.madeFrom };
    change.mutate({ noun: "texts", body: { language, title: data.title, body: data.body, restoredFrom: version, ...madeFrom } });
  };
  return (
    <Button variant="default" size="compact-xs" loading={change.isPending || text.isFetching} onClick={() => void restore()}>
      {t.restore}
    </Button>
  );
}

type ComparedProps = { manuscript: Manuscript; language: LanguageCode; from: number; to: number };

function Compared({ manuscript, language, from, to }: ComparedProps) {
  const t = useText().knowledge.versions;
  const before = useWordsOf(manuscript, language, from);
  const after = useWordsOf(manuscript, language, to);
  return (
    <section className={style.compared} aria-label={t.compare} lang={language}>
      {before === undefined || after === undefined ? <Loading /> : <Difference before={before} after={after} isWhole />}
    </section>
  );
}

/** The text of a version; 0 is what the author has now. */
function useWordsOf(manuscript: Manuscript, language: LanguageCode, version: number): string | undefined {
  const found = useQuery({ ...articleVersionQuery(manuscript.id, language, version), enabled: version > 0 });
  const text = version > 0 ? found.data : manuscript.texts[language];
  return text === undefined ? undefined : `${text.title}\n\n${text.body}`;
}

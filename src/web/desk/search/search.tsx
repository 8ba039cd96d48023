/** Search: tickets with their conversations, and articles, by words; what was found is marked. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type Mark, type SearchHit, searchQuery } from "../../api/search.ts";
import { Icon } from "../../kit/icon.tsx";
import { StatusMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { useLanguage, useText } from "../../language/language.tsx";
import { useTypedQuery } from "../queue/typed-query.ts";
import style from "./search.module.css";

export function Search() {
  const { search: t } = useText();
  const { q = "" } = useSearch({ from: "/desk/search" });
  const navigate = useNavigate({ from: "/search" });
  const { typed, write, settle } = useTypedQuery(q, (next) => void navigate({ search: next === "" ? {} : { q: next }, replace: true }));
  return (
    <div className={style.page}>
      <h1>{t.title}</h1>
      <search>
        <form
          className={style.bar}
          onSubmit={(event) => {
            event.preventDefault();
            settle();
          }}
        >
          <Icon name="search" size={18} />
          <input
            className={style.input}
            // biome-ignore lint/a11y/noAutofocus: who comes here comes to write
            autoFocus
            value={typed}
            aria-label={t.label}
            placeholder={t.placeholder}
            maxLength={500}
            onChange={(event) => write(event.currentTarget.value)}
          />
        </form>
      </search>
      {q === "" ? <p className="soft">{t.hint}</p> : <Results q={q} />}
    </div>
  );
}

function Results({ q }: { q: string }) {
  const { search: t } = useText();
  const found = useInfiniteQuery(searchQuery(q));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const hits = found.data.pages.flatMap(({ items }) => items);
  if (hits.length === 0)
    return (
      <Empty title={t.nothing({ query: q })}>
        <p>{t.nothingHint}</p>
      </Empty>
    );
  return (
    <>
      <p className="soft" role="status">
        {found.hasNextPage ? t.resultsMore({ count: hits.length }) : t.results({ count: hits.length })}
      </p>
      <ol className={style.hits}>
        {hits.map((hit) => (
          <li key={`${hit.kind}${hit.id}`}>
            <Hit hit={hit} />
          </li>
        ))}
      </ol>
      {found.hasNextPage && (
        <button type="button" className={style.more} disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t.more}
        </button>
      )}
    </>
  );
}

function Hit({ hit }: { hit: SearchHit }) {
  const { text, zoned } = useLanguage();
  const now = useNow();
  const excerpt = (
    <p className={style.excerpt}>
      <Marked text={hit.excerpt} marks={hit.marks} />
    </p>
  );
  if (hit.kind === "article")
    return (
      <>
        <h2>
          <Icon name="model" size={14} /> <Link to={`/knowledge/${hit.id}` as string}>{hit.title}</Link>
        </h2>
        <p className={style.under}>
          {text.search.kinds.article} · {hit.language}
        </p>
        {excerpt}
      </>
    );
  return (
    <>
      <h2>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(hit.id) }}>
          <span className={style.number}>#{hit.id}</span> {hit.title}
        </Link>
      </h2>
      <p className={style.under}>
        {hit.customerName} · <StatusMark status={hit.status} pause={null} /> · {shortInstant(Date.parse(hit.openedAt), now, zoned)}
      </p>
      {excerpt}
    </>
  );
}

/** The text with what was looked for marked. */
function Marked({ text, marks }: { text: string; marks: readonly Mark[] }) {
  const pieces: React.ReactNode[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from < at) continue;
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return <>{[...pieces, text.slice(at)]}</>;
}

/** Articles that the reader may read: found by words, or as they come. */
import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { articlesQuery } from "../api/knowledge.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./articles.module.css";
import page from "./page.module.css";

export function Articles() {
  const { portal } = useText();
  const t = portal.articles;
  const { words } = useSearch({ from: "/portal/articles" });
  return (
    <div className={page.page}>
      <header className={page.head}>
        <h1>{t.title}</h1>
        <p>{t.lead}</p>
      </header>
      <SearchBox key={words ?? ""} words={words ?? ""} />
      <Found words={words} />
    </div>
  );
}

function SearchBox({ words }: { words: string }) {
  const { portal } = useText();
  const navigate = useNavigate({ from: "/portal/articles" });
  const [typed, setTyped] = useState(words);
  const search = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: typed.trim() === "" ? {} : { words: typed.trim() } });
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a form that searches is told by its role in every browser
    <form role="search" className={page.search} onSubmit={search}>
      <TextInput
        type="search"
        size="md"
        aria-label={portal.articles.search}
        placeholder={portal.articles.search}
        value={typed}
        maxLength={200}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Button type="submit" size="md">
        {portal.list.searchButton}
      </Button>
    </form>
  );
}

function Found({ words }: { words: string | undefined }) {
  const { text, zoned } = useLanguage();
  const t = text.portal.articles;
  const now = useNow();
  const articles = useInfiniteQuery(articlesQuery({ q: words }));
  const items = articles.data?.pages.flatMap((each) => each.items) ?? [];
  if (articles.isPending) return <Loading />;
  if (articles.isError) return <Failure error={articles.error} retry={() => void articles.refetch()} />;
  if (items.length === 0)
    return (
      <Empty title={words === undefined ? t.empty : t.notFound}>
        {words !== undefined && (
          <>
            {t.notFoundHint}{" "}
            <Link to="/portal/report" search={{}}>
              {text.portal.nav.report}
            </Link>
          </>
        )}
      </Empty>
    );
  return (
    <>
      <ul className={style.articles}>
        {items.map(({ id, slug, title, excerpt, publishedAt }) => (
          <li key={id}>
            <Link
              to="/portal/articles/$articleId"
              params={{ articleId: slug }}
              search={words === undefined ? {} : { from: "search" }}
              className={style.article}
            >
              <span className={style.title}>{title}</span>
              <span className={style.excerpt}>{excerpt}</span>
              {publishedAt !== null && (
                <span className={style.when}>{t.updated({ when: shortInstant(Date.parse(publishedAt), now, zoned) })}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
      {articles.hasNextPage && (
        <Button variant="default" loading={articles.isFetchingNextPage} onClick={() => void articles.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </>
  );
}

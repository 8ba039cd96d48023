/** The articles of the house: searched, narrowed down, and what needs an author at one glance. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { type ArticleFilter, type ArticleSummary, articlesQuery, exportKnowledge } from "../api/knowledge.ts";
import { modelQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { useKeys } from "../kit/keys.ts";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { languageCodes, languageNames, textOf, useLanguage, useText } from "../language/language.tsx";
import style from "./knowledge.module.css";
import { Room } from "./room.tsx";
import { saveFile } from "./save-file.ts";

export function Knowledge() {
  const t = useText().knowledge;
  const may = useMay();
  const navigate = useNavigate();
  const filter = useSearch({ strict: false }) as ArticleFilter;
  const narrow = (change: Partial<ArticleFilter>) => {
    const next = Object.fromEntries(Object.entries({ ...filter, ...change }).filter(([, value]) => value !== undefined && value !== ""));
    void navigate({ to: "/knowledge", search: next, replace: true });
  };
  const box = useRef<HTMLInputElement>(null);
  const write = () => void navigate({ to: "/knowledge/new", search: {} });
  useKeys(t.keys.group, [
    { keys: "/", label: t.keys.search, run: () => box.current?.focus() },
    ...(may("knowledge:write") ? [{ keys: "n", label: t.keys.write, run: write }] : []),
  ]);
  return (
    <Room tools={<Tools write={may("knowledge:write") ? write : null} />}>
      <div className={style.search}>
        <SearchBox box={box} value={filter.q ?? ""} label={t.search} search={(q) => narrow({ q })} />
      </div>
      <Filters filter={filter} narrow={narrow} />
      <Articles filter={filter} />
    </Room>
  );
}

function Tools({ write }: { write: (() => void) | null }) {
  const t = useText().knowledge;
  const [isSaving, setSaving] = useState(false);
  const takeAway = async () => {
    setSaving(true);
    try {
      saveFile("knowledge.json", "application/json", JSON.stringify(await exportKnowledge(), null, 2));
    } finally {
      setSaving(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        title={t.takeAwayHint}
        loading={isSaving}
        leftSection={<Icon name="download" size={16} />}
        onClick={() => void takeAway()}
      >
        {t.takeAway}
      </Button>
      {write !== null && (
        <Button leftSection={<Icon name="plus" size={16} />} onClick={write}>
          {t.write}
        </Button>
      )}
    </>
  );
}

type SearchBoxProps = { value: string; label: string; search: (q: string) => void; box?: React.RefObject<HTMLInputElement | null> };

/** Searches when the typing pauses; what is typed is never put back by an answer that is late. */
export function SearchBox({ value, label, search, box }: SearchBoxProps) {
  const [typed, setTyped] = useState(value);
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (typed.trim() === value) return;
    const wait = setTimeout(() => latest.current(typed.trim()), 250);
    return () => clearTimeout(wait);
  }, [typed, value]);
  return (
    <TextInput
      ref={box}
      type="search"
      size="md"
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      aria-label={label}
      placeholder={label}
      maxLength={300}
      leftSection={<Icon name="search" size={18} />}
    />
  );
}

type FiltersProps = { filter: ArticleFilter; narrow: (change: Partial<ArticleFilter>) => void };

function Filters({ filter, narrow }: FiltersProps) {
  const t = useText().knowledge;
  const { code } = useLanguage();
  const { data: model } = useQuery(modelQuery);
  const services = Object.entries(model?.document.services ?? {}).map(([id, { name }]) => ({ value: id, label: textOf(name, code) }));
  const any = { value: "", label: t.filters.any };
  const choice = (name: "service" | "language" | "state" | "visibility", options: readonly { value: string; label: string }[]) => (
    <NativeSelect
      label={t.filters[name]}
      size="xs"
      value={filter[name] ?? ""}
      data={[any, ...options]}
      onChange={(event) => narrow({ [name]: event.currentTarget.value === "" ? undefined : event.currentTarget.value })}
    />
  );
  return (
    <section className={style.filters} aria-label={t.filters.label}>
      {choice("service", [...services, { value: "none", label: t.filters.noService }])}
      {choice(
        "language",
        languageCodes.map((each) => ({ value: each, label: languageNames[each] })),
      )}
      {choice("state", optionsOf(t.state))}
      {choice("visibility", optionsOf(t.visibility))}
      <Switch isOn={filter.outdated === "yes"} label={t.filters.outdated} turn={(isOn) => narrow({ outdated: isOn ? "yes" : undefined })} />
      <Switch isOn={filter.review === "due"} label={t.filters.review} turn={(isOn) => narrow({ review: isOn ? "due" : undefined })} />
    </section>
  );
}

const optionsOf = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));

function Switch({ isOn, label, turn }: { isOn: boolean; label: string; turn: (isOn: boolean) => void }) {
  return (
    <button type="button" className={style.switch} aria-pressed={isOn} onClick={() => turn(!isOn)}>
      {label}
    </button>
  );
}

function Articles({ filter }: { filter: ArticleFilter }) {
  const t = useText().knowledge;
  const articles = useInfiniteQuery(articlesQuery(filter));
  if (articles.isPending) return <Loading />;
  if (articles.isError) return <Failure error={articles.error} retry={() => void articles.refetch()} />;
  const items = articles.data.pages.flatMap((page) => page.items);
  const isNarrowed = Object.keys(filter).length > 0;
  if (items.length === 0) return isNarrowed ? <Empty title={t.none}>{t.noneHint}</Empty> : <Empty title={t.empty}>{t.emptyHint}</Empty>;
  return (
    <>
      <p className={style.count} role="status">
        {t.count({ count: items.length })}
      </p>
      <ul className={style.list}>
        {items.map((article) => (
          <ArticleItem key={article.id} article={article} isFound={filter.q !== undefined} />
        ))}
      </ul>
      {articles.hasNextPage && (
        <Button variant="default" mt="md" loading={articles.isFetchingNextPage} onClick={() => void articles.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </>
  );
}

function ArticleItem({ article, isFound }: { article: ArticleSummary; isFound: boolean }) {
  const { code, zoned } = useLanguage();
  const now = useNow();
  const { data: model } = useQuery(modelQuery);
  const service = article.service === null ? null : model?.document.services[article.service];
  const isRead = article.state === "published";
  const search = isFound ? { from: "search" as const } : {};
  return (
    <li className={style.item} data-quiet={!isRead}>
      <div className={style.words}>
        <h2 lang={article.language}>
          <Link to="/knowledge/$articleId" params={{ articleId: article.slug }} search={search}>
            {article.title}
          </Link>
        </h2>
        <p className={style.excerpt} lang={article.language}>
          {article.excerpt}
        </p>
        <p className={style.under}>
          {service != null && <span>{textOf(service.name, code)}</span>}
          <span>{article.ownerName}</span>
          <time dateTime={article.updatedAt}>{shortInstant(Date.parse(article.updatedAt), now, zoned)}</time>
          {article.tags.map((tag) => (
            <Link key={tag} to="/knowledge" search={{ tag }} className={style.tag}>
              #{tag}
            </Link>
          ))}
        </p>
      </div>
      <Marks article={article} />
    </li>
  );
}

function Marks({ article }: { article: ArticleSummary }) {
  const t = useText().knowledge;
  const { outdated } = article;
  return (
    <div className={style.marks}>
      <span className={style.mark} data-state={article.state}>
        {t.state[article.state]}
      </span>
      <span className={style.mark} data-visibility={article.visibility}>
        {t.visibility[article.visibility]}
      </span>
      <span className={style.tongues}>
        {article.languages.map((each) => (
          <abbr key={each} title={languageNames[each]} data-old={outdated.includes(each)}>
            {each}
          </abbr>
        ))}
      </span>
      {article.isInReview && article.state !== "in-review" && <span className={style.needs}>{t.state["in-review"]}</span>}
      {article.hasChanges && article.state === "published" && <span className={style.needs}>{t.marks.changes}</span>}
      {outdated.length > 0 && (
        <span className={style.needs}>{t.marks.outdated({ languages: outdated.map((each) => languageNames[each]).join(", ") })}</span>
      )}
      {article.isReviewDue && <span className={style.needs}>{t.marks.review}</span>}
    </div>
  );
}

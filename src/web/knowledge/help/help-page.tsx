/** Public answers, for whoever has not signed in: searched, or by service. */
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import { type HelpItem, helpQuery } from "../../api/knowledge.ts";
import { Empty, Failure, Loading } from "../../kit/states.tsx";
import { type LanguageCode, useLanguage, useText } from "../../language/language.tsx";
import type { HelpAddress } from "../address.ts";
import { SearchBox } from "../knowledge.tsx";
import style from "./help.module.css";
import { HelpFrame } from "./help-frame.tsx";

/** The language of the address, else the reader's; choosing one speaks it at once. */
export function useHelpLanguage(): [LanguageCode, (language: LanguageCode) => void] {
  const { language } = useSearch({ strict: false }) as HelpAddress;
  const { code, choose } = useLanguage();
  useEffect(() => {
    if (language !== undefined && language !== code) choose({ language });
  }, [language, code, choose]);
  return [language ?? code, (next) => choose({ language: next })];
}

export function HelpPage() {
  const t = useText().knowledge.help;
  const navigate = useNavigate();
  const { q = "" } = useSearch({ strict: false }) as HelpAddress;
  const [language, choose] = useHelpLanguage();
  const help = useQuery(helpQuery(q, language));
  useTitle(t.title);
  const go = (words: string) => void navigate({ to: "/help", search: words === "" ? {} : { q: words }, replace: true });
  return (
    <HelpFrame
      provider={help.data?.provider ?? null}
      language={language}
      choose={(next) => {
        choose(next);
        void navigate({ to: "/help", search: q === "" ? {} : { q }, replace: true });
      }}
    >
      <div className={style.hero}>
        <h1>{t.title}</h1>
        {help.data !== undefined && <p>{t.lead({ provider: help.data.provider })}</p>}
        <SearchBox value={q} label={t.search} search={go} />
      </div>
      {help.isPending && <Loading />}
      {help.isError && <Failure error={help.error} retry={() => void help.refetch()} />}
      {help.data !== undefined && <Answers items={help.data.items} q={q} />}
    </HelpFrame>
  );
}

function Answers({ items, q }: { items: readonly HelpItem[]; q: string }) {
  const t = useText().knowledge.help;
  if (items.length === 0) return q === "" ? <Empty title={t.empty} /> : <Empty title={t.none}>{t.noneHint}</Empty>;
  if (q !== "") {
    return (
      <>
        <p className={style.found} role="status">
          {t.found({ count: items.length })}
        </p>
        <List items={items} />
      </>
    );
  }
  const groups = new Map<string, HelpItem[]>();
  for (const item of items) {
    const name = item.serviceName ?? t.general;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups].map(([name, own]) => (
    <section key={name} className={style.group}>
      <h2>{name}</h2>
      <List items={own} />
    </section>
  ));
}

const List = ({ items }: { items: readonly HelpItem[] }) => (
  <ul className={style.list}>
    {items.map((item) => (
      <li key={item.slug} lang={item.language}>
        <Link to="/help/$slug" params={{ slug: item.slug }} search={{}}>
          <strong>{item.title}</strong>
          <span>{item.excerpt}</span>
        </Link>
      </li>
    ))}
  </ul>
);

/** The page's name in the browser's tab, for who came by a link. */
export function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

/** The room of pages: those that are not over yet, each as one line of truth; who is on call now; and calling somebody by hand. */
import { Button, Checkbox } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { onCallNowQuery, pagesQuery } from "../api/pages.ts";
import { Icon } from "../kit/icon.tsx";
import { useKeys } from "../kit/keys.ts";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { Segments } from "../portal/segments.tsx";
import type { PagesAddress } from "./address.ts";
import { usePageNames } from "./names.ts";
import { OnCallLine } from "./on-call.tsx";
import { PageRow } from "./page-row.tsx";
import style from "./pages.module.css";

const PageForm = lazy(() => import("./page-form.tsx"));

export function Pages() {
  const { pages: t } = useText();
  const may = useMay();
  const now = useNow();
  const names = usePageNames();
  const { show, mine } = useSearch({ from: "/desk/pages" });
  const list = useInfiniteQuery(pagesQuery({ state: show === "all" ? "all" : "unended", mine }));
  const { data: onCall } = useQuery(onCallNowQuery);
  const [isOrdering, setOrdering] = useState(false);
  const items = list.data?.pages.flatMap((each) => each.items) ?? [];
  const mayPage = may("tickets:write");
  useKeys(t.title, mayPage ? [{ keys: "n", label: t.byHand, run: () => setOrdering(true) }] : []);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div>
          <h1>{t.title}</h1>
          <p className="soft">{t.lead}</p>
        </div>
        {mayPage && (
          <Button leftSection={<Icon name="siren" size={16} />} onClick={() => setOrdering(true)}>
            {t.byHand}
          </Button>
        )}
      </header>
      <OnCallLine names={names} now={now} />
      <Filter show={show} mine={mine} />
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && items.length === 0 && (
        <Empty title={show === "all" ? t.emptyAll : t.empty}>{show === "all" ? t.emptyAllHint : t.emptyHint}</Empty>
      )}
      {items.length > 0 && (
        <ul className={style.list}>
          {items.map((page) => (
            <li key={`${page.customerId} ${page.id}`}>
              <PageRow page={page} names={names} onCall={onCall} now={now} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" className={style.more!} loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {isOrdering && (
        <Suspense fallback={null}>
          <PageForm about={null} close={() => setOrdering(false)} />
        </Suspense>
      )}
    </div>
  );
}

function Filter({ show, mine }: PagesAddress) {
  const t = useText().pages.filter;
  const navigate = useNavigate({ from: "/pages" });
  const go = (next: PagesAddress) => void navigate({ search: next, replace: true });
  return (
    <search className={style.filter} aria-label={t.label}>
      <Segments
        label={t.label}
        value={show ?? "unended"}
        choices={{ unended: t.unended, all: t.all }}
        pick={(choice) => go({ ...(choice === "all" ? { show: "all" } : {}), ...(mine === undefined ? {} : { mine }) })}
      />
      <Checkbox
        label={t.mine}
        checked={mine === "yes"}
        onChange={(event) =>
          go({ ...(show === undefined ? {} : { show }), ...(event.currentTarget.checked ? { mine: "yes" as const } : {}) })
        }
      />
    </search>
  );
}

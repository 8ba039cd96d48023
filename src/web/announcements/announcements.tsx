/** Announcements for the provider's people: what is shown to whom and until when; written, changed and withdrawn by those who may. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Announcement, announcementsQuery, withdrawAnnouncement } from "../api/portal.ts";
import { modelQuery } from "../api/queries.ts";
import { Icon } from "../kit/icon.tsx";
import { useMay } from "../kit/may.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { useUndo } from "../kit/undo.tsx";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { AnnouncementForm } from "./announcement-form.tsx";
import style from "./announcements.module.css";

export function Announcements() {
  const { announcements: t } = useText();
  const may = useMay();
  const [writing, setWriting] = useState<Announcement | "new" | null>(null);
  const list = useInfiniteQuery(announcementsQuery);
  const items = list.data?.pages.flatMap((each) => each.items) ?? [];
  const mayWrite = may("announcements:write");
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div>
          <h1>{t.title}</h1>
          <p className="soft">{t.lead}</p>
        </div>
        {mayWrite && writing === null && (
          <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setWriting("new")}>
            {t.write}
          </Button>
        )}
      </header>
      {writing !== null && (
        <AnnouncementForm
          key={writing === "new" ? "new" : writing.id}
          announcement={writing === "new" ? null : writing}
          close={() => setWriting(null)}
        />
      )}
      {list.isPending && <Loading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.data !== undefined && items.length === 0 && writing === null && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      {items.length > 0 && (
        <ul className={style.list}>
          {items.map((each) => (
            <li key={each.id}>
              <OneAnnouncement announcement={each} change={mayWrite ? () => setWriting(each) : null} />
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </div>
  );
}

const stateOf = ({ from, until }: Announcement, now: number): "coming" | "running" | "over" => {
  if (Date.parse(from) > now) return "coming";
  return until !== null && Date.parse(until) <= now ? "over" : "running";
};

type RowProps = { announcement: Announcement; change: (() => void) | null };

function OneAnnouncement({ announcement, change }: RowProps) {
  const { text, code, zoned } = useLanguage();
  const t = text.announcements;
  const now = useNow();
  const { data: model } = useQuery(modelQuery);
  const { severity, customers, services, from, until, texts } = announcement;
  const said = texts[code] ?? texts.en ?? texts.fr ?? texts.es ?? { title: "", body: "" };
  const document = model?.document;
  const to = customers === null ? t.toAll : customers.map((id) => document?.customers[id]?.name ?? id).join(", ");
  const of = services.map((id) => textOf(document?.services[id]?.name ?? id, code)).join(", ");
  const when = (at: string): string => shortInstant(Date.parse(at), now, zoned);
  const state = stateOf(announcement, now);
  return (
    <article className={style.row} data-severity={severity} data-state={state}>
      <div className={style.words}>
        <h2>{said.title}</h2>
        <p className="soft">{[text.portal.severity[severity], to, ...(of === "" ? [] : [t.only({ services: of })])].join(" · ")}</p>
        <p className="soft">
          {until === null ? t.openPeriod({ from: when(from) }) : t.period({ from: when(from), until: when(until) })} ·{" "}
          {Object.keys(texts).join(", ")}
        </p>
      </div>
      <span className={style.state} data-state={state}>
        {t.state[state]}
      </span>
      {change !== null && <Acts announcement={announcement} title={said.title} change={change} />}
    </article>
  );
}

function Acts({ announcement, title, change }: { announcement: Announcement; title: string; change: () => void }) {
  const { announcements: t } = useText();
  const client = useQueryClient();
  const { hold } = useUndo();
  const refresh = () => client.invalidateQueries({ queryKey: announcementsQuery.queryKey });
  const [isHeld, setHeld] = useState(false);
  const withdraw = () => {
    setHeld(true);
    hold({
      label: t.withdrawn({ title }),
      commit: async () => {
        await withdrawAnnouncement(announcement.id);
        await refresh();
      },
      cancel: () => setHeld(false),
    });
  };
  return (
    <span className={style.acts}>
      <Button variant="default" size="xs" onClick={change} disabled={isHeld}>
        {t.edit}
        <span className="unseen">: {title}</span>
      </Button>
      <Button variant="default" size="xs" onClick={withdraw} disabled={isHeld}>
        {t.withdraw}
        <span className="unseen">: {title}</span>
      </Button>
    </span>
  );
}

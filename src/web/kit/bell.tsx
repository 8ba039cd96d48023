/** What needs me: the notifications that the rules sent to me, newest first. */
import { Popover } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { NotificationItem } from "../api/answers.ts";
import { notificationsQuery } from "../api/queries.ts";
import { request } from "../api/request.ts";
import { type News, useArticleNews } from "../knowledge/news.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./bell.module.css";
import { Icon } from "./icon.tsx";
import { phone, useMatches } from "./matches.ts";
import { useNow } from "./now.ts";
import { shortInstant } from "./time-text.ts";
import { toldNewsOf } from "./told-news.ts";

export function Bell({ className }: { className: string }) {
  const { house } = useText();
  const client = useQueryClient();
  const isPhone = useMatches(phone);
  const [isOpen, setOpen] = useState(false);
  const { data } = useQuery(notificationsQuery);
  const items = data?.items ?? [];
  const unread = items.filter(({ readAt }) => readAt === null);
  const readAll = async () => {
    await request("POST", "/api/v1/notifications/read", { body: { ids: unread.map(({ id }) => id) } });
    await client.invalidateQueries({ queryKey: notificationsQuery.queryKey });
  };
  return (
    <Popover
      position={isPhone ? "top" : "right-end"}
      opened={isOpen}
      onChange={setOpen}
      width={isPhone ? "calc(100vw - 1rem)" : 360}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={className}
          aria-label={unread.length === 0 ? house.bell.title : house.bell.label({ unread: unread.length })}
          onClick={() => setOpen(!isOpen)}
        >
          <span className={style.sign}>
            <Icon name="bell" size={20} />
            {unread.length > 0 && <span className={style.count}>{unread.length > 99 ? "99+" : unread.length}</span>}
          </span>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label={house.bell.title}>
        <div className={style.head}>
          <h2>{house.bell.title}</h2>
          {unread.length > 0 && (
            <button type="button" className={style.readAll} onClick={() => void readAll()}>
              {house.bell.readAll}
            </button>
          )}
        </div>
        {items.length === 0 ? <p className={style.none}>{house.bell.empty}</p> : <Items items={items} close={() => setOpen(false)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Items({ items, close }: { items: readonly NotificationItem[]; close: () => void }) {
  const { text, zoned, code } = useLanguage();
  const now = useNow();
  const newsOf = useArticleNews();
  const sentence = (cause: NotificationItem["cause"]): string => {
    if (cause.kind === "threshold") {
      const { breached, threshold } = text.house.bell;
      const objective = text.words.objective[cause.objective];
      return cause.percent >= 100 ? breached({ objective }) : threshold({ objective, percent: cause.percent });
    }
    if (cause.kind === "silence") return text.house.bell.silence({ span: cause.silence });
    if (cause.kind === "rating") return text.house.bell.rating({ score: cause.score });
    return cause.kind === "message" || cause.kind === "complaint" ? text.house.bell[cause.kind] : text.house.bell.other;
  };
  return (
    <ul className={style.items}>
      {items.map(({ id, ticketId, cause, at, readAt }) => (
        <li key={id} data-unread={readAt === null}>
          <span>
            <Told news={newsOf(cause) ?? toldNewsOf(cause, code)} otherwise={sentence(cause)} close={close} />{" "}
            {ticketId !== null && (
              <Link to="/tickets/$ticketId" params={{ ticketId: String(ticketId) }} onClick={close}>
                #{ticketId}
              </Link>
            )}
          </span>
          <time className="soft" dateTime={at}>
            {shortInstant(Date.parse(at), now, zoned)}
          </time>
        </li>
      ))}
    </ul>
  );
}

/** News of an article or of the rota lead to it. */
function Told({ news, otherwise, close }: { news: News | null; otherwise: string; close: () => void }) {
  if (news === null) return otherwise;
  return (
    <Link to={news.to as "/"} onClick={close}>
      {news.sentence}
    </Link>
  );
}

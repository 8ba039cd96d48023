/** What happened, the newest first, growing as it happens: each line by whom and when, with a sign of what it is about. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Room, type TimelineEntry, type TimelineTopic, timelineQuery } from "../api/incident.ts";
import { modelQuery } from "../api/queries.ts";
import { Icon, type IconName } from "../kit/icon.tsx";
import { Markdown } from "../kit/markdown.tsx";
import { Failure, Loading } from "../kit/states.tsx";
import { Time } from "../kit/time.tsx";
import { dateKey, dayText, shortInstant, timeText } from "../kit/time-text.ts";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { isSaidAlready, type LineScene, lineWords } from "./line-words.ts";
import style from "./time-line.module.css";

type Shown = TimelineTopic | "all";

export function TimeLine({ room, now }: { room: Room; now: number }) {
  const { text, code, zoned } = useLanguage();
  const t = text.incident.line;
  const [topic, setTopic] = useState<Shown>("all");
  const { data: model } = useQuery(modelQuery);
  const found = useInfiniteQuery(timelineQuery(room.ticketId, topic === "all" ? undefined : topic));
  const entries = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const scene: LineScene = {
    text,
    team: (id) => textOf(model?.document.teams[id]?.name ?? id, code),
    item: (id) => room.checklist.find((each) => each.id === id)?.text,
  };
  return (
    <section className={style.part} aria-labelledby="time-line">
      <header className={style.head}>
        <h2 id="time-line">{t.title}</h2>
        <NativeSelect
          size="xs"
          aria-label={t.filter}
          value={topic}
          data={Object.entries(t.topics).map(([value, label]) => ({ value, label }))}
          onChange={(event) => setTopic(event.currentTarget.value as Shown)}
        />
      </header>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && entries.length === 0 && <p className="soft">{t.empty}</p>}
      <ol className={style.line} aria-live="polite" aria-relevant="additions">
        {entries.map((entry, index) => {
          const at = Date.parse(entry.at);
          const before = entries[index - 1];
          const isNewDay = before === undefined || dateKey(at, zoned) !== dateKey(Date.parse(before.at), zoned);
          return (
            <li key={entry.id}>
              {isNewDay && dateKey(at, zoned) !== dateKey(now, zoned) && <p className={style.day}>{dayText(at, zoned)}</p>}
              <Entry entry={entry} scene={scene} now={now} />
            </li>
          );
        })}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" size="xs" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t.more}
        </Button>
      )}
    </section>
  );
}

const signs: Readonly<Record<TimelineTopic, IconName>> = {
  ticket: "queue",
  update: "megaphone",
  internal: "lock",
  page: "siren",
  room: "shield",
  role: "person",
  checklist: "tick",
  runbook: "lines",
  clock: "clock",
  entry: "pen",
};

const kindOf = ({ type, facts }: TimelineEntry): "note" | "decision" | "finding" | null =>
  type === "incident.entry-written" ? ((facts.kind as "note" | "decision" | "finding" | undefined) ?? "note") : null;

function Entry({ entry, scene, now }: { entry: TimelineEntry; scene: LineScene; now: number }) {
  const t = useText().incident.line;
  const { zoned } = useLanguage();
  const kind = kindOf(entry);
  const isBad = /missed|breached|exhausted|unreached|failed-again/.test(entry.type);
  return (
    <article
      className={style.entry}
      data-topic={entry.topic}
      data-kind={kind ?? undefined}
      data-public={entry.topic === "update"}
      data-bad={isBad}
      data-said={entry.text !== null}
    >
      <span className={style.when} title={shortInstant(Date.parse(entry.at), now, zoned)}>
        <time dateTime={entry.at}>{timeText(Date.parse(entry.at), zoned)}</time>
      </span>
      <span className={style.sign}>
        <Icon name={signs[entry.topic]} size={14} />
      </span>
      <div className={style.what}>
        <p className={style.words} dir="auto">
          {kind !== null && <span className={style.kind}>{t.names[kind]}</span>}
          <span>{lineWords(entry, scene)}</span>
          {entry.topic === "update" && entry.isPublic && (
            <span className={style.public}>
              <Icon name="megaphone" size={12} /> {t.public}
            </span>
          )}
          {entry.writtenAt !== null && (
            <span className="soft">
              {t.writtenLater({ when: timeText(Date.parse(entry.writtenAt), zoned) })}
              <span className="unseen">
                <Time at={Date.parse(entry.writtenAt)} now={now} form="row" isStill />
              </span>
            </span>
          )}
        </p>
        {entry.text !== null && !isSaidAlready(entry, scene.text) && (
          <div className={style.said}>
            <Markdown text={entry.text} headings={4} />
          </div>
        )}
      </div>
    </article>
  );
}

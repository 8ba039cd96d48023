/** Calendars of others: what each does in the rota, how it stands, and whom its words mean. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { calendarsChanged, feedsQuery, type RotaFeedView, refreshFeed, removeFeed } from "../../api/rota-calendars.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { Icon } from "../../kit/icon.tsx";
import { useMay } from "../../kit/may.ts";
import { useNow } from "../../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../../kit/states.tsx";
import { shortInstant } from "../../kit/time-text.ts";
import { say } from "../../kit/undo-store.ts";
import { type Catalogue, useLanguage, useText } from "../../language/language.tsx";
import { rangeText } from "../rota/minute-text.ts";
import style from "./calendars.module.css";
import { FeedForm } from "./feed-form.tsx";
import { UnknownWords } from "./unknown-words.tsx";

type Over = { kind: "add" } | { kind: "edit" | "remove"; feed: RotaFeedView } | null;

export function Feeds() {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feeds;
  const may = useMay();
  const feeds = useQuery(feedsQuery);
  const [over, setOver] = useState<Over>(null);
  const close = () => setOver(null);
  return (
    <section className={style.part} aria-labelledby="calendars-in">
      <header className={style.head}>
        <div>
          <h2 id="calendars-in">{t.title}</h2>
          <p className={style.lead}>{t.lead}</p>
        </div>
        {may("tickets:write") && (
          <Button variant="default" leftSection={<Icon name="plus" size={16} />} onClick={() => setOver({ kind: "add" })}>
            {t.add}
          </Button>
        )}
      </header>
      {feeds.isPending && <Loading />}
      {feeds.isError && <Failure error={feeds.error} retry={() => void feeds.refetch()} />}
      {feeds.data?.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      {feeds.data !== undefined && feeds.data.length > 0 && (
        <ul className={style.list} aria-label={t.list}>
          {feeds.data.map((feed) => (
            <FeedRow key={feed.id} feed={feed} open={(kind) => setOver({ kind, feed })} />
          ))}
        </ul>
      )}
      {over?.kind === "add" && <FeedForm feed={null} close={close} />}
      {over?.kind === "edit" && <FeedForm feed={over.feed} close={close} />}
      {over?.kind === "remove" && <Removal feed={over.feed} close={close} />}
    </section>
  );
}

/** What it does in the rota. */
function doesText({ kind, schedule, place, personName }: RotaFeedView, { rotaCalendars }: Catalogue): string {
  const t = rotaCalendars.feeds;
  return kind === "leave" ? t.leave({ person: personName ?? "" }) : t.layer[place ?? "above"]({ schedule: schedule ?? "" });
}

type RowProps = { feed: RotaFeedView; open: (kind: "edit" | "remove") => void };

function FeedRow({ feed, open }: RowProps) {
  const { text } = useLanguage();
  const t = text.rotaCalendars.feeds;
  const { name } = feed;
  return (
    <li className={style.row} data-tone={feed.state === "failing" ? "failing" : feed.unknown.length > 0 ? "asking" : feed.state}>
      <div className={style.what}>
        <h3>{name}</h3>
        <p>{doesText(feed, text)}</p>
        <p className="soft">
          <span className={style.host}>{feed.host ?? t.file}</span> · {t.by({ name: feed.recordedByName })}
        </p>
      </div>
      <Standing feed={feed} />
      {feed.mayChange && (
        <div className={style.buttons}>
          <Refresh feed={feed} />
          <Button variant="default" size="xs" onClick={() => open("edit")} aria-label={t.editOf({ name })}>
            {t.edit}
          </Button>
          <Button variant="default" size="xs" onClick={() => open("remove")} aria-label={t.removeOf({ name })}>
            {t.remove}
          </Button>
        </div>
      )}
      {feed.unknown.length > 0 && <UnknownWords feed={feed} />}
    </li>
  );
}

/** When it was read, what came of it, and what is wrong with it. */
function Standing({ feed }: { feed: RotaFeedView }) {
  const { text, zoned } = useLanguage();
  const t = text.rotaCalendars.feeds;
  const now = useNow();
  const { state, fault, nextShift, figures } = feed;
  const when = shortInstant(Date.parse((state === "failing" ? feed.failingSince : feed.readAt) ?? feed.recordedAt), now, zoned);
  const range = nextShift === null ? "" : rangeText(Date.parse(nextShift.from), Date.parse(nextShift.to), zoned);
  return (
    <div className={style.standing}>
      <p className={style.state} data-tone={state}>
        {state === "waiting" ? t.states.waiting : t.states[state]({ when })}
      </p>
      {fault !== null && <p>{faultText(fault, text)}</p>}
      {state === "failing" && feed.readAt !== null && <p className="soft">{t.holds}</p>}
      <p>{(feed.kind === "layer" ? t.shifts : t.stretches)({ count: feed.upcoming })}</p>
      {nextShift !== null && (
        <p className="soft">{feed.kind === "layer" ? t.next({ who: nextShift.personName, range }) : t.nextLeave({ range })}</p>
      )}
      {figures !== null && <Oddities feed={feed} figures={figures} />}
    </div>
  );
}

function faultText({ code, status }: NonNullable<RotaFeedView["fault"]>, { rotaCalendars }: Catalogue): string {
  const { faults } = rotaCalendars.feeds;
  return code === "http-status" ? faults["http-status"]({ status: status ?? 0 }) : faults[code];
}

/** What of the calendar has no effect, so that nobody wonders where it went. */
function Oddities({ feed, figures }: { feed: RotaFeedView; figures: NonNullable<RotaFeedView["figures"]> }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feeds;
  const said = [
    ...(feed.kind === "leave" && figures.free > 0 ? [t.free({ count: figures.free })] : []),
    ...(figures.unread > 0 ? [t.unread({ count: figures.unread })] : []),
    ...(figures.unknownZones.length > 0 ? [t.zones({ zones: figures.unknownZones.join(", ") })] : []),
    ...(figures.isCut ? [t.cut] : []),
  ];
  return said.map((line) => (
    <p key={line} className="soft">
      {line}
    </p>
  ));
}

function Refresh({ feed }: { feed: RotaFeedView }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feeds;
  const client = useQueryClient();
  const reading = useMutation({ mutationFn: () => refreshFeed(feed.id), onSettled: () => calendarsChanged(client) });
  return (
    <Button
      variant="default"
      size="xs"
      loading={reading.isPending}
      onClick={() => reading.mutate()}
      aria-label={t.refreshOf({ name: feed.name })}
    >
      {t.refresh}
    </Button>
  );
}

function Removal({ feed, close }: { feed: RotaFeedView; close: () => void }) {
  const { rotaCalendars } = useText();
  const t = rotaCalendars.feeds;
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeFeed(feed.id),
    onSuccess: () => {
      calendarsChanged(client);
      say({ label: t.removed });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.removeTitle({ name: feed.name })}>
      <div className={style.form}>
        <p>{t.removeLead}</p>
        <ProblemNote error={removing.error} />
        <Button color="alarm" data-autofocus loading={removing.isPending} onClick={() => removing.mutate()}>
          {t.remove}
        </Button>
      </div>
    </Dialog>
  );
}

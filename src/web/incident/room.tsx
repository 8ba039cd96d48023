/**
 * The room of a major incident, made to be understood in two seconds at three in the morning: how far we are, how long until the customer
 * hears from us, who leads, where people meet, whom to call, what must not be forgotten, what happened, and one box to write in.
 */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useRef, useState } from "react";
import { type Room, roomQuery } from "../api/incident.ts";
import { isProblem } from "../api/problem.ts";
import { meQuery, modelQuery } from "../api/queries.ts";
import { Missing } from "../kit/dead-end.tsx";
import { Icon } from "../kit/icon.tsx";
import { PriorityMark } from "../kit/marks.tsx";
import { phone, useMatches } from "../kit/matches.ts";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { roughLength } from "../kit/time-text.ts";
import { useText } from "../language/language.tsx";
import { useTabTitle } from "../oncall/page-detail.tsx";
import { useRoomAct } from "./act.ts";
import { Checklist } from "./checklist.tsx";
import { NextUpdate } from "./next-update.tsx";
import { Over } from "./over.tsx";
import { Called, Roles } from "./people.tsx";
import { RoleDialog } from "./role-dialog.tsx";
import style from "./room.module.css";
import { ConferenceDialog, EndDialog, TakeUpDialog } from "./room-dialogs.tsx";
import { StatusLine } from "./status-line.tsx";
import { ConferenceTile, LeaderTile } from "./tiles.tsx";
import { TimeLine } from "./time-line.tsx";
import { kindBegun, WriteBox, type WriteKind } from "./write-box.tsx";

const PageForm = lazy(() => import("../oncall/page-form.tsx"));

export function IncidentRoom() {
  const { incident: t } = useText();
  const { ticketId } = useParams({ from: "/desk/tickets/$ticketId/incident" });
  const id = /^[1-9]\d{0,14}$/.test(ticketId) ? Number(ticketId) : null;
  const found = useQuery({ ...roomQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(found.error, "unknown-ticket")) return <Missing />;
  if (found.data === undefined) return found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Loading />;
  if (found.data.room !== null) return <Whole key={id} room={found.data.room} />;
  return (
    <Empty title={t.none} isPage>
      <p>{t.noneHint}</p>
      <Link to="/tickets/$ticketId" params={{ ticketId }}>
        {t.room.ticket({ id })}
      </Link>
    </Empty>
  );
}

type Asked = { what: "role"; role: string | null } | { what: "conference" | "end" | "take-up" | "page" } | null;
type Part = "line" | "people" | "checklist";

function Whole({ room }: { room: Room }) {
  const { incident: t } = useText();
  const now = useNow();
  const isPhone = useMatches(phone);
  const [asked, setAsked] = useState<Asked>(null);
  const [part, setPart] = useState<Part>("line");
  const acting = useRoomAct(room.ticketId);
  const taking = useTaking(room.ticketId);
  useTabTitle(t.room.title({ id: room.ticketId, subject: room.subject }));
  const shows = (which: Part): boolean => !isPhone || part === which;
  const give = (role: string | null) => setAsked({ what: "role", role });
  return (
    <div className={style.page}>
      <Head room={room} now={now} />
      <div className={style.top}>
        <StatusLine room={room} acting={acting} end={() => setAsked({ what: "end" })} />
        <ProblemNote error={acting.error ?? taking.error} />
        {room.isOver && <Over room={room} now={now} takeUp={() => setAsked({ what: "take-up" })} />}
        <div className={style.tiles}>
          {!room.isOver && <NextUpdate clock={room.updates} now={now} isOver={room.isOver} />}
          <LeaderTile room={room} now={now} handOver={() => give("commander")} />
          <ConferenceTile room={room} change={() => setAsked({ what: "conference" })} />
        </div>
      </div>
      {isPhone && <Tabs part={part} show={setPart} />}
      <div className={style.columns}>
        {shows("line") && <Told room={room} now={now} />}
        {(shows("people") || shows("checklist")) && (
          <aside className={style.side} aria-label={t.room.side}>
            {shows("checklist") && <Checklist room={room} now={now} />}
            {shows("people") && <Roles room={room} give={give} take={taking.take} />}
            {shows("people") && <Called room={room} now={now} page={() => setAsked({ what: "page" })} />}
          </aside>
        )}
      </div>
      <Dialogs room={room} asked={asked} close={() => setAsked(null)} />
    </div>
  );
}

function Head({ room, now }: { room: Room; now: number }) {
  const { incident: t } = useText();
  const end = room.endedAt === null ? now : Date.parse(room.endedAt);
  return (
    <header className={style.head}>
      <p className={style.facts}>
        <Link to="/incidents" className={style.back}>
          <Icon name="back" size={16} /> {t.room.all}
        </Link>
        <Link to="/tickets/$ticketId" params={{ ticketId: String(room.ticketId) }}>
          {t.room.ticket({ id: room.ticketId })}
        </Link>
        <PriorityMark priority={room.priority} long />
        <strong dir="auto">{room.customerName}</strong>
        {room.serviceName !== null && <span className="soft">{room.serviceName}</span>}
        {!room.isOver && <span className={style.running}>{t.room.for({ span: roughLength(end - Date.parse(room.startedAt)) })}</span>}
      </p>
      <h1 dir="auto">{room.subject}</h1>
      {room.reason !== null && (
        <p className="soft" dir="auto">
          {room.reason}
        </p>
      )}
    </header>
  );
}

/** The box above what happened: the newest is what was just written. */
function Told({ room, now }: { room: Room; now: number }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [kind, setKind] = useState<WriteKind>(() => kindBegun(room.ticketId));
  const pick = (next: WriteKind) => {
    setKind(next);
    setTimeout(() => box.current?.focus());
  };
  return (
    <div className={style.main}>
      {room.mayWrite && !room.isOver && <WriteBox room={room} now={now} kind={kind} pick={pick} box={box} />}
      <TimeLine room={room} now={now} />
    </div>
  );
}

/** The reader takes a role that nobody has. */
function useTaking(ticketId: number) {
  const { data: me } = useQuery(meQuery);
  const acting = useRoomAct(ticketId);
  return {
    error: acting.error,
    take: (role: string) => {
      if (me?.assignee != null) acting.mutate({ name: "roles", body: { role, holder: `person:${me.assignee}` } });
    },
  };
}

/** On a phone, one of the three at a time. */
function Tabs({ part, show }: { part: Part; show: (part: Part) => void }) {
  const t = useText().incident.room.tabs;
  return (
    <div className={style.tabs} role="tablist" aria-label={t.label}>
      {(["line", "people", "checklist"] as const).map((each) => (
        <button key={each} type="button" role="tab" aria-selected={part === each} onClick={() => show(each)}>
          {t[each]}
        </button>
      ))}
    </div>
  );
}

function Dialogs({ room, asked, close }: { room: Room; asked: Asked; close: () => void }) {
  const { data: model } = useQuery(modelQuery);
  if (asked?.what === "role") return <RoleDialog room={room} role={asked.role} close={close} />;
  if (asked?.what === "conference") return <ConferenceDialog room={room} close={close} />;
  if (asked?.what === "end") return <EndDialog room={room} close={close} />;
  if (asked?.what === "take-up") return <TakeUpDialog room={room} close={close} />;
  if (asked?.what !== "page") return null;
  const policy = room.service === null ? undefined : model?.document.services[room.service]?.escalationPolicy;
  const about = {
    ...{ ticketId: room.ticketId, customerId: room.customerId, summary: room.subject.slice(0, 200) },
    ...{ urgency: "high" as const, policy: policy ?? null },
  };
  return (
    <Suspense fallback={null}>
      <PageForm about={about} close={close} />
    </Suspense>
  );
}

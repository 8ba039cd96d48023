/** One ticket: what was said, what can be done, how its clocks stand and why, and all that helps to answer beside it. */
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Filled } from "#core/ticket/placeholder.ts";
import { macrosQuery } from "../../api/macros.ts";
import { isProblem } from "../../api/problem.ts";
import { eventsQuery, meQuery, ticketQuery } from "../../api/queries.ts";
import type { WireEvent, WireTicket } from "../../api/wire.ts";
import { Missing } from "../../kit/dead-end.tsx";
import { loadEditor } from "../../kit/editor/editor.tsx";
import { useKeys } from "../../kit/keys.ts";
import { phone, useMatches } from "../../kit/matches.ts";
import { usePalette } from "../../kit/palette.tsx";
import { Failure, Loading } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import type { About } from "../../oncall/page-form.tsx";
import type { Scene } from "./action.ts";
import type { Way } from "./action-bar.tsx";
import { Composer, type ComposerHandle } from "./answer/composer.tsx";
import { type Outgoing, recover, useOutgoing } from "./answer/outgoing.ts";
import { stopAsking } from "./asked.ts";
import { Conversation } from "./conversation.tsx";
import { runbooksIn } from "./entries.ts";
import { usePresence } from "./presence.tsx";
import { SideColumn } from "./side-column.tsx";
import { Head } from "./ticket-head.tsx";
import style from "./ticket-page.module.css";
import { useScene } from "./use-scene.ts";

const CannedPicker = lazy(() => import("./answer/canned-picker.tsx"));
const MacroPicker = lazy(() => import("./answer/macro-picker.tsx"));
const PageForm = lazy(() => import("../../oncall/page-form.tsx"));
const DeclareDialog = lazy(() => import("../../incident/declare-dialog.tsx"));

export function TicketPage() {
  const { ticketId } = useParams({ from: "/desk/tickets/$ticketId" });
  const id = /^[1-9]\d{0,14}$/.test(ticketId) ? Number(ticketId) : null;
  const found = useQuery({ ...ticketQuery(id ?? 0), enabled: id !== null });
  if (id === null || isProblem(found.error, "unknown-ticket")) return <Missing />;
  if (found.data === undefined) return found.isError ? <Failure error={found.error} retry={() => void found.refetch()} /> : <Loading />;
  return <TicketView key={id} ticket={found.data.ticket} />;
}

type Picking = { what: "canned" } | { what: "macros"; macro: string | null } | { what: "page" | "declare" } | null;

function TicketView({ ticket }: { ticket: WireTicket }) {
  const { text } = useLanguage();
  const t = text.ticket;
  const events = useQuery(eventsQuery(ticket.id));
  const log = events.data ?? nothing;
  const workedSince = useWorkedSince(ticket);
  const runbooks = useMemo(() => runbooksIn(log), [log]);
  const scene = useScene(ticket, workedSince, runbooks);
  const { data: me } = useQuery(meQuery);
  const isWriting = usePresence(ticket.id);
  const outgoing = useOutgoing().filter(({ ticketId }) => ticketId === ticket.id);
  const composer = useRef<ComposerHandle>(null);
  const [picking, setPicking] = useState<Picking>(null);
  const [unknown, setUnknown] = useState<readonly string[]>([]);
  const [isDetails, setDetails] = useState(false);
  const isPhone = useMatches(phone);
  useTitle(t.title({ id: ticket.id, subject: ticket.subject }));
  useEffect(() => {
    void loadEditor();
    return stopAsking;
  }, []);
  useRecovery(ticket.id, events.data);
  const mayWrite = scene.may("tickets:write");
  const insert = (markdown: string) => {
    setDetails(false);
    // The box may just have come back into sight.
    setTimeout(() => composer.current?.insert(markdown));
  };
  const ways = useWays(ticket, mayWrite, setPicking);
  const talking = { events, outgoing, scene, mayWrite, author: me?.name ?? "", quote: (said: string) => insert(`${quoted(said)}\n\n`) };
  return (
    <div className={style.page} data-details={isDetails}>
      <div className={style.main}>
        <Head scene={scene} ways={ways} declare={() => setPicking({ what: "declare" })} />
        {isPhone && <Tabs isDetails={isDetails} show={setDetails} />}
        {(!isPhone || !isDetails) && (
          <>
            <Talk {...talking} />
            {mayWrite && (
              <Composer
                handle={composer}
                scene={scene}
                onWriting={isWriting}
                unknown={unknown}
                openCanned={() => setPicking({ what: "canned" })}
                openMacros={() => setPicking({ what: "macros", macro: null })}
              />
            )}
          </>
        )}
      </div>
      {(!isPhone || isDetails) && (
        <aside className={style.side} aria-label={t.details}>
          <SideColumn scene={scene} insert={insert} />
        </aside>
      )}
      <Pickers
        scene={scene}
        picking={picking}
        close={() => setPicking(null)}
        pick={(filled) => {
          setUnknown(filled.unknown);
          insert(filled.text);
        }}
      />
    </div>
  );
}

type TalkProps = {
  events: UseQueryResult<readonly WireEvent[]>;
  outgoing: readonly Outgoing[];
  scene: Scene;
  mayWrite: boolean;
  author: string;
  quote: (said: string) => void;
};

function Talk({ events, outgoing, scene, mayWrite, author, quote }: TalkProps) {
  const { sections } = useLanguage().text.ticket;
  const frame = useEndInSight((events.data?.length ?? 0) + outgoing.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section ref={frame} className={style.talk} tabIndex={0} aria-label={sections.conversation}>
      {events.isPending && <Loading />}
      {events.isError && <Failure error={events.error} retry={() => void events.refetch()} />}
      {events.data !== undefined && (
        <Conversation events={events.data} name={scene.name} outgoing={outgoing} author={author} quote={mayWrite ? quote : null} />
      )}
    </section>
  );
}

type PickersProps = { scene: Scene; picking: Picking; close: () => void; pick: (filled: Filled) => void };

function Pickers({ scene, picking, close, pick }: PickersProps) {
  return (
    <Suspense fallback={null}>
      {picking?.what === "canned" && <CannedPicker scene={scene} close={close} pick={pick} />}
      {picking?.what === "macros" && <MacroPicker scene={scene} initial={picking.macro} close={close} />}
      {picking?.what === "declare" && <DeclareDialog ticketId={scene.ticket.id} customerId={scene.ticket.customerId} close={close} />}
      {picking?.what === "page" && <PageForm about={aboutTicket(scene)} close={close} />}
    </Suspense>
  );
}

/** What somebody who is called to this ticket is told. */
const aboutTicket = ({ ticket, document }: Scene): About => ({
  ...{ ticketId: ticket.id, customerId: ticket.customerId, summary: ticket.subject.slice(0, 200) },
  urgency: ticket.priority === "P1" || ticket.priority === "P2" ? "high" : "low",
  policy: (ticket.service === null ? undefined : document?.services[ticket.service]?.escalationPolicy) ?? null,
});

const nothing: readonly WireEvent[] = [];

const quoted = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");

/** When this page was opened, or the reader's last entry was made: what is between then and now is not logged yet. */
function useWorkedSince(ticket: WireTicket): number {
  const [openedAt] = useState(() => Date.now());
  const { data: me } = useQuery(meQuery);
  const last = ticket.timeEntries.findLast(({ by }) => by === `agent:${me?.assignee}`);
  return Math.max(openedAt, last === undefined ? 0 : Date.parse(last.endedAt));
}

/** What leads elsewhere from here: by key, from "More" and from the palette. */
function useWays(ticket: WireTicket, mayWrite: boolean, pick: (picking: Picking) => void): readonly Way[] {
  const { text } = useLanguage();
  const t = text.ticket;
  const navigate = useNavigate();
  const { data: macros } = useQuery({ ...macrosQuery, enabled: mayWrite });
  useKeys(text.house.keys.groups.ticket, [{ keys: "q", label: t.actions.back, run: () => void navigate({ to: "/queue" }) }]);
  usePalette(
    t.answer.macros.title,
    (mayWrite ? (macros ?? []) : []).map(({ id, name }) => ({
      ...{ id, label: name, icon: "bolt" as const },
      run: () => pick({ what: "macros", macro: id }),
    })),
  );
  if (!mayWrite) return [];
  return [
    { id: "canned", keys: ";", icon: "lines", label: t.actions.canned, run: () => pick({ what: "canned" }) },
    { id: "macro", keys: ",", icon: "bolt", label: t.actions.macro, run: () => pick({ what: "macros", macro: null }) },
    ...(ticket.kind === "incident" && ticket.status === "open"
      ? [{ id: "declare", keys: "!", icon: "warn" as const, label: text.incident.ticket.declare, run: () => pick({ what: "declare" }) }]
      : []),
    { id: "page", keys: "P", icon: "siren", label: text.pages.byHand, run: () => pick({ what: "page" }) },
    {
      ...{ id: "child", keys: "H", icon: "branch", label: t.actions.child },
      run: () => void navigate({ to: "/tickets/new", search: { parent: ticket.id } }),
    },
  ];
}

/** What a browser that died had still to send comes back among the drafts, once. */
function useRecovery(ticketId: number, events: readonly WireEvent[] | undefined): void {
  const isDone = useRef(false);
  useEffect(() => {
    if (events === undefined || isDone.current) return;
    isDone.current = true;
    void recover(ticketId, events);
  }, [ticketId, events]);
}

function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

/** On a phone, one of the two at a time. */
function Tabs({ isDetails, show }: { isDetails: boolean; show: (isDetails: boolean) => void }) {
  const { beside } = useLanguage().text.ticket;
  return (
    <div className={style.tabs} role="tablist" aria-label={beside.details}>
      {[false, true].map((details) => (
        <button key={String(details)} type="button" role="tab" aria-selected={isDetails === details} onClick={() => show(details)}>
          {details ? beside.details : beside.conversation}
        </button>
      ))}
    </div>
  );
}

/** A conversation is read from its end: it opens there, and stays there while somebody does not look further up. */
function useEndInSight(length: number) {
  const frame = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const note = () => {
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60;
    };
    // Pictures come later than the words around them.
    const grown = new ResizeObserver(() => isAtEnd.current && element.scrollTo({ top: element.scrollHeight }));
    if (element.firstElementChild !== null) grown.observe(element.firstElementChild);
    element.addEventListener("scroll", note, { passive: true });
    return () => {
      grown.disconnect();
      element.removeEventListener("scroll", note);
    };
  }, []);
  useLayoutEffect(() => {
    if (length > 0 && isAtEnd.current) frame.current?.scrollTo({ top: frame.current.scrollHeight });
  }, [length]);
  return frame;
}

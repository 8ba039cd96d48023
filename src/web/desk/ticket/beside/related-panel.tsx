/** Tickets that belong to this one: children, links, the requester's others, and those of the same component. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { relatedQuery } from "../../../api/related.ts";
import type { TicketSummary } from "../../../api/wire.ts";
import { Icon } from "../../../kit/icon.tsx";
import { PriorityMark, StatusMark } from "../../../kit/marks.tsx";
import { Failure, Loading, ProblemNote } from "../../../kit/states.tsx";
import { useText } from "../../../language/language.tsx";
import { useDo } from "../act.ts";
import type { Scene } from "../action.ts";
import { ask } from "../asked.ts";
import style from "./beside.module.css";

export function RelatedPanel({ scene }: { scene: Scene }) {
  const text = useText();
  const t = text.ticket.beside.related;
  const { ticket, me, name } = scene;
  const related = useQuery(relatedQuery(ticket.id));
  const { run, error } = useDo(ticket.id, me);
  if (related.isPending) return <Loading />;
  if (related.isError) return <Failure error={related.error} retry={() => void related.refetch()} />;
  const { links, requesterOthers, sameComponent } = related.data;
  const children = links.filter(({ type }) => type === "has-part");
  const others = links.filter(({ type }) => type !== "has-part");
  const mayWrite = scene.may("tickets:write");
  const isEmpty = links.length + requesterOthers.length + sameComponent.length === 0;
  const unlink = (link: string, otherId: number) =>
    run({ id: "unlink", label: t.unlinked({ id: otherId }), verb: "unlinks", body: { link, otherId } });
  return (
    <div className={style.stack}>
      {isEmpty && <p className="soft">{t.none}</p>}
      {children.length > 0 && (
        <Group title={t.children}>
          {children.map(({ type, ticket: child }) => (
            <Row key={child.id} ticket={child} word={null} unlink={mayWrite ? () => unlink(type, child.id) : null} />
          ))}
        </Group>
      )}
      {mayWrite && (
        <p className={style.choices}>
          <Link to="/tickets/new" search={{ parent: ticket.id }} className={style.word}>
            {t.openChild}
          </Link>
          {scene.children.length > 0 && (
            <button type="button" className={style.word} onClick={() => ask(ticket.id, "answer-children")}>
              {t.answerChildren}
            </button>
          )}
        </p>
      )}
      {others.length > 0 && (
        <Group title={t.links}>
          {others.map(({ type, ticket: other }) => (
            <Row
              key={`${type} ${other.id}`}
              ticket={other}
              word={text.words.link[type]}
              unlink={mayWrite ? () => unlink(type, other.id) : null}
            />
          ))}
        </Group>
      )}
      {requesterOthers.length > 0 && (
        <Few title={t.others({ name: ticket.requester === null ? "" : name.contact(ticket.requester) })} tickets={requesterOthers} />
      )}
      {sameComponent.length > 0 && <Few title={t.component} tickets={sameComponent} />}
      <ProblemNote error={error} />
    </div>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul className={style.rows}>{children}</ul>
    </section>
  );
}

const fewest = 4;

/** The newest, and the others when they are asked for. */
function Few({ title, tickets }: { title: string; tickets: readonly TicketSummary[] }) {
  const t = useText().ticket.beside.related;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? tickets : tickets.slice(0, fewest);
  return (
    <div>
      <Group title={title}>
        {shown.map((other) => (
          <Row key={other.id} ticket={other} word={null} unlink={null} />
        ))}
      </Group>
      {shown.length < tickets.length && (
        <button type="button" className={style.word} onClick={() => setWhole(true)}>
          {t.more({ count: tickets.length - shown.length })}
        </button>
      )}
    </div>
  );
}

function Row({ ticket, word, unlink }: { ticket: TicketSummary; word: string | null; unlink: (() => void) | null }) {
  const { beside } = useText().ticket;
  return (
    <li>
      <span className={style.other}>
        <PriorityMark priority={ticket.priority} />
        <span>
          {word !== null && <span className="soft">{word} </span>}
          <Link to="/tickets/$ticketId" params={{ ticketId: String(ticket.id) }} dir="auto">
            #{ticket.id} {ticket.subject}
          </Link>{" "}
          <StatusMark status={ticket.status} pause={ticket.pause} />
        </span>
      </span>
      {unlink !== null && (
        <button type="button" className={style.remove} aria-label={beside.related.unlink({ id: ticket.id })} onClick={unlink}>
          <Icon name="cross" size={14} />
        </button>
      )}
    </li>
  );
}

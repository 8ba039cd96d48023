/** A ticket in the order: taken by its grip, or moved by its buttons. */
import { useSortable } from "@dnd-kit/sortable";
import { Link } from "@tanstack/react-router";
import type { CSSProperties } from "react";
import type { TicketSummary } from "../../api/wire.ts";
import { Icon } from "../../kit/icon.tsx";
import { PriorityMark } from "../../kit/marks.tsx";
import { useNow } from "../../kit/now.ts";
import { useText } from "../../language/language.tsx";
import { useNextSentence } from "../next-sentence.ts";
import { nextOf } from "../promise.ts";
import type { Order, Spot } from "./order.ts";
import style from "./rank.module.css";

type Props = {
  id: number;
  ticket: TicketSummary | undefined;
  /** Its place in the order; null outside of it. */
  place: { position: number; total: number } | null;
  order: Order;
  move: (to: Spot) => void;
};

export function Card({ id, ticket, place, order, move }: Props) {
  const t = useText().portal.rank;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id });
  if (ticket === undefined) return null;
  // Cards keep their own height: the library would stretch them to that of the one whose place they take.
  const form: CSSProperties = transform === null ? {} : { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)` };
  return (
    <li
      ref={setNodeRef}
      className={style.card}
      data-dragging={isDragging}
      data-placed={place !== null}
      style={{ ...form, ...(transition === undefined ? {} : { transition }) }}
    >
      <button
        type="button"
        ref={setActivatorNodeRef}
        className={style.grip}
        {...attributes}
        {...listeners}
        aria-label={t.handle({ id: String(id), subject: ticket.subject })}
      >
        <Icon name="grip" />
      </button>
      <span className={style.position}>{place === null ? "–" : place.position}</span>
      <Words ticket={ticket} />
      <span className={style.moves}>
        {place === null ? (
          <Move label={t.add} icon="up" id={id} run={() => move({ list: "ranked", index: order.ranked.length })} />
        ) : (
          <>
            <Move
              label={t.up}
              icon="up"
              id={id}
              isOff={place.position === 1}
              run={() => move({ list: "ranked", index: place.position - 2 })}
            />
            <Move
              label={t.down}
              icon="down"
              id={id}
              isOff={place.position === place.total}
              run={() => move({ list: "ranked", index: place.position })}
            />
            <Move label={t.remove} icon="cross" id={id} run={() => move({ list: "rest", index: 0 })} />
          </>
        )}
      </span>
    </li>
  );
}

type MoveProps = { label: string; icon: "up" | "down" | "cross"; id: number; isOff?: boolean; run: () => void };

const Move = ({ label, icon, id, isOff = false, run }: MoveProps) => (
  <button
    type="button"
    className={style.move}
    aria-label={`${label}: #${id}`}
    title={label}
    aria-disabled={isOff}
    onClick={() => isOff || run()}
  >
    <Icon name={icon} size={16} />
  </button>
);

function Words({ ticket }: { ticket: TicketSummary }) {
  const sentence = useNextSentence();
  const now = useNow();
  return (
    <span className={style.words}>
      <Link to="/portal/tickets/$ticketId" params={{ ticketId: String(ticket.id) }} className={style.subject}>
        {ticket.subject}
      </Link>
      <span className={style.facts}>
        <PriorityMark priority={ticket.priority} long />
        <span>#{ticket.id}</span>
        <span>{sentence(nextOf(ticket, now), now)}</span>
      </span>
    </span>
  );
}

/** What hangs at the pointer. */
export const Dragged = ({ ticket }: { ticket: TicketSummary }) => (
  <div className={style.card} data-lifted>
    <span className={style.grip}>
      <Icon name="grip" />
    </span>
    <span className={style.words}>
      <span className={style.subject}>{ticket.subject}</span>
      <span className={style.facts}>
        <PriorityMark priority={ticket.priority} long />
        <span>#{ticket.id}</span>
      </span>
    </span>
  </div>
);

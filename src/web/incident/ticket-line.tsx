/** On the ticket's own page: it is a major incident, or should be one. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { roomQuery } from "../api/incident.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { countdown } from "../kit/time-text.ts";
import { useText } from "../language/language.tsx";
import { pressing } from "./next-update.tsx";
import style from "./ticket-line.module.css";

/** `declare` opens the question; asked of incidents only. */
export function IncidentLine({ ticketId, declare }: { ticketId: number; declare: () => void }) {
  const { incident: t } = useText();
  const now = useNow();
  const { data } = useQuery(roomQuery(ticketId));
  const params = { ticketId: String(ticketId) };
  if (data === undefined) return null;
  const { room } = data;
  if (room === null) {
    if (!data.isSuggested || !data.mayDeclare) return null;
    return (
      <p className={style.line} data-pressing="soon">
        <Icon name="siren" size={16} />
        <span>{t.ticket.suggested}</span>
        <Button size="compact-sm" variant="default" onClick={declare}>
          {t.ticket.declare}
        </Button>
      </p>
    );
  }
  const due = room.updates.dueAt === null ? null : Date.parse(room.updates.dueAt);
  const state = room.isOver ? "still" : pressing(room.updates.dueAt, now);
  const commander = room.roles.find(({ role }) => role === "commander");
  return (
    <p className={style.line} data-pressing={state}>
      <Icon name="siren" size={16} />
      <strong>{room.isOver ? t.ticket.over : t.ticket.label}</strong>
      {!room.isOver && <span>{t.status[room.status]}</span>}
      {!room.isOver && commander !== undefined && <span>{t.list.leads({ who: commander.holderName })}</span>}
      {!room.isOver && due !== null && (
        <span className={style.clock}>{(due < now ? t.ticket.lateUpdate : t.ticket.nextUpdate)({ left: countdown(due - now) })}</span>
      )}
      <Link to="/tickets/$ticketId/incident" params={params}>
        {t.ticket.open}
      </Link>
      {room.isOver && (
        <Link to="/tickets/$ticketId/incident/review" params={params}>
          {t.ticket.review}
        </Link>
      )}
    </p>
  );
}

/** What the ticket's page shows of knowledge. */
import { Link } from "@tanstack/react-router";
import { Icon } from "../kit/icon.tsx";
import { useMay } from "../kit/may.ts";
import { useText } from "../language/language.tsx";

/** From a resolved ticket to the draft of an article; nothing for who may not write, or while there is nothing to tell. */
export function ArticleFromTicket({ ticketId, isResolved }: { ticketId: number; isResolved: boolean }) {
  const t = useText().knowledge.suggested;
  const may = useMay();
  if (!isResolved || !may("knowledge:write")) return null;
  return (
    <p>
      <Link to="/knowledge/new" search={{ ticket: ticketId }}>
        <Icon name="book" size={14} /> {t.fromTicket}
      </Link>
    </p>
  );
}

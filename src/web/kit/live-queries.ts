/** What the server says has changed is read again: the same for the desk and for the portal. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { type LiveChange, watchLive } from "../api/live.ts";
import { queueChanged } from "../api/queue-pulse.ts";

/** Changes come in bursts (one command makes several events): they are taken together. */
const gatherMs = 250;

/** What was asked to be told lies in the inbox a moment later. */
const deliveredAfterMs = 1_500;

/** On a busy desk, lists and counts are read again so often, not with every change. */
const listedEveryMs = 2_000;

/** To be called once, by the frame of desk or portal. What nothing on the page shows is not read. */
export function useLiveQueries(): void {
  const client = useQueryClient();
  useEffect(() => {
    let gathered: LiveChange[] = [];
    let listing: ReturnType<typeof setTimeout> | null = null;
    let isListAgain = false;
    const list = () => {
      queueChanged();
      isListAgain = listing !== null;
      if (listing !== null) return;
      void client.invalidateQueries({ queryKey: ["queue"] });
      listing = setTimeout(() => {
        listing = null;
        if (isListAgain) list();
      }, listedEveryMs);
    };
    const refresh = () => {
      const changes = gathered;
      gathered = [];
      const tickets = new Set(changes.flatMap(({ ticketId }) => (ticketId === null ? [] : [ticketId])));
      for (const id of tickets) void client.invalidateQueries({ queryKey: ["ticket", id] });
      if (tickets.size > 0) list();
      if (changes.some(({ type }) => type.startsWith("notification."))) {
        setTimeout(() => void client.invalidateQueries({ queryKey: ["notifications"] }), deliveredAfterMs);
      }
      if (changes.some(({ type }) => type.startsWith("page.") || type.startsWith("delivery."))) {
        void client.invalidateQueries({ queryKey: ["pages"] });
      }
      if (changes.some(({ type }) => type.startsWith("incident."))) void client.invalidateQueries({ queryKey: ["incidents"] });
      if (changes.some(({ type }) => type.startsWith("rota."))) {
        for (const queryKey of [["rota"], ["pages", "on-call"]]) void client.invalidateQueries({ queryKey });
      }
      if (changes.some(({ type }) => type.startsWith("model."))) {
        for (const key of ["model", "status", "pages", "rota"]) void client.invalidateQueries({ queryKey: [key] });
        list();
      }
    };
    return watchLive({
      onChange: (change) => {
        gathered.push(change);
        if (gathered.length === 1) setTimeout(refresh, gatherMs);
      },
      onPresence: (ticketId) => void client.invalidateQueries({ queryKey: ["ticket", ticketId, "presence"], exact: true }),
      onRestored: () => {
        queueChanged();
        void client.invalidateQueries();
      },
    });
  }, [client]);
}

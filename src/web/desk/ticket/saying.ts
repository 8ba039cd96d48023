/** Sending what was written: shown at once, given back when it was refused, kept when one looks elsewhere in between. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { request } from "../../api/request.ts";
import type { Message } from "./entries.ts";

export type Visibility = "public" | "internal";

const drafts = new Map<string, string>();

type Saying = { ticketId: number; visibility: Visibility; author: string; setPending: (pending: readonly Message[]) => void };
type Order = { visibility: Visibility; text: string; key: string };

export function useSaying({ ticketId, visibility, author, setPending }: Saying) {
  const client = useQueryClient();
  const draftKey = (of: Visibility): string => `${ticketId} ${of}`;
  const here = draftKey(visibility);
  const [said, setSaid] = useState(() => drafts.get(here) ?? "");
  useEffect(() => setSaid(drafts.get(here) ?? ""), [here]);
  const sending = useMutation({
    // One after the other: what is written while the one before is under way is sent next, not dropped.
    scope: { id: `saying ${ticketId}` },
    mutationFn: (order: Order) =>
      request("POST", `/api/v1/tickets/${ticketId}/replies`, {
        body: { visibility: order.visibility, text: order.text },
        idempotencyKey: order.key,
      }),
    onMutate: (order) => {
      drafts.delete(draftKey(order.visibility));
      setSaid("");
      const side = order.visibility === "internal" ? "internal" : "agent";
      setPending([{ kind: "message", key: order.key, at: Date.now(), side, author, text: order.text, isSolution: false }]);
    },
    onError: (_error, order) => {
      drafts.set(draftKey(order.visibility), order.text);
      setSaid(order.text);
      setPending([]);
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["ticket", ticketId] }).then(() => setPending([]));
      void client.invalidateQueries({ queryKey: ["queue"] });
    },
  });
  return {
    said,
    write: (next: string) => {
      drafts.set(here, next);
      setSaid(next);
    },
    send: () => {
      if (said.trim() !== "") sending.mutate({ visibility, text: said, key: crypto.randomUUID() });
    },
    isSending: sending.isPending,
    error: sending.error,
  };
}

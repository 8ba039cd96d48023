/** The reader's hands on one ticket: what they do at once can be undone, what cannot be undone is held, and refusals are said. */
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { ticketQuery, type VersionedTicket } from "../../api/queries.ts";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";
import type { Action, Values } from "./action.ts";
import { ask } from "./asked.ts";
import { foresee, perform, readAgain, takingBack } from "./deed.ts";
import { forgetDialog } from "./dialog-draft.ts";
import { holdBack, sendOffHeld } from "./in-order.ts";

export type Doing = { action: Action; values: Values; idempotencyKey: string };

/** What a refusal left: for the dialog, which opens again with what was written. */
const refusals = new Map<string, unknown>();
const placeOf = (ticketId: number, action: string): string => `${ticketId} ${action}`;

/** Why the dialog is open again; asked once. */
export function refusalOf(ticketId: number, action: string): unknown {
  const place = placeOf(ticketId, action);
  const refusal = refusals.get(place) ?? null;
  refusals.delete(place);
  return refusal;
}

export function useAct(ticketId: number, me: string | null) {
  const client = useQueryClient();
  const undo = useUndo();
  const { answer } = useText().ticket;
  const actor = me === null ? null : `agent:${me}`;
  const acting = useMutation({
    networkMode: "always",
    mutationFn: async ({ action, values, idempotencyKey }: Doing) => {
      const before = client.getQueryData<VersionedTicket>(ticketQuery(ticketId).queryKey);
      const unsee = action.foresee === undefined ? null : foresee(client, ticketId, (ticket) => action.foresee!(ticket, values));
      const body = action.body(values);
      sendOffHeld(ticketId);
      try {
        await perform(client, { ticketId, verb: action.verb, body, idempotencyKey, version: before?.version, actor });
      } catch (error) {
        unsee?.();
        void readAgain(client, ticketId);
        throw error;
      }
      forgetDialog(ticketId, action.id);
      action.onDone?.();
      void readAgain(client, ticketId);
      const back = before === undefined ? null : takingBack(before.ticket, action.verb, body, answer.takeBack);
      if (back === null) return;
      undo.offer({
        label: `#${ticketId}: ${action.label}`,
        undo: async () => {
          await perform(client, { ticketId, ...back, idempotencyKey: crypto.randomUUID(), version: undefined, actor });
          await readAgain(client, ticketId);
        },
      });
    },
  });
  const hold = useMemo(() => holder(client, ticketId, actor, undo.hold), [client, ticketId, actor, undo]);
  return { acting, hold };
}

/** Holds a deed for ten seconds. Until it is done, what was written for it stays where it was written. */
const holder =
  (client: QueryClient, ticketId: number, actor: string | null, hold: ReturnType<typeof useUndo>["hold"]) =>
  ({ action, values, idempotencyKey }: Doing): void => {
    const version = client.getQueryData<VersionedTicket>(ticketQuery(ticketId).queryKey)?.version;
    const again = (error: unknown) => {
      if (error !== null) refusals.set(placeOf(ticketId, action.id), error);
      ask(ticketId, action.id, values);
    };
    const body = action.body(values);
    sendOffHeld(ticketId);
    let forget = () => {};
    const commit = async (): Promise<void> => {
      forget();
      try {
        const targets = action.tickets ?? [ticketId];
        for (const target of targets) {
          const key = targets.length === 1 ? idempotencyKey : `${idempotencyKey}-${target}`;
          const seen = target === ticketId ? version : undefined;
          await perform(client, { ticketId: target, verb: action.verb, body, idempotencyKey: key, version: seen, actor });
        }
        forgetDialog(ticketId, action.id);
        action.onDone?.();
      } catch (error) {
        again(error);
      } finally {
        void readAgain(client, ticketId);
      }
    };
    const cancel = () => {
      forget();
      again(null);
    };
    forget = holdBack(ticketId, hold({ label: action.held?.(values) ?? action.label, commit, cancel }));
  };

/** For a panel's own buttons: what is done at once, without a dialog. */
export function useDo(ticketId: number, me: string | null) {
  const { acting } = useAct(ticketId, me);
  return {
    error: acting.error,
    isBusy: acting.isPending,
    run: (deed: Pick<Action, "id" | "label" | "verb" | "foresee"> & { body: object }): void => {
      const { body, ...rest } = deed;
      const action: Action = { ...rest, body: () => body, keys: null, icon: "check", isMain: false, isPossible: true, fields: [] };
      acting.mutate({ action, values: {}, idempotencyKey: crypto.randomUUID() });
    },
  };
}

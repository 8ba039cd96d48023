/** Taking back what was recorded, and recording it anew when that was a slip. What has been stays either way. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type RotaLeave, type RotaOverride, recordLeave, recordOverride, rotaChanged, takeBack } from "../../api/rota.ts";
import { sentenceOf } from "../../kit/states.tsx";
import { useUndo } from "../../kit/undo.tsx";
import { useText } from "../../language/language.tsx";

type Order = { what: "overrides" | "leave"; id: number; again: () => Promise<unknown> };

export function useTakingBack(close: () => void) {
  const { rota, house } = useText();
  const client = useQueryClient();
  const { offer, say } = useUndo();
  const mutation = useMutation({
    networkMode: "always",
    mutationFn: ({ what, id }: Order) => takeBack(what, id),
    onSuccess: async (_, { again }) => {
      offer({
        label: rota.panel.takenBack,
        undo: async () => {
          await again();
          await rotaChanged(client);
        },
      });
      close();
    },
    onError: (error) => say({ label: sentenceOf(error, house.states.failed), tone: "bad" }),
    onSettled: () => rotaChanged(client),
  });
  return {
    isPending: mutation.isPending,
    override: ({ id, schedule, person, from, to, reason }: RotaOverride) =>
      mutation.mutate({ what: "overrides", id, again: () => recordOverride({ schedule, person, ...still(from), to, reason }) }),
    leave: ({ id, person, from, to, kind, note }: RotaLeave) =>
      mutation.mutate({ what: "leave", id, again: () => recordLeave({ person, ...still(from), to, kind: kind ?? "other", note }) }),
  };
}

/** Without its beginning when that lies behind: it goes on from now. */
const still = (from: string): { from?: string } => (Date.parse(from) > Date.now() ? { from } : {});

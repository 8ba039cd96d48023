/** Doing something in a room: the answer is the room afterwards, shown at once; the same deed sent twice is done once. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { doInRoom, type Room, type RoomDeeds, roomKey } from "../api/incident.ts";

export type Deed = { [Name in keyof RoomDeeds]: { name: Name; body: RoomDeeds[Name] } }[keyof RoomDeeds];

/** For deeds that are told by their name and body. */
export function useRoomAct(ticketId: number, done?: () => void) {
  const key = useRef({ of: "", key: "" });
  return useRoomChange(
    ticketId,
    async (deed: Deed) => {
      const of = JSON.stringify(deed);
      if (key.current.of !== of) key.current = { of, key: crypto.randomUUID() };
      const room = await doInRoom(ticketId, deed.name, deed.body, key.current.key);
      // Said once more later, it is another one.
      key.current = { of: "", key: "" };
      return room;
    },
    done,
  );
}

/** For any order that gives the room. */
export function useRoomChange<Order>(ticketId: number, run: (order: Order) => Promise<Room>, done?: () => void) {
  const client = useQueryClient();
  return useMutation({
    networkMode: "always",
    mutationFn: run,
    onSuccess: (room) => {
      client.setQueryData(roomKey(ticketId), { room, isSuggested: false, mayDeclare: false });
      done?.();
    },
    // Also after a refusal: somebody may have been quicker.
    onSettled: () =>
      Promise.all([client.invalidateQueries({ queryKey: ["ticket", ticketId] }), client.invalidateQueries({ queryKey: ["incidents"] })]),
  });
}

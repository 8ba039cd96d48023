/** A homeserver as far as we use it (client-server API v1.11: room_send, sync, create_room, directory, account-data of matrix-spec). */
import { z } from "zod";
import { type Answered, type HttpProvider, json, openProvider } from "./http-provider.ts";
import { now } from "./trial.ts";

export const accessToken = "syt_Z3VhcmRpYQ_abcdefghijklmnop_012345";
export const bot = "@guardia:example.org";
export const room = "!ops:example.org";

const content = z.strictObject({
  ...{ msgtype: z.enum(["m.text", "m.notice"]), body: z.string().min(1) },
  ...{ format: z.literal("org.matrix.custom.html").optional(), formatted_body: z.string().optional() },
});
const creation = z.strictObject({
  ...{ is_direct: z.literal(true), preset: z.literal("trusted_private_chat"), invite: z.array(z.string()), name: z.string() },
});

export type Event = { room: string; event_id: string; type: string; sender: string; content: object; origin_server_ts: number };
export type Matrix = HttpProvider & {
  readonly events: Event[];
  /** Who is in a room, or invited. */
  readonly members: Map<string, Map<string, "join" | "invite" | "leave">>;
  say(sender: string, content: object, options?: { type?: string; agoMs?: number; room?: string }): string;
};

const refused = (status: number, errcode: string, error: string, more: object = {}): Answered => json(status, { errcode, error, ...more });

export async function openMatrix(): Promise<Matrix> {
  const events: Event[] = [];
  const sentBefore = new Map<string, string>();
  const people = (...all: [string, "join" | "invite"][]) => new Map<string, "join" | "invite" | "leave">(all);
  const members: Matrix["members"] = new Map([
    [room, people([bot, "join"], ["@ana:example.org", "join"])],
    ["!closed:example.org", people(["@ana:example.org", "join"])],
    ["!asked:example.org", people([bot, "invite"])],
  ]);
  let direct: Record<string, string[]> | null = null;
  const add = (event: Omit<Event, "event_id">): string => {
    const id = `$event${events.length}`;
    events.push({ ...event, event_id: id });
    return id;
  };
  const provider = await openProvider(({ method, path, query, headers, body }) => {
    if (headers.authorization !== `Bearer ${accessToken}`) return refused(401, "M_UNKNOWN_TOKEN", "Unrecognised access token.");
    const [one = "", two = "", three = "", four = "", five = ""] = path
      .replace("/_matrix/client/v3/", "")
      .split("/")
      .map(decodeURIComponent);
    const asked = `${method} ${one}`;
    if (asked === "GET account" && two === "whoami") return json(200, { user_id: bot, device_id: "GUARDIA" });
    if (asked === "GET directory" && three === "#ops:example.org") return json(200, { room_id: room, servers: ["example.org"] });
    if (asked === "GET user" && three === "account_data" && four === "m.direct") {
      return direct === null ? refused(404, "M_NOT_FOUND", "Account data not found") : json(200, direct);
    }
    if (asked === "PUT user" && four === "m.direct") {
      direct = z.record(z.string(), z.array(z.string())).parse(JSON.parse(body));
      return json(200, {});
    }
    if (asked === "POST createRoom") {
      const { invite } = creation.parse(JSON.parse(body));
      const id = `!new${members.size}:example.org`;
      members.set(id, people([bot, "join"], ...invite.map((each): [string, "invite"] => [each, "invite"])));
      return json(200, { room_id: id });
    }
    if (asked === "POST join") {
      if (members.get(two)?.get(bot) !== "invite") return refused(403, "M_FORBIDDEN", "You are not invited to this room.");
      members.get(two)?.set(bot, "join");
      return json(200, { room_id: two });
    }
    if (asked === "GET rooms" && three === "state" && four === "m.room.member") {
      const membership = members.get(two)?.get(five);
      return membership === undefined ? refused(404, "M_NOT_FOUND", "No such state") : json(200, { membership });
    }
    if (asked === "PUT rooms" && three === "send" && four === "m.room.message") {
      if (members.get(two)?.get(bot) !== "join") return refused(403, "M_FORBIDDEN", "User not in room");
      // The transaction id is of the access token: the same one again is the same event.
      const id =
        sentBefore.get(five) ??
        add({ room: two, type: "m.room.message", sender: bot, content: content.parse(JSON.parse(body)), origin_server_ts: now });
      sentBefore.set(five, id);
      return json(200, { event_id: id });
    }
    if (asked === "GET sync") return json(200, synced(events, Number(query.get("since")?.slice(1) ?? 0)));
    return refused(404, "M_UNRECOGNIZED", "Unrecognized request");
  });
  return {
    ...{ ...provider, events, members },
    say: (sender, written, { type = "m.room.message", agoMs = 0, room: where = room } = {}) =>
      add({ room: where, type, sender, content: written, origin_server_ts: now - agoMs }),
  };
}

function synced(events: readonly Event[], since: number): object {
  const join: Record<string, { timeline: { events: object[]; limited: boolean; prev_batch: string } }> = {};
  for (const { room: where, ...event } of events.slice(since)) {
    join[where] ??= { timeline: { events: [], limited: false, prev_batch: "p0" } };
    join[where].timeline.events.push(event);
  }
  return { next_batch: `s${events.length}`, rooms: { join } };
}

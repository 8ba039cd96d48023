/** Which room reaches somebody on Matrix: the one that was written, or the direct one between the bot and a person, made when there is none. */
import { z } from "@hono/zod-openapi";
import { isTaken, rootOf, sendJson } from "#server/channels/http-outcome.ts";
import { jsonOf } from "#server/channels/provider-answer.ts";
import type { Outside, OutsideAnswer } from "#server/outside/outside.ts";

export const matrixSettings = z.object({
  homeserver: z.url({ protocol: /^https?$/ }).meta({ description: "Where the homeserver's client API is: https://matrix.example.org" }),
  accessToken: z.string().trim().min(10).max(1_000).meta({ description: "Access token of the bot's account." }),
});

export type MatrixAccount = { own: z.output<typeof matrixSettings>; outside: Outside; signal?: AbortSignal | undefined };

/** The server's answer to a question on the way to the room. */
export class MatrixProblem extends Error {
  readonly answer: OutsideAnswer;
  constructor(answer: OutsideAnswer) {
    super("the homeserver refused");
    this.name = "MatrixProblem";
    this.answer = answer;
  }
}

const rooms = new Map<string, string>();
const users = new Map<string, string>();
const mostKept = 10_000;

function keep(map: Map<string, string>, key: string, value: string): string {
  if (map.size >= mostKept) map.clear();
  map.set(key, value);
  return value;
}

async function ask<T>(account: MatrixAccount, method: "GET" | "POST" | "PUT", path: string, form: z.ZodType<T>, body?: object): Promise<T> {
  const { own, outside, signal } = account;
  const url = `${rootOf(own.homeserver)}/_matrix/client/v3${path}`;
  const headers = { authorization: `Bearer ${own.accessToken}` };
  const answer =
    body === undefined || method === "GET"
      ? await outside.request({ method, url, headers, ...(signal === undefined ? {} : { signal }) })
      : await sendJson({ outside, signal, method, url, headers, body });
  const read = form.safeParse(jsonOf(answer));
  if (!isTaken(answer) || !read.success) throw new MatrixProblem(answer);
  return read.data;
}

/** The bot's own name: `@guardia:example.org`. */
export async function userOf(account: MatrixAccount): Promise<string> {
  const key = `${account.own.homeserver} ${account.own.accessToken}`;
  const known = users.get(key);
  if (known !== undefined) return known;
  const { user_id: user } = await ask(account, "GET", "/account/whoami", z.object({ user_id: z.string() }));
  return keep(users, key, user);
}

const keyOf = ({ own }: MatrixAccount, address: string): string => `${own.homeserver} ${own.accessToken} ${address}`;

export const forgetRoom = (account: MatrixAccount, address: string): void => void rooms.delete(keyOf(account, address));

/** The room's id. For a person (`@…`): the room of `m.direct` in which they are, otherwise a new one to which they are invited. */
export async function roomOf(account: MatrixAccount, address: string): Promise<string> {
  if (address.startsWith("!")) return address;
  const key = keyOf(account, address);
  const known = rooms.get(key);
  if (known !== undefined) return known;
  if (address.startsWith("#")) {
    const found = await ask(account, "GET", `/directory/room/${encodeURIComponent(address)}`, z.object({ room_id: z.string() }));
    return keep(rooms, key, found.room_id);
  }
  return keep(rooms, key, (await directRoom(account, address)) ?? (await newRoom(account, address)));
}

const direct = z.record(z.string(), z.array(z.string()));
const directPath = async (account: MatrixAccount): Promise<string> =>
  `/user/${encodeURIComponent(await userOf(account))}/account_data/m.direct`;

async function directRooms(account: MatrixAccount): Promise<Record<string, string[]>> {
  try {
    return await ask(account, "GET", await directPath(account), direct);
  } catch (error) {
    // Nobody yet: M_NOT_FOUND.
    if (error instanceof MatrixProblem && error.answer.status === 404) return {};
    throw error;
  }
}

const membership = z.object({ membership: z.string() });

async function directRoom(account: MatrixAccount, person: string): Promise<string | null> {
  for (const room of ((await directRooms(account))[person] ?? []).toReversed()) {
    try {
      const path = `/rooms/${encodeURIComponent(room)}/state/m.room.member/${encodeURIComponent(person)}`;
      // Whoever was invited reads it when they come; whoever left does not.
      if (["join", "invite"].includes((await ask(account, "GET", path, membership)).membership)) return room;
    } catch (error) {
      if (!(error instanceof MatrixProblem)) throw error;
    }
  }
  return null;
}

async function newRoom(account: MatrixAccount, person: string): Promise<string> {
  const asked = { is_direct: true, preset: "trusted_private_chat", invite: [person], name: "Guardia" };
  const { room_id: room } = await ask(account, "POST", "/createRoom", z.object({ room_id: z.string() }), asked);
  const all = await directRooms(account);
  await ask(account, "PUT", await directPath(account), z.unknown(), { ...all, [person]: [...(all[person] ?? []), room] });
  return room;
}

/** Gotify (docs/spec.json of gotify/server): POST /message with an application's token. */
import { z } from "zod";
import { type HttpProvider, json, openProvider } from "./http-provider.ts";

export const applicationToken = "A0bc1DeF2gHi3jK";

const message = z.strictObject({
  title: z.string().optional(),
  message: z.string().min(1),
  priority: z.int().optional(),
  // `<top-namespace>::[<sub-namespace>::]<action>`
  extras: z.record(z.string().regex(/^\w+(::\w+)+$/), z.record(z.string(), z.unknown())).optional(),
});

export type Gotify = HttpProvider & { readonly messages: z.output<typeof message>[] };

export async function openGotify(): Promise<Gotify> {
  const messages: z.output<typeof message>[] = [];
  const refused = (status: number, error: string, errorDescription: string) => json(status, { error, errorCode: status, errorDescription });
  const provider = await openProvider(({ method, path, headers, body }) => {
    if (method === "GET" && path === "/health") return json(200, { health: "green", database: "green" });
    if (method !== "POST" || path !== "/message") return refused(404, "Not Found", "page not found");
    if (headers["x-gotify-key"] !== applicationToken) {
      return refused(401, "Unauthorized", "you need to provide a valid access token or user credentials to access this api");
    }
    const read = message.safeParse(JSON.parse(body));
    if (headers["content-type"]?.startsWith("application/json") !== true || !read.success) {
      return refused(400, "Bad Request", "Field 'message' is required");
    }
    messages.push(read.data);
    return json(200, { ...read.data, id: messages.length, appid: 5, date: "2026-11-22T14:00:00Z" });
  });
  return { ...provider, messages };
}

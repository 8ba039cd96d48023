/** ntfy as its server reads a publication (server/types.go, server/server.go of binwiederhier/ntfy): JSON at the root, errors with codes. */
import { z } from "zod";
import { type HttpProvider, json, openProvider } from "./http-provider.ts";

export const accessToken = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

const action = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("view"), label: z.string().min(1), url: z.url(), clear: z.boolean().optional() }),
  z.strictObject({
    ...{ action: z.literal("http"), label: z.string().min(1), url: z.url(), clear: z.boolean().optional() },
    ...{ method: z.string().optional(), headers: z.record(z.string(), z.string()).optional(), body: z.string().optional() },
  }),
]);
const publication = z.strictObject({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().optional(),
  message: z.string().refine((text) => Buffer.byteLength(text) <= 4_096),
  priority: z.int().min(1).max(5).optional(),
  tags: z.array(z.string()).optional(),
  click: z.url().optional(),
  actions: z.array(action).max(3).optional(),
  sequence_id: z
    .string()
    .regex(/^[-_A-Za-z0-9]{1,64}$/)
    .optional(),
});
export type Publication = z.output<typeof publication>;

export type Ntfy = HttpProvider & { readonly published: Publication[] };

/** Topics that begin with `locked` need the token. */
export async function openNtfy(): Promise<Ntfy> {
  const published: Publication[] = [];
  const refused = (status: number, code: number, error: string) =>
    json(status, { code, http: status, error, link: "https://ntfy.sh/docs/publish/" });
  const provider = await openProvider(({ method, path, body, headers }) => {
    if (method === "GET" && path === "/v1/health") return json(200, { healthy: true });
    if (method !== "POST" || path !== "/") return refused(404, 40401, "page not found");
    const read = publication.safeParse(JSON.parse(body));
    if (!read.success) return refused(400, 40024, `request body must be message JSON: ${read.error.issues[0]?.path.join(".")}`);
    if (headers.authorization !== undefined && headers.authorization !== `Bearer ${accessToken}`)
      return refused(401, 40101, "unauthorized");
    if (read.data.topic.startsWith("locked") && headers.authorization === undefined) return refused(403, 40301, "forbidden");
    published.push(read.data);
    const { topic, title, message } = read.data;
    return json(200, {
      id: `m${String(published.length).padStart(11, "0")}`,
      time: 1_795_356_000,
      event: "message",
      topic,
      title,
      message,
    });
  });
  return { ...provider, published };
}

/** A provider's HTTP server for tests: it answers as its documentation says, or misbehaves as it is told. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Asked = { method: string; path: string; query: URLSearchParams; headers: IncomingHttpHeaders; body: string; bytes: Buffer };
export type Answered = { status: number; headers?: Record<string, string>; body?: string };

export type HttpProvider = {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly asked: Asked[];
  /** The next requests hang, are broken off, or get this answer instead; null: as documented again. */
  misbehave(how: "hang" | "break-off" | Answered | null): void;
};

export const json = (status: number, content: unknown, headers: Record<string, string> = {}): Answered => ({
  ...{ status, body: JSON.stringify(content) },
  headers: { "content-type": "application/json", ...headers },
});

/** Serves until the test is over. */
export async function openProvider(answer: (asked: Asked) => Answered): Promise<HttpProvider> {
  const asked: Asked[] = [];
  let manner: "hang" | "break-off" | Answered | null = null;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://provider");
      const { method = "", headers } = request;
      const bytes = Buffer.concat(chunks);
      const one = { method, path: pathname, query: searchParams, headers, body: bytes.toString("utf8"), bytes };
      asked.push(one);
      if (manner === "hang") return;
      if (manner === "break-off") return request.socket.destroy();
      const { status, headers: named = {}, body = "" } = manner ?? answer(one);
      response.writeHead(status, named).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    ...{ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked },
    misbehave(how) {
      manner = how;
    },
  };
}

/** The name and password of basic authentication (RFC 7617); null without. */
export function basicOf({ headers }: Asked): string | null {
  const [scheme, coded = ""] = (headers.authorization ?? "").split(" ");
  return scheme === "Basic" ? Buffer.from(coded, "base64").toString("utf8") : null;
}

/** A server that takes webhooks and verifies them by the reference library, as a receiver would. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { onTestFinished } from "vitest";
import type { Json } from "#server/http/app.fixture.ts";

export type Taken = { id: string; timestamp: number; body: Json; headers: Record<string, string>; text: string };
export type Receiver = {
  url: string;
  taken: Taken[];
  /** What the next requests are answered with, one after the other; then 204. */
  answers: { status: number; headers?: Record<string, string>; body?: string }[];
};

export async function openReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: "", taken: [], answers: [] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const headers = request.headers as Record<string, string>;
      receiver.taken.push({
        id: headers["webhook-id"]!,
        timestamp: Number(headers["webhook-timestamp"]),
        body: JSON.parse(text),
        headers,
        text,
      });
      const { status, headers: more = {}, body = "" } = receiver.answers.shift() ?? { status: 204 };
      response.writeHead(status, more).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/secret-path`;
  return receiver;
}

/** Whether the reference library takes the message with that secret; it judges its time by the clock of the test's process. */
export function verifies({ text, headers }: Taken, secret: string): boolean {
  try {
    new Webhook(secret).verify(text, headers);
    return true;
  } catch {
    return false;
  }
}

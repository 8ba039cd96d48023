import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type TestDatabase, testDatabase } from "../../test/database.ts";
import { openProgram, type Program } from "../../test/program.ts";

let program: Program;
let database: TestDatabase;
beforeAll(async () => {
  [program, database] = await Promise.all([openProgram("src/server/main.ts"), testDatabase({ empty: true })]);
});
afterAll(async () => {
  await program.remove();
  await database.drop();
});

type Started = { child: ChildProcess; address: string; link: string | null };

/** Starts a server on a free port and waits until it says where it is, and the one-time link if there is to be one. */
async function start({ expectsLink = true } = {}): Promise<Started> {
  const child = program.start({ DATABASE_URL: database.ownerUrl, PORT: "0" });
  onTestFinished(() => void child.kill("SIGKILL"));
  let address = "";
  for await (const line of createInterface({ input: child.stdout! })) {
    address ||= / is at (http:\S+) \(ready \d+\.\d s after its start; Ctrl-C stops it\)$/.exec(line)?.[1] ?? "";
    const link = /^ {2}(http:\S+\/welcome\?token=\S+)$/.exec(line)?.[1] ?? null;
    if (address !== "" && (link !== null || !expectsLink)) {
      child.stdout!.resume();
      return { child, address, link };
    }
  }
  throw new Error("the server ended before it was ready");
}

async function stop({ child }: Started, signal: NodeJS.Signals = "SIGTERM"): Promise<unknown> {
  const ended = once(child, "exit");
  child.kill(signal);
  return (await ended)[0];
}

describe("a server", () => {
  it("makes its schema, says where it is and how to come in, answers, and ends in its own time", async () => {
    const server = await start();
    expect(await (await fetch(`${server.address}/healthz`)).json()).toEqual({ status: "ok" });
    const token = new URL(server.link!).searchParams.get("token")!;
    const arrival = { token, name: "Ada", email: "ada@example.com", password: "seven old lighthouses" };
    const headers = { "content-type": "application/json", origin: server.address };
    const arrived = await fetch(`${server.address}/api/v1/welcome`, { method: "POST", headers, body: JSON.stringify(arrival) });
    expect(arrived.status).toBe(201);
    const cookie = arrived.headers.getSetCookie()[0]!.split(";")[0]!;
    const live = await fetch(`${server.address}/api/v1/live`, { headers: { cookie } });
    expect(live.status).toBe(200);
    // An open stream must not keep it from stopping.
    expect(await stop(server)).toBe(0);
  });

  it("shows no link when there is an administrator, and may run twice at once", async () => {
    const [one, two] = await Promise.all([start({ expectsLink: false }), start({ expectsLink: false })]);
    expect([one.link, two.link]).toEqual([null, null]);
    for (const { address } of [one, two]) expect((await (await fetch(`${address}/api/v1/status`)).json()).hasAdministrator).toBe(true);
    expect(await Promise.all([stop(one, "SIGINT"), stop(two)])).toEqual([0, 0]);
  });

  it("says what is wrong when it cannot start", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const taken = await program.run([], { env: { DATABASE_URL: database.ownerUrl, PORT: String(port) } });
    expect(taken.code).toBe(1);
    expect(taken.stderr).toContain(
      `Guardia cannot start: Something listens on 127.0.0.1:${port} already: stop it, or choose another port with PORT=`,
    );
    const wrong = await program.run([], { env: { PORT: "many" } });
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      "Guardia cannot start: PORT=many is not a whole number from 0 to 65535: set it to one, or unset it.\n",
    ]);
    const away = await program.run([], { env: { DATABASE_URL: "postgres://nobody@127.0.0.1:9/none" } });
    expect([away.code, away.stderr]).toEqual([1, expect.stringMatching(/^Guardia cannot start: .+\n$/)]);
  });
});

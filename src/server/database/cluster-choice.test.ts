import { chmod, mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { databaseUrl } from "#server/database/cluster-address.ts";
import { chooseDataFolder, openDatabase } from "#server/database/cluster-choice.ts";
import { removeScratch, scratchFolder } from "../../../test/scratch-database.ts";

const said: string[] = [];
const log = (line: string) => said.push(line);
const servers: Server[] = [];
let folder: string;

beforeEach(async () => {
  said.length = 0;
  folder = await scratchFolder();
});

afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await removeScratch(folder);
});

const open = (url: string) => openDatabase({ databaseUrl: url, dataFolder: join(folder, "data"), log });

describe("with DATABASE_URL", () => {
  it("uses that server, starts none, and stops none", async () => {
    const cluster = await open(inject("testClusterUrl"));
    expect(cluster.adopted).toBe(true);
    await cluster.release();
    const client = new pg.Client({ connectionString: cluster.url({ database: "template1", application: "guardia test" }) });
    await client.connect();
    const { rows } = await client.query("select current_database() as name, current_setting('application_name') as application");
    expect(rows).toEqual([{ name: "template1", application: "guardia test" }]);
    await client.end();
  });

  it("refuses what is no address, and a server that does not answer, without showing the password", async () => {
    await expect(open("mysql://root@localhost/guardia")).rejects.toMatchObject({ code: "bad-database-url" });
    await expect(open("localhost:5432")).rejects.toMatchObject({ code: "bad-database-url" });
    const refusal = await open("postgres://guardia:secret@127.0.0.1:1/guardia").catch((error: Error) => error);
    expect(refusal).toMatchObject({ code: "database-unreachable", message: expect.stringContaining("127.0.0.1:1") });
    expect((refusal as Error).message).not.toContain("secret");
  });

  it("refuses a PostgreSQL older than 15", async () => {
    const port = await fakePostgres("140011");
    await expect(open(`postgres://guardia@127.0.0.1:${port}/guardia`)).rejects.toMatchObject({
      code: "database-too-old",
      facts: { version: 14 },
    });
  });

  it("takes the first version that is new enough", async () => {
    const port = await fakePostgres("150000");
    await expect(open(`postgres://guardia@127.0.0.1:${port}/guardia`)).resolves.toMatchObject({ adopted: true });
  });
});

it("an address keeps the options that it brings and adds the role", () => {
  const url = databaseUrl("postgres://me@db:5433/one?sslmode=require&options=-c%20work_mem%3D8MB", {
    database: "two",
    role: "guardia_app",
  });
  expect(url).toContain("postgres://me@db:5433/two?sslmode=require");
  expect(new URL(url).searchParams.get("options")).toBe("-c work_mem=8MB -c role=guardia_app");
  expect(new URL(url).searchParams.get("application_name")).toBe("guardia");
});

describe("the data folder", () => {
  it("is the named one, else data in the project", async () => {
    expect(await chooseDataFolder({ named: join(folder, "here"), project: folder, log })).toBe(join(folder, "here"));
    expect(await chooseDataFolder({ named: undefined, project: folder, log })).toBe(join(folder, "data"));
    expect(await chooseDataFolder({ named: "", project: folder, log })).toBe(join(folder, "data"));
    expect(said).toEqual([]);
  });

  it("moves away from a closed home folder when root starts, and says so; a named one never moves", async () => {
    const home = join(folder, "home");
    await mkdir(home);
    await chmod(home, 0o700);
    const chosen = await chooseDataFolder({ named: undefined, project: home, log });
    const isRoot = process.getuid?.() === 0;
    expect(chosen.startsWith("/var/lib/guardia/")).toBe(isRoot);
    expect(said).toHaveLength(isRoot ? 1 : 0);
    expect(await chooseDataFolder({ named: join(home, "data"), project: home, log })).toBe(join(home, "data"));
  });
});

/** Speaks just enough of PostgreSQL's protocol (version 3) to be asked for its version. */
function fakePostgres(version: string): Promise<number> {
  const message = (type: string, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const ready = message("Z", Buffer.from("I"));
  const column = Buffer.concat([
    Buffer.from("\0\x01number\0"),
    Buffer.alloc(6),
    Buffer.from([0, 0, 0, 25, 255, 255, 255, 255, 255, 255, 0, 0]),
  ]);
  const row = Buffer.concat([Buffer.from([0, 1, 0, 0, 0, version.length]), Buffer.from(version)]);
  const answer = Buffer.concat([message("T", column), message("D", row), message("C", Buffer.from("SELECT 1\0")), ready]);
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.write(Buffer.concat([message("R", Buffer.alloc(4)), ready]));
      socket.on("data", (piece) => (piece.toString("latin1", 0, 1) === "Q" ? socket.write(answer) : socket.end()));
    });
  });
  servers.push(server);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)));
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openOutside } from "#server/outside/client.ts";
import { OutsideFailure } from "#server/outside/outside.ts";

/** A server on this machine; gives its port. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server: Server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const open = (options: Partial<Parameters<typeof openOutside>[0]> = {}) => {
  const outside = openOutside({ allow: ["127.0.0.0/8"], ...options });
  onTestFinished(() => outside.close());
  return outside;
};

const failure = async (asked: Promise<unknown>): Promise<OutsideFailure> => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OutsideFailure);
  return error as OutsideFailure;
};

/** Names mean what the test says. */
const names =
  (known: Record<string, string[]>) =>
  (hostname: string, callback: (error: Error | null, addresses: { address: string; family: number }[]) => void) => {
    const found = known[hostname];
    if (found === undefined) callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), []);
    else
      callback(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
  };

test("an answer comes with its status, headers and text", async () => {
  const port = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      response.writeHead(418, { "X-Kind": "teapot", "set-cookie": ["a=1", "b=2"] });
      response.end(JSON.stringify({ method: request.method, url: request.url, body, agent: request.headers["user-agent"] }));
    });
  });
  const answer = await open().request({
    method: "POST",
    url: `http://127.0.0.1:${port}/a?b=c`,
    body: "größer",
    headers: { "Content-Type": "text/plain" },
  });
  expect(answer.status).toBe(418);
  expect(answer.headers).toMatchObject({ "x-kind": "teapot", "set-cookie": "a=1, b=2" });
  expect(JSON.parse(answer.text)).toEqual({ method: "POST", url: "/a?b=c", body: "größer", agent: "Guardia" });
});

test("our own network is not asked, by number, by name, or by a redirect", async () => {
  let asked = 0;
  const inner = await serve((_, response) => {
    asked++;
    response.end("secret");
  });
  const closed = open({ allow: [], lookup: names({ "inside.example": ["127.0.0.1"], "mixed.example": ["127.0.0.1", "::1", "10.0.0.1"] }) });
  for (const host of ["127.0.0.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "inside.example", "mixed.example"]) {
    const { kind, mayHaveArrived } = await failure(closed.request({ method: "GET", url: `http://${host}:${inner}/` }));
    expect([host, kind, mayHaveArrived]).toEqual([host, "forbidden-address", false]);
  }
  const outer = await serve((_, response) => {
    response.writeHead(302, { location: `http://127.0.0.2:${inner}/` });
    response.end();
  });
  const half = open({ allow: ["127.0.0.1"] });
  expect((await half.request({ method: "GET", url: `http://127.0.0.1:${outer}/` })).status).toBe(302);
  const { kind } = await failure(half.request({ method: "GET", url: `http://127.0.0.1:${outer}/`, redirects: 3 }));
  expect(kind).toBe("forbidden-address");
  expect(asked).toBe(0);
});

test("the connection goes to the address that was checked: a second resolution changes nothing", async () => {
  const port = await serve((_, response) => response.end("here"));
  let resolutions = 0;
  const lookup: Parameters<typeof openOutside>[0]["lookup"] = (_, callback) => {
    resolutions++;
    callback(null, [{ address: resolutions === 1 ? "127.0.0.1" : "10.0.0.1", family: 4 }]);
  };
  const outside = open({ lookup });
  expect((await outside.request({ method: "GET", url: `http://turning.example:${port}/` })).text).toBe("here");
  expect(resolutions).toBe(1);
});

test("of several addresses only those that may be asked are tried", async () => {
  const port = await serve((_, response) => response.end("here"));
  const outside = open({ allow: ["127.0.0.1"], lookup: names({ "both.example": ["10.0.0.1", "127.0.0.1"] }) });
  expect((await outside.request({ method: "GET", url: `http://both.example:${port}/` })).text).toBe("here");
});

test("redirects are followed as far as one says, and a secret stays with its origin", async () => {
  const seen: (string | undefined)[] = [];
  const port = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
    if (request.url === "/a") response.writeHead(303, { location: "/b" });
    else if (request.url === "/b") response.writeHead(307, { location: `http://127.0.0.2:${port}/c` });
    response.end("end");
  });
  const outside = open();
  const request = { method: "POST", url: `http://127.0.0.1:${port}/a`, body: "x", headers: { Authorization: "Bearer s" } } as const;
  expect((await outside.request({ ...request, redirects: 1 })).status).toBe(307);
  expect(seen.splice(0)).toEqual(["POST /a Bearer s", "GET /b Bearer s"]);
  // The second server listens on 127.0.0.1 alone: nobody answers at 127.0.0.2, which is still another origin.
  expect((await failure(outside.request({ ...request, redirects: 5 }))).kind).toBe("unreachable");
});

test("a text that is too long is cut", async () => {
  const port = await serve((_, response) => response.end("x".repeat(1_000_000)));
  const { status, text } = await open().request({ method: "GET", url: `http://127.0.0.1:${port}/` });
  expect(status).toBe(200);
  expect(text.length).toBe(256 * 1024);
});

test("who does not answer in time may have got it", async () => {
  const port = await serve(() => undefined);
  const { kind, mayHaveArrived } = await failure(open().request({ method: "GET", url: `http://127.0.0.1:${port}/`, timeoutMs: 50 }));
  expect([kind, mayHaveArrived]).toEqual(["time-out", true]);
});

test("who answers drop by drop is given up too", async () => {
  const port = await serve((_, response) => {
    const drip = setInterval(() => response.write("."), 10);
    response.on("close", () => clearInterval(drip));
  });
  expect((await failure(open().request({ method: "GET", url: `http://127.0.0.1:${port}/`, timeoutMs: 100 }))).kind).toBe("time-out");
});

test("a signal ends it, before and while it goes on", async () => {
  const abort = new AbortController();
  const port = await serve(() => abort.abort());
  const outside = open();
  const request = { method: "GET", url: `http://127.0.0.1:${port}/`, signal: abort.signal } as const;
  expect(await failure(outside.request(request))).toMatchObject({ kind: "broken-off", mayHaveArrived: true });
  expect(await failure(outside.request(request))).toMatchObject({ kind: "broken-off", mayHaveArrived: false });
});

test("nobody there did not get it; who hangs up may have", async () => {
  const server = createSocketServer((socket) => socket.once("data", () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const outside = open({ lookup: names({}) });
  expect(await failure(outside.request({ method: "POST", url: `http://127.0.0.1:${port}/` }))).toMatchObject({
    kind: "unreachable",
    mayHaveArrived: true,
  });
  await new Promise((resolve) => server.close(resolve));
  expect(await failure(outside.request({ method: "POST", url: `http://127.0.0.1:${port}/` }))).toMatchObject({
    kind: "unreachable",
    mayHaveArrived: false,
  });
  expect(await failure(outside.request({ method: "GET", url: "http://nowhere.example/" }))).toMatchObject({
    kind: "unreachable",
    mayHaveArrived: false,
  });
});

test.each(["", "nowhere", "ftp://example.com/", "file:///etc/passwd", "http://user:secret@example.com/"])(
  "%s is no address to be asked",
  async (url) => {
    expect((await failure(open().request({ method: "GET", url }))).kind).toBe("bad-address");
  },
);

test("many at once to one host all arrive", async () => {
  let count = 0;
  const port = await serve((_, response) => {
    count++;
    response.end("ok");
  });
  const outside = open();
  const answers = await Promise.all(
    Array.from({ length: 2_000 }, () => outside.request({ method: "POST", url: `http://127.0.0.1:${port}/`, body: "{}" })),
  );
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(count).toBe(2_000);
});

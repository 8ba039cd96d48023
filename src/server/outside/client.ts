/**
 * The client for requests to the outside. A name is resolved here, its addresses are checked, and the connection goes to one of those that
 * were checked: there is no second resolution in which it could point to our own network. Connections are kept and used again.
 */
import { type LookupAddress, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher } from "undici";
import { isPermitted, type Range, readRange } from "#server/outside/address.ts";
import { type Outside, type OutsideAnswer, OutsideFailure, type OutsideRequest } from "#server/outside/outside.ts";

export type OutsideOptions = {
  /** Ranges of our own network that may be asked all the same (`10.0.0.0/8`); see `allowOutside` of the settings. */
  allow: readonly string[];
  /** Resolves names; the system's way when absent. */
  lookup?: (hostname: string, callback: (error: Error | null, addresses: LookupAddress[]) => void) => void;
};

export type OutsideClient = Outside & {
  /** Breaks off what is under way and closes the connections. */
  close(): Promise<void>;
};

const defaultTimeoutMs = 10_000;
const longestTextBytes = 256 * 1024;
/** At one host: 5,000 requests a second to one that takes 50 ms; opened as they are needed. */
const connectionsAtHost = 256;
const userAgent = "Guardia";

/** Opens the client; `allow` was read by `readRange` before (what is no range allows nothing). */
export function openOutside({ allow, lookup = ownLookup }: OutsideOptions): OutsideClient {
  const allowed = allow.map(readRange).filter((range) => range !== null);
  const agent = new Agent({
    connections: connectionsAtHost,
    pipelining: 1,
    connect: { lookup: guarded(lookup, allowed), timeout: defaultTimeoutMs },
    keepAliveTimeout: 10_000,
    // Our own time-out holds for the whole: two more timers for each request would only cost.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: 32 * 1024,
  });
  const addresses = keepAddresses(allowed);
  return {
    request: (request) => follow(agent, request, addresses),
    close: () => agent.destroy(),
  };
}

const ownLookup: NonNullable<OutsideOptions["lookup"]> = (hostname, callback) =>
  systemLookup(hostname, { all: true, verbatim: true }, callback);

/** Gives the socket only addresses that were checked; none left is a refusal, not a name that does not exist. */
function guarded(lookup: NonNullable<OutsideOptions["lookup"]>, allowed: readonly Range[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, (error, addresses) => {
      if (error !== null) return callback(error, "", 0);
      const permitted = addresses.filter(({ address }) => isPermitted(address, allowed));
      const [first] = permitted;
      if (first === undefined) return callback(forbidden(hostname), "", 0);
      if (options.all === true) callback(null, permitted);
      else callback(null, first.address, first.family);
    });
  };
}

const forbidden = (host: string): OutsideFailure =>
  new OutsideFailure(
    "forbidden-address",
    `${host} is an address of our own network: only public ones are asked, and those that the operator allows (GUARDIA_ALLOW_OUTSIDE).`,
    false,
  );

/** One time-out for the whole way; every stop on it is checked like the first. */
async function follow(agent: Agent, request: OutsideRequest, addresses: Addresses): Promise<OutsideAnswer> {
  const { redirects = 0, timeoutMs = defaultTimeoutMs } = request;
  const endsAt = performance.now() + timeoutMs;
  let next = request;
  for (let left = redirects; ; left--) {
    const answer = await ask(agent, next, addresses(next.url), endsAt - performance.now());
    const location = answer.headers.location;
    if (left === 0 || location === undefined || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
    if (!URL.canParse(location, next.url)) return answer;
    next = redirected(next, new URL(location, next.url), answer.status);
  }
}

/** As browsers do (Fetch §4.4): a POST becomes a GET unless 307 or 308 forbid it, and credentials do not go to another origin. */
function redirected(request: OutsideRequest, to: URL, status: number): OutsideRequest {
  const { body, headers = {}, ...rest } = request;
  const isSameOrigin = to.origin === new URL(request.url).origin;
  const kept = Object.entries(headers).filter(([name]) => isSameOrigin || !/^(authorization|cookie)$/i.test(name));
  if (status === 307 || status === 308 || request.method === "GET") {
    return { ...rest, url: to.href, headers: Object.fromEntries(kept), ...(body === undefined ? {} : { body }) };
  }
  const withoutBody = kept.filter(([name]) => !/^content-/i.test(name));
  return { ...rest, method: "GET", url: to.href, headers: Object.fromEntries(withoutBody) };
}

/** Where a request goes: read and checked. */
type Target = { origin: string; path: string };
type Addresses = (written: string) => Target;

const mostAddresses = 1_000;

/** Many requests go to few addresses: reading and checking one takes 4 µs each time (0.21 s of 50,000). */
function keepAddresses(allowed: readonly Range[]): Addresses {
  const known = new Map<string, Target>();
  return (written) => {
    let target = known.get(written);
    if (target === undefined) {
      const { origin, pathname, search } = addressOf(written, allowed);
      target = { origin, path: `${pathname}${search}` };
      if (known.size >= mostAddresses) known.clear();
      known.set(written, target);
    }
    return target;
  };
}

function addressOf(written: string, allowed: readonly Range[]): URL {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new OutsideFailure(
      "bad-address",
      "Only addresses like https://host/path can be asked, without a name and password in them.",
      false,
    );
  }
  // The URL has brought every way of writing a number (0x7f.1, 017700000001) into one; a socket does not look such a host up.
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(host) !== 0 && !isPermitted(host, allowed)) throw forbidden(host);
  return url;
}

function ask(agent: Agent, request: OutsideRequest, { origin, path }: Target, timeoutMs: number): Promise<OutsideAnswer> {
  const { method, headers, body, signal, longestBytes = longestTextBytes } = request;
  return new Promise((resolve, reject) => {
    const hearing = new Hearing(longestBytes, (outcome) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    });
    const timer = setTimeout(
      () => hearing.breakOff("time-out", `No whole answer within ${request.timeoutMs ?? defaultTimeoutMs} ms.`),
      Math.max(0, timeoutMs),
    );
    const stop = (): void => hearing.breakOff("broken-off", "The request was broken off.");
    if (signal?.aborted === true) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      agent.dispatch({ origin, path, method, headers: lowered(headers), body: body ?? null }, hearing);
    } catch (error) {
      hearing.onResponseError(null, error as Error);
    }
  });
}

function lowered(headers: OutsideRequest["headers"] = {}): Record<string, string> {
  const sent: Record<string, string> = { "user-agent": userAgent };
  for (const name of Object.keys(headers)) sent[name.toLowerCase()] = headers[name]!;
  return sent;
}

/** Hears one answer; ends once, whatever else the connection says afterwards. */
class Hearing implements Dispatcher.DispatchHandler {
  readonly #longestBytes: number;
  readonly #end: (outcome: OutsideAnswer | OutsideFailure) => void;
  #controller: Dispatcher.DispatchController | null = null;
  #isEnded = false;
  #status = 0;
  #headers: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(longestBytes: number, end: (outcome: OutsideAnswer | OutsideFailure) => void) {
    this.#longestBytes = longestBytes;
    this.#end = end;
  }

  breakOff(kind: "time-out" | "broken-off", message: string): void {
    this.#finish(new OutsideFailure(kind, message, this.#controller !== null));
    this.#controller?.abort(new Error(kind));
  }

  /** The connection stands, and the request is about to be written: from here on it may arrive. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isEnded) controller.abort(new Error("ended before it began"));
    else this.#controller = controller;
  }

  onResponseStart(_: unknown, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#status = status;
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (value !== undefined) this.#headers[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ");
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#longestBytes) return;
    this.onResponseEnd();
    controller.abort(new Error("the rest is not read"));
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.#chunks).subarray(0, this.#longestBytes).toString("utf8");
    this.#finish({ status: this.#status, headers: this.#headers, text });
  }

  onResponseError(_: unknown, error: Error): void {
    this.#finish(failureOf(error, this.#controller !== null));
  }

  #finish(outcome: OutsideAnswer | OutsideFailure): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#end(outcome);
  }
}

function failureOf(error: Error & { code?: string }, mayHaveArrived: boolean): OutsideFailure {
  if (error instanceof OutsideFailure) return error;
  const kind = failureKinds[error.code ?? ""] ?? "unreachable";
  return new OutsideFailure(kind, `${error.code === undefined ? "" : `${error.code}: `}${error.message}`.slice(0, 300), mayHaveArrived);
}

const failureKinds: Readonly<Record<string, OutsideFailure["kind"]>> = {
  UND_ERR_HEADERS_OVERFLOW: "too-large",
  UND_ERR_INVALID_ARG: "bad-address",
  UND_ERR_CONNECT_TIMEOUT: "time-out",
  UND_ERR_DESTROYED: "broken-off",
};

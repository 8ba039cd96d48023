/** Requests to addresses that others gave us: bounded in time and size, and never to our own network unless the operator allows it. */

export type OutsideRequest = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** Until the whole answer is there. Default: 10 s. */
  timeoutMs?: number;
  /** How many redirects are followed, each address checked like the first. Default: none; the answer is then the redirect. */
  redirects?: number;
  /** How much of the body is read. Default: 256 KiB. */
  longestBytes?: number;
  /** Also ends it. */
  signal?: AbortSignal;
};

/** `text` is at most `longestBytes` of the body; header names are in lower case. */
export type OutsideAnswer = { status: number; headers: Readonly<Record<string, string>>; text: string };

export type OutsideFailureKind = "bad-address" | "forbidden-address" | "unreachable" | "time-out" | "too-large" | "broken-off";

/** Nobody answered as HTTP does. An answer of any status is an answer. */
export class OutsideFailure extends Error {
  readonly kind: OutsideFailureKind;
  /** Whether the request may have arrived: then doing it again may do it twice. */
  readonly mayHaveArrived: boolean;
  constructor(kind: OutsideFailureKind, message: string, mayHaveArrived: boolean) {
    super(message);
    this.name = "OutsideFailure";
    this.kind = kind;
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** Throws OutsideFailure. */
export type Outside = { request(request: OutsideRequest): Promise<OutsideAnswer> };

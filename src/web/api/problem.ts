/** A refusal or failure as the reader may be told: RFC 9457, or the network's silence in the same form. */

const prefix = "urn:guardia:problem:";

export class Problem extends Error {
  /** The refusal's stable name; `unreachable` when no server answered, `unreadable` when something else did. */
  readonly code: string;
  readonly status: number;
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(code: string, status: number, detail: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.facts = facts;
  }

  /** @param silence what is said when the answer does not say why */
  static fromBody(status: number, body: unknown, silence: string): Problem {
    if (typeof body !== "object" || body === null) return new Problem("unreadable", status, silence);
    const { type, title, detail, ...facts } = body as Record<string, unknown>;
    const code = typeof type === "string" && type.startsWith(prefix) ? type.slice(prefix.length) : "unreadable";
    const sentence = [detail, title].find((each): each is string => typeof each === "string" && each !== "");
    return new Problem(code, status, sentence ?? silence, facts);
  }
}

export const isProblem = (error: unknown, code?: string): error is Problem =>
  error instanceof Problem && (code === undefined || error.code === code);

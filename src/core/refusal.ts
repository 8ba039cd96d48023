/** What a rule says no with: a stable name, a sentence that says what to do instead, and the facts behind it. */
export class Refusal extends Error {
  readonly code: string;
  readonly facts: Readonly<Record<string, unknown>>;

  /**
   * @param code kebab-case and stable: it becomes the `type` of an HTTP problem (RFC 9457)
   * @param message one sentence for a person: what is wrong and what is possible instead
   */
  constructor(code: string, message: string, facts: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = "Refusal";
    this.code = code;
    this.facts = facts;
  }
}

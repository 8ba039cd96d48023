/** What somebody is about to change in the rota, before it is recorded. */

export type Task =
  /** `from` null: from now on; `to` null: to be said. `replaces`: the override that is changed. */
  | { kind: "override"; schedule: string | null; from: number | null; to: number | null; person: string | null; replaces: number | null }
  | { kind: "leave"; person: string | null }
  /** Of the reader's own stretch. */
  | { kind: "swap"; schedule: string; from: number; to: number };

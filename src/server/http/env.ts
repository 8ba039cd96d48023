/** What a request carries through the application. */
import type { HttpBindings } from "@hono/node-server";
import type { Actor } from "#core/access/access.ts";
import type { Sight } from "#core/access/sight.ts";
import type { Language } from "#core/model/document.ts";

/** Who asks, once they have proved it. */
export type Caller = Actor & {
  readonly kind: "token" | "user";
  /** Of the token or of the user. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  /** A built-in role's id or one of the installation's; null for a program. */
  readonly role: string | null;
  /** Under which idempotency keys are kept: `token:…` or `user:…`. */
  readonly principal: string;
  /** Which tickets they see; everything that reads tickets for them asks it. */
  readonly sight: Sight;
  /** What they chose for themselves; null: what their browser says. */
  readonly language: Language | null;
  readonly zone: string | null;
};

export type HttpEnv = {
  /** Absent when the application is called without a port. */
  Bindings: Partial<HttpBindings>;
  Variables: { caller: Caller; requestId: string; language: Language };
};

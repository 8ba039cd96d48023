/** What a request carries through the application. */
import type { HttpBindings } from "@hono/node-server";
import type { Actor, Role } from "#core/access/access.ts";
import type { Language } from "#core/model/document.ts";

/** Who asks, once they have proved it. */
export type Caller = Actor & {
  readonly kind: "token" | "user";
  /** Of the token or of the user. */
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly role: Role | null;
  /** Under which idempotency keys are kept: `token:…` or `user:…`. */
  readonly principal: string;
};

export type HttpEnv = {
  /** Absent when the application is called without a port. */
  Bindings: Partial<HttpBindings>;
  Variables: { caller: Caller; requestId: string; language: Language };
};

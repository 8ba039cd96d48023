/** What stands over the page: a form, a new secret, or the question before something is removed. */
import type { WebhookView } from "../api/webhooks.ts";

export type Over = { kind: "form" | "rotate" | "remove"; webhook: WebhookView | null } | null;

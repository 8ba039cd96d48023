/** What a decision about a page may look at, and how it words its events. */
import type { Book } from "#core/agreement/book.ts";
import type { PageEvent } from "#core/oncall/page.ts";
import type { Ticket } from "#core/ticket/ticket.ts";
import type { Instant } from "#core/time/instant.ts";

export type PageScene = {
  book: Book;
  now: Instant;
  actor: string;
  /** The ticket of that number, if it was loaded. */
  ticket(id: number): Ticket | undefined;
};

type Bare<E> = E extends unknown ? Omit<E, "customerId" | "pageId" | "at" | "actor"> : never;

/** Words an event about a page: whose it is, when, and by whom. */
export const tellPage = (
  page: { id: number; customerId: string },
  scene: PageScene,
  event: Bare<PageEvent>,
  at: Instant = scene.now,
): PageEvent => ({ ...event, customerId: page.customerId, pageId: page.id, at, actor: scene.actor }) as PageEvent;

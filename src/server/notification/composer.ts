/** What words a delivery at the moment it is sent. */
import type { Document, Language } from "#core/model/document.ts";
import type { Delivery, Line } from "#core/notification/delivery.ts";
import type { Page } from "#core/oncall/page.ts";
import type { Instant } from "#core/time/instant.ts";
import type { Sealing } from "#server/access/sealing.ts";
import type { Message } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";

export type ComposerTools = {
  readonly door: Door;
  readonly publicUrl: string;
  readonly now: Instant;
  /** The reader's. */
  readonly language: Language;
  /** Along which line it goes: channel, address and the person behind it. */
  readonly line: Line;
  readonly sealing: Sealing;
  /** The model in force, at most a second old. */
  document(): Promise<Document | null>;
  /** A page's record; asked together with whatever is composed in the same moment. Null when it is gone. */
  page(customerId: string, pageId: number): Promise<Page | null>;
};

/** Words a delivery. Null: it is no longer needed, and is cancelled. What it throws counts as failed for now. */
export type Composer = (delivery: Delivery, tools: ComposerTools) => Promise<Message | null>;

/** Where one can go: the rail and the palette show the same places. A room appends its own; what the reader may not enter is not shown. */

import type { ComponentType } from "react";
import type { Permission } from "#core/access/access.ts";
import type { Catalogue } from "../language/language.tsx";
import { RailCount } from "../oncall/rail-count.tsx";
import type { IconName } from "./icon.tsx";

export type Place = {
  to: string;
  icon: IconName;
  label: (text: Catalogue) => string;
  /** What one must be allowed to go there; null: everybody of the provider's who is signed in. */
  permission: Permission | null;
  /** Keys that lead there, as of `kit/keys.ts`: `g q`. */
  keys?: string;
  /** In the palette alone, not on the rail. */
  isQuiet?: boolean;
  /** A number on its sign: what waits there. */
  Count?: ComponentType;
};

/** In the rail's order. On a phone the first three stand on it and the others behind "more". */
export const places: readonly Place[] = [
  { to: "/queue", icon: "queue", label: (text) => text.house.nav.queue, permission: "tickets:read", keys: "g q" },
  { to: "/pages", icon: "siren", label: (text) => text.pages.title, permission: "tickets:read", keys: "g o", Count: RailCount },
  { to: "/oncall", icon: "calendar", label: (text) => text.rota.title, permission: "tickets:read", keys: "g d" },
  { to: "/incidents", icon: "warn", label: (text) => text.incident.nav, permission: "tickets:read", keys: "g x" },
  { to: "/board", icon: "board", label: (text) => text.house.nav.board, permission: "board:read", keys: "g b" },
  { to: "/knowledge", icon: "book", label: (text) => text.knowledge.title, permission: "knowledge:read", keys: "g k" },
  {
    to: "/runbooks",
    icon: "lines",
    label: (text) => text.knowledge.runbooks.title,
    permission: "knowledge:read",
    keys: "g r",
    isQuiet: true,
  },
  { to: "/model", icon: "model", label: (text) => text.house.nav.model, permission: "model:read", keys: "g m" },
  { to: "/tickets/new", icon: "plus", label: (text) => text.queue.newTicket, permission: "tickets:write", keys: "c" },
  { to: "/people", icon: "people", label: (text) => text.people.title, permission: "people:read", keys: "g p" },
  {
    to: "/announcements",
    icon: "megaphone",
    label: (text) => text.announcements.title,
    permission: "announcements:write",
    keys: "g a",
    isQuiet: true,
  },
  { to: "/watch", icon: "shield", label: (text) => text.watch.title, permission: "board:read", keys: "g w", isQuiet: true },
  { to: "/webhooks", icon: "bolt", label: (text) => text.webhooks.title, permission: "admin", keys: "g e", isQuiet: true },
  { to: "/mail", icon: "mail", label: (text) => text.mail.title, permission: "tickets:write", keys: "g i", isQuiet: true },
  { to: "/channels", icon: "channels", label: (text) => text.channels.title, permission: "admin", keys: "g h", isQuiet: true },
  { to: "/branding", icon: "sun", label: (text) => text.branding.title, permission: "admin", isQuiet: true },
  { to: "/search", icon: "search", label: (text) => text.house.nav.search, permission: "tickets:read", keys: "g s", isQuiet: true },
];

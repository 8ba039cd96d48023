/** The rooms of being on call, as tabs of one page. A room appends its own when it opens. */
import type { Catalogue } from "../language/language.tsx";

export type OncallRoom = {
  to: "/oncall" | "/oncall/calendars" | "/oncall/coverage" | "/oncall/import" | "/oncall/load";
  label: (text: Catalogue) => string;
};

export const oncallRooms: readonly OncallRoom[] = [
  { to: "/oncall", label: (text) => text.rota.tabs.rota },
  { to: "/oncall/coverage", label: (text) => text.rota.tabs.coverage },
  { to: "/oncall/load", label: (text) => text.rota.tabs.load },
  { to: "/oncall/calendars", label: (text) => text.rota.tabs.calendars },
  { to: "/oncall/import", label: (text) => text.rota.tabs.imports },
];

/** The rooms of being on call, as tabs of one page. A room appends its own when it opens. */
import type { Catalogue } from "../language/language.tsx";

export type OncallRoom = { to: "/oncall"; label: (text: Catalogue) => string };

export const oncallRooms: readonly OncallRoom[] = [{ to: "/oncall", label: (text) => text.rota.tabs.rota }];

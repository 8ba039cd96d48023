/** What a person changes of themselves. */
import type { HourCycle, LanguageCode } from "../language/language.tsx";
import { request } from "./request.ts";

export type Myself = {
  name?: string;
  phone?: string | null;
  language?: LanguageCode | null;
  zone?: string | null;
  hourCycle?: HourCycle | null;
};

export async function changeMyself(change: Myself): Promise<void> {
  await request("PATCH", "/api/v1/me", { body: change });
}

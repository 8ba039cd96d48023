/** What a sentence of the log needs to be told. */
import type { Language } from "../../language/language.tsx";
import type { Naming } from "./naming.ts";

/** In whose words a line is written, and what the log has said before it. */
export type Telling = {
  name: Naming;
  /** What a task said when it was last written. */
  task: (id: string) => string;
} & Pick<Language, "text" | "locale">;

/** A note as it stands after a sentence; nothing when there is none. */
export const noteAfter = ({ text }: Pick<Telling, "text">, note: string | null | undefined): string =>
  note == null || note === "" ? "" : text.ticket.events.noteAfter({ note });

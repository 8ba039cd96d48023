/** Which canned replies fit what was typed, and in which language one is taken. Pure. */
import type { Language } from "#core/model/document.ts";
import type { CannedReply } from "../../../api/canned.ts";

const plain = (text: string): string => text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

/** All words must occur; what fits by shortcut or name stands before what fits by its text. Of another team's, none. */
export function found(all: readonly CannedReply[], typed: string, team: string | null): CannedReply[] {
  const wanted = plain(typed.replace(/^\//, "")).split(/\s+/).filter(Boolean);
  return all
    .filter((reply) => reply.team === null || reply.team === team || reply.isOwn)
    .flatMap((reply) => {
      const name = plain(`${reply.shortcut ?? ""} ${reply.name}`);
      const whole = `${name} ${plain(Object.values(reply.texts).join(" "))}`;
      if (!wanted.every((word) => whole.includes(word))) return [];
      return [{ reply, place: wanted.every((word) => name.includes(word)) ? 0 : 1 }];
    })
    .sort((a, b) => a.place - b.place || a.reply.name.localeCompare(b.reply.name))
    .map(({ reply }) => reply);
}

/** In the reader's language, else in English, else in the one that there is. */
export function textFor({ texts }: Pick<CannedReply, "texts">, spoken: Language): { text: string; language: Language } {
  for (const language of [spoken, "en", "fr", "es"] as const) {
    const text = texts[language];
    if (text !== undefined && text !== "") return { text, language };
  }
  return { text: "", language: spoken };
}

/** How what Guardia tells people reads in each language: whole sentences, with nothing but names, numbers and times put in. */
import type { Language } from "#core/model/document.ts";
import { en } from "#server/notification/wording-en.ts";
import { es } from "#server/notification/wording-es.ts";
import { fr } from "#server/notification/wording-fr.ts";
import type { Wording } from "#server/notification/wording-kinds.ts";

export const wordings: Readonly<Record<Language, Wording>> = { en, fr, es };

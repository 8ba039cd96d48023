/** What people are told of the rota: whole sentences in each language, with names and times put in. */
import type { Document, Language, Text } from "#core/model/document.ts";
import type { Period } from "#core/oncall/change.ts";
import type { Turned } from "#core/oncall/difference.ts";
import type { Instant } from "#core/time/instant.ts";

type Words = {
  /** From when to when. */
  period(from: string, to: string): string;
  more(count: number): string;
  on(schedule: string): string;
  off(schedule: string): string;
  changed: string;
  onLine(schedule: string, when: string): string;
  offLine(schedule: string, when: string): string;
  by(name: string): string;
  asked(name: string, schedule: string): string;
  askedText(name: string, schedule: string, when: string): string;
  inReturn(when: string): string;
  answerBy(when: string): string;
  accepted(name: string, schedule: string): string;
  declined(name: string, schedule: string): string;
  withdrawn(name: string, schedule: string): string;
  about(when: string): string;
  handover(schedule: string): string;
  handoverText(schedule: string, from: string | null): string;
  note(name: string, text: string): string;
  pages(count: number, list: string): string;
  tickets(count: number, name: string, list: string): string;
  nothingOpen: string;
};

const en: Words = {
  period: (from, to) => `from ${from} to ${to}`,
  more: (count) => ` and ${count} more`,
  on: (schedule) => `you are put on call in ${schedule}`,
  off: (schedule) => `you are relieved in ${schedule}`,
  changed: "your time on call changes",
  onLine: (schedule, when) => `You are on call in ${schedule} ${when}.`,
  offLine: (schedule, when) => `You are no longer on call in ${schedule} ${when}.`,
  by: (name) => `Recorded by ${name}.`,
  asked: (name, schedule) => `${name} asks whether you stand in: ${schedule}`,
  askedText: (name, schedule, when) => `${name} asks whether you take the watch of ${schedule} ${when}.`,
  inReturn: (when) => `In return they take yours ${when}.`,
  answerBy: (when) => `Accept or decline it on the rota before ${when}.`,
  accepted: (name, schedule) => `${name} takes over for you: ${schedule}`,
  declined: (name, schedule) => `${name} cannot take over for you: ${schedule}`,
  withdrawn: (name, schedule) => `${name} no longer asks you to stand in: ${schedule}`,
  about: (when) => `It was about the watch ${when}.`,
  handover: (schedule) => `you have the watch: ${schedule}`,
  handoverText: (schedule, from) =>
    from === null ? `You are on call in ${schedule} now.` : `You are on call in ${schedule} now. ${from} hands over to you.`,
  note: (name, text) => `Note by ${name}: ${text}`,
  pages: (count, list) => `${count === 1 ? "One page is" : `${count} pages are`} not over: ${list}.`,
  tickets: (count, name, list) => `${name} holds ${count === 1 ? "one urgent ticket" : `${count} urgent tickets`}: ${list}.`,
  nothingOpen: "No page waits.",
};

const fr: Words = {
  period: (from, to) => `du ${from} au ${to}`,
  more: (count) => ` et ${count} de plus`,
  on: (schedule) => `une astreinte vous est confiée : ${schedule}`,
  off: (schedule) => `une astreinte vous est retirée : ${schedule}`,
  changed: "vos astreintes changent",
  onLine: (schedule, when) => `Vous êtes d’astreinte (${schedule}) ${when}.`,
  offLine: (schedule, when) => `Vous n’êtes plus d’astreinte (${schedule}) ${when}.`,
  by: (name) => `Enregistré par ${name}.`,
  asked: (name, schedule) => `${name} vous demande de prendre une astreinte : ${schedule}`,
  askedText: (name, schedule, when) => `${name} vous demande de prendre l’astreinte ${schedule} ${when}.`,
  inReturn: (when) => `En échange, la vôtre serait reprise ${when}.`,
  answerBy: (when) => `Acceptez ou refusez dans le planning avant le ${when}.`,
  accepted: (name, schedule) => `${name} prend votre astreinte : ${schedule}`,
  declined: (name, schedule) => `${name} ne peut pas prendre votre astreinte : ${schedule}`,
  withdrawn: (name, schedule) => `${name} ne vous demande plus de prendre son astreinte : ${schedule}`,
  about: (when) => `Il s’agissait de l’astreinte ${when}.`,
  handover: (schedule) => `vous prenez l’astreinte : ${schedule}`,
  handoverText: (schedule, from) =>
    from === null
      ? `Vous êtes maintenant d’astreinte : ${schedule}.`
      : `Vous êtes maintenant d’astreinte : ${schedule}. ${from} vous passe le relais.`,
  note: (name, text) => `Note de ${name} : ${text}`,
  pages: (count, list) => `${count === 1 ? "Un appel n’est pas terminé" : `${count} appels ne sont pas terminés`} : ${list}.`,
  tickets: (count, name, list) => `${name} a en charge ${count === 1 ? "un ticket urgent" : `${count} tickets urgents`} : ${list}.`,
  nothingOpen: "Aucun appel en attente.",
};

const es: Words = {
  period: (from, to) => `del ${from} al ${to}`,
  more: (count) => ` y ${count} más`,
  on: (schedule) => `se le asigna una guardia: ${schedule}`,
  off: (schedule) => `se le retira una guardia: ${schedule}`,
  changed: "sus guardias cambian",
  onLine: (schedule, when) => `Está de guardia en ${schedule} ${when}.`,
  offLine: (schedule, when) => `Ya no está de guardia en ${schedule} ${when}.`,
  by: (name) => `Lo registró ${name}.`,
  asked: (name, schedule) => `${name} le pide que cubra una guardia: ${schedule}`,
  askedText: (name, schedule, when) => `${name} le pide que cubra la guardia ${schedule} ${when}.`,
  inReturn: (when) => `A cambio cubriría la suya ${when}.`,
  answerBy: (when) => `Acepte o rechace en el cuadrante antes del ${when}.`,
  accepted: (name, schedule) => `${name} cubre su guardia: ${schedule}`,
  declined: (name, schedule) => `${name} no puede cubrir su guardia: ${schedule}`,
  withdrawn: (name, schedule) => `${name} ya no le pide que cubra su guardia: ${schedule}`,
  about: (when) => `Se trataba de la guardia ${when}.`,
  handover: (schedule) => `empieza su guardia: ${schedule}`,
  handoverText: (schedule, from) =>
    from === null ? `Ahora está de guardia en ${schedule}.` : `Ahora está de guardia en ${schedule}. Releva a ${from}.`,
  note: (name, text) => `Nota de ${name}: ${text}`,
  pages: (count, list) => `${count === 1 ? "Un aviso no ha terminado" : `${count} avisos no han terminado`}: ${list}.`,
  tickets: (count, name, list) => `${name} lleva ${count === 1 ? "un ticket urgente" : `${count} tickets urgentes`}: ${list}.`,
  nothingOpen: "Ningún aviso espera.",
};

const catalogue: Readonly<Record<Language, Words>> = { en, fr, es };

/** How one reader's language and zone tell it. */
export type Teller = { words: Words; when(period: Period): string; time(at: Instant): string };

/** The same in all languages, in the zone by which a person lives. */
export function inAllLanguages(document: Document | null, person: string, tell: (teller: Teller) => string): Text {
  const timeZone = document?.people?.[person]?.zone ?? document?.zone ?? "UTC";
  const told = (language: Language): string => {
    const words = catalogue[language];
    const format = formatOf(language, timeZone);
    const time = (at: Instant): string => format.format(at);
    return tell({ words, time, when: ({ from, to }) => words.period(time(from), `${time(to)} (${timeZone})`) });
  };
  return { en: told("en"), fr: told("fr"), es: told("es") };
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, timeZone: string): Intl.DateTimeFormat {
  const name = `${language} ${timeZone}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    ...{ timeZone, weekday: "short", day: "numeric", month: "short", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  } as Intl.DateTimeFormatOptions);
  formats.set(name, made);
  return made;
}

/** Leave of months changes many shifts: the first say enough. */
const mostLines = 3;

/** What somebody is told who was put on call or relieved. */
export function turnedWords(
  { words, when }: Teller,
  { on, off }: Turned,
  by: string,
  reason: string | null,
): { subject: string; text: string } {
  const subject = on.length > 0 && off.length > 0 ? words.changed : on.length > 0 ? words.on(on[0]!.schedule) : words.off(off[0]!.schedule);
  const lines = (list: Turned["on"], line: Words["onLine"]): string[] =>
    list.slice(0, mostLines).map((each, i) => {
      const rest = i === mostLines - 1 && list.length > mostLines ? words.more(list.length - mostLines) : "";
      return line(each.schedule, `${when(each)}${rest}`);
    });
  const said = reason === null || reason.trim() === "" ? [] : [`“${reason.trim()}”`];
  return { subject, text: [...lines(on, words.onLine), ...lines(off, words.offLine), words.by(by), ...said].join("\n") };
}

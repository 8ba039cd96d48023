/** A gap of the coverage proof in words: what it is, why, and what would close it. The web has its own catalogue. */
import type { Document, Language, Text } from "#core/model/document.ts";
import type { Stage, Warning } from "#core/oncall/coverage-warning.ts";
import type { AlarmContent } from "#server/notification/compose.ts";
import type { GapView, RemedyView } from "#server/oncall/coverage-schema.ts";
import { inAllLanguages } from "#server/oncall/rota-words.ts";

type Why = NonNullable<GapView["persons"][number]["why"]>;

type Words = {
  subject: Readonly<Record<Stage, (what: string) => string>>;
  reasons: Readonly<Record<GapView["reason"], (facts: { schedule: string; people: string; inSchedule: string }) => string>>;
  remedies: Readonly<Record<RemedyView["kind"], (facts: { name: string; schedule: string; policy: string | null }) => string>>;
  whys: Readonly<Record<Why, string>>;
  inSchedule(schedule: string): string;
  schedule(name: string): string;
  promisedTo(customers: string): string;
  closedBy(remedy: string): string;
  again(count: number): string;
  more(count: number): string;
};

const en: Words = {
  subject: {
    week: (what) => `nobody to be reached within a week: ${what}`,
    day: (what) => `nobody to be reached within a day: ${what}`,
    hour: (what) => `nobody to be reached within the hour: ${what}`,
  },
  reasons: {
    "nobody-on-call": ({ schedule }) => `nobody is on call in ${schedule}`,
    "others-on-call": ({ schedule }) => `nobody of the team is on call in ${schedule}`,
    "on-leave": ({ people, inSchedule }) => `on leave${inSchedule}: ${people}`,
    unreachable: ({ people, inSchedule }) => `cannot be reached${inSchedule}: ${people}`,
    "over-limit": ({ people, inSchedule }) => `beyond the limits${inSchedule}: ${people}`,
    "no-hours": () => "the team has neither working hours nor a schedule in the escalation policy",
    "outside-hours": () => "the team's working hours are over, and no schedule of theirs is in the escalation policy",
    "empty-team": () => "nobody is in the team",
  },
  remedies: {
    verify: ({ name }) => `${name} verifies a channel, or mends the one that fails`,
    override: ({ schedule }) => `an override in ${schedule}`,
    layer: ({ schedule }) => `somebody for these hours in the rotation of ${schedule}`,
    leave: ({ name }) => `somebody who stands in for ${name}, or another day for the leave`,
    relieve: ({ name }) => `fewer hours on call for ${name}`,
    hours: ({ name }) => `a calendar for the team ${name} that holds these hours`,
    policy: ({ name, policy }) =>
      policy === null ? `an escalation policy with a schedule of ${name} for the service` : `a schedule of ${name} in the policy ${policy}`,
    members: ({ name }) => `more people in the team ${name}`,
  },
  whys: {
    "no-channel": "no channel",
    unverified: "none verified",
    failing: "the channel fails",
    "unknown-person": "unknown to the model",
  },
  inSchedule: (schedule) => ` (${schedule})`,
  schedule: (name) => `schedule ${name}`,
  promisedTo: (customers) => `Promised to ${customers}.`,
  closedBy: (remedy) => `What closes it: ${remedy}.`,
  again: (count) => `${count} times in all until the end of the proof.`,
  more: (count) => `${count} more`,
};

const fr: Words = {
  subject: {
    week: (what) => `personne de joignable d’ici une semaine : ${what}`,
    day: (what) => `personne de joignable d’ici un jour : ${what}`,
    hour: (what) => `personne de joignable d’ici une heure : ${what}`,
  },
  reasons: {
    "nobody-on-call": ({ schedule }) => `personne n’est d’astreinte dans ${schedule}`,
    "others-on-call": ({ schedule }) => `personne de l’équipe n’est d’astreinte dans ${schedule}`,
    "on-leave": ({ people, inSchedule }) => `en congé${inSchedule} : ${people}`,
    unreachable: ({ people, inSchedule }) => `injoignable${inSchedule} : ${people}`,
    "over-limit": ({ people, inSchedule }) => `au-delà des limites${inSchedule} : ${people}`,
    "no-hours": () => "l’équipe n’a ni heures de travail ni planning dans la politique d’escalade",
    "outside-hours": () => "l’équipe est hors de ses heures de travail et aucun de ses plannings n’est dans la politique d’escalade",
    "empty-team": () => "l’équipe n’a personne",
  },
  remedies: {
    verify: ({ name }) => `${name} vérifie un canal, ou répare celui qui échoue`,
    override: ({ schedule }) => `un remplacement dans ${schedule}`,
    layer: ({ schedule }) => `quelqu’un à ces heures dans la rotation de ${schedule}`,
    leave: ({ name }) => `quelqu’un qui remplace ${name}, ou un congé à une autre date`,
    relieve: ({ name }) => `moins d’heures d’astreinte pour ${name}`,
    hours: ({ name }) => `un calendrier de l’équipe ${name} qui comprenne ces heures`,
    policy: ({ name, policy }) =>
      policy === null
        ? `une politique d’escalade pour le service, avec un planning de ${name}`
        : `un planning de ${name} dans la politique ${policy}`,
    members: ({ name }) => `plus de monde dans l’équipe ${name}`,
  },
  whys: {
    "no-channel": "aucun canal",
    unverified: "aucun vérifié",
    failing: "le canal échoue",
    "unknown-person": "inconnu du modèle",
  },
  inSchedule: (schedule) => ` (${schedule})`,
  schedule: (name) => `planning ${name}`,
  promisedTo: (customers) => `Promis à ${customers}.`,
  closedBy: (remedy) => `Ce qui y remédie : ${remedy}.`,
  again: (count) => `${count} fois en tout jusqu’à la fin de la preuve.`,
  more: (count) => `${count} de plus`,
};

const es: Words = {
  subject: {
    week: (what) => `nadie localizable en menos de una semana: ${what}`,
    day: (what) => `nadie localizable en menos de un día: ${what}`,
    hour: (what) => `nadie localizable en menos de una hora: ${what}`,
  },
  reasons: {
    "nobody-on-call": ({ schedule }) => `nadie está de guardia en ${schedule}`,
    "others-on-call": ({ schedule }) => `nadie del equipo está de guardia en ${schedule}`,
    "on-leave": ({ people, inSchedule }) => `ausente${inSchedule}: ${people}`,
    unreachable: ({ people, inSchedule }) => `no localizable${inSchedule}: ${people}`,
    "over-limit": ({ people, inSchedule }) => `por encima de los límites${inSchedule}: ${people}`,
    "no-hours": () => "el equipo no tiene ni horario de trabajo ni un cuadrante en la política de escalado",
    "outside-hours": () => "el equipo está fuera de su horario y ningún cuadrante suyo está en la política de escalado",
    "empty-team": () => "no hay nadie en el equipo",
  },
  remedies: {
    verify: ({ name }) => `${name} verifica un canal, o arregla el que falla`,
    override: ({ schedule }) => `una sustitución en ${schedule}`,
    layer: ({ schedule }) => `alguien a esas horas en la rotación de ${schedule}`,
    leave: ({ name }) => `alguien que sustituya a ${name}, u otra fecha para la ausencia`,
    relieve: ({ name }) => `menos horas de guardia para ${name}`,
    hours: ({ name }) => `un calendario del equipo ${name} que incluya esas horas`,
    policy: ({ name, policy }) =>
      policy === null
        ? `una política de escalado para el servicio, con un cuadrante de ${name}`
        : `un cuadrante de ${name} en la política ${policy}`,
    members: ({ name }) => `más personas en el equipo ${name}`,
  },
  whys: {
    "no-channel": "ningún canal",
    unverified: "ninguno verificado",
    failing: "el canal falla",
    "unknown-person": "desconocido para el modelo",
  },
  inSchedule: (schedule) => ` (${schedule})`,
  schedule: (name) => `cuadrante ${name}`,
  promisedTo: (customers) => `Prometido a ${customers}.`,
  closedBy: (remedy) => `Lo que lo cubre: ${remedy}.`,
  again: (count) => `${count} veces en total hasta el final de la prueba.`,
  more: (count) => `${count} más`,
};

const catalogue: Readonly<Record<Language, Words>> = { en, fr, es };
const mostNames = 5;

/** `Platform`, or the schedule whose own calendar has the gap. */
export const whatLacks = (gap: GapView, language: Language = "en"): string =>
  gap.teamName ?? catalogue[language].schedule(gap.schedule ?? "");

/** Why, without a full stop. */
export function whyLacking({ reason, schedule, persons }: GapView, language: Language = "en"): string {
  const words = catalogue[language];
  const people = listed(
    persons.map(({ name, why }) => (why === null ? name : `${name} (${words.whys[why]})`)),
    words,
  );
  return words.reasons[reason]({ schedule: schedule ?? "", people, inSchedule: schedule === null ? "" : words.inSchedule(schedule) });
}

/** What would close it, without a full stop. */
export const remedyWords = ({ kind, personName, teamName, schedule, policy }: RemedyView, language: Language = "en"): string =>
  catalogue[language].remedies[kind]({ name: personName ?? teamName ?? "", schedule: schedule ?? "", policy });

/** Each name once, the first few. */
function listed(names: readonly (string | null)[], words: Words): string {
  const all = [...new Set(names.filter((name) => name !== null))];
  const shown = all.slice(0, mostNames);
  return [...shown, ...(all.length > shown.length ? [words.more(all.length - shown.length)] : [])].join(", ");
}

const mostLines = 5;

/** What one person is told of gaps at the same stage; the first gap gives the subject. */
export function warningWords(
  told: readonly { warning: Warning; gaps: Readonly<Record<Language, GapView>> }[],
  stage: Stage,
  person: string,
  document: Document | null,
): AlarmContent {
  const [first] = told;
  const subject = inEach((language) => catalogue[language].subject[stage](whatLacks(first!.gaps[language], language)));
  const whens = told.map(({ warning }) => inAllLanguages(document, person, ({ when }) => when(warning)) as Record<Language, string>);
  const text = inEach((language) => {
    const words = catalogue[language];
    const lines = told.slice(0, mostLines).map(({ gaps }, i) => {
      const gap = gaps[language];
      const customers = listed(
        gap.promises.map(({ customerName }) => customerName),
        words,
      );
      const [remedy] = gap.remedies;
      return [
        `${whatLacks(gap, language)}, ${whens[i]![language]}: ${whyLacking(gap, language)}.`,
        ...(customers === "" ? [] : [words.promisedTo(customers)]),
        ...(gap.count > 1 ? [words.again(gap.count)] : []),
        ...(remedy === undefined ? [] : [words.closedBy(remedyWords(remedy, language))]),
      ].join(" ");
    });
    return [...lines, ...(told.length > mostLines ? [`… ${words.more(told.length - mostLines)}`] : [])].join("\n");
  });
  return { kind: "alarm", subject, text, path: "/oncall/coverage" };
}

const inEach = (say: (language: Language) => string): Text => ({ en: say("en"), fr: say("fr"), es: say("es") });

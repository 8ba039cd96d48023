/** How the room's notices read, in each language. A subject of a ticket stays as it was written. */
import { knownRoles } from "#core/incident/words.ts";

type Words = { en: string; fr: string; es: string };
export type Told = { subject: Words; text: Words };
type About = { ticketId: number; subject: string };

const roles: Readonly<Record<(typeof knownRoles)[number], Words>> = {
  commander: { en: "incident commander", fr: "responsable de l’incident", es: "responsable de la incidencia" },
  communications: { en: "communications", fr: "communication", es: "comunicación" },
  operations: { en: "operations", fr: "opérations", es: "operaciones" },
  scribe: { en: "scribe", fr: "scribe", es: "relator" },
};

const isKnown = (role: string): role is keyof typeof roles => (knownRoles as readonly string[]).includes(role);
/** A team's own roles are called as the team wrote them. */
const roleWords = (role: string): Words => (isKnown(role) ? roles[role] : { en: role, fr: role, es: role });

const aboutIt = ({ subject }: About, words: Words): Words => ({
  en: `${subject}\n${words.en}`,
  fr: `${subject}\n${words.fr}`,
  es: `${subject}\n${words.es}`,
});

export function roleGiven({ role, ...about }: About & { role: string }): Told {
  const { en, fr, es } = roleWords(role);
  const number = `#${about.ticketId}`;
  return {
    subject: {
      en: `${number}, major incident: your role is ${en}`,
      fr: `${number}, incident majeur : votre rôle est ${fr}`,
      es: `${number}, incidencia grave: su función es ${es}`,
    },
    text: aboutIt(about, {
      en: "You were given this role in a major incident. The room has the conference, the people and what is to be done.",
      fr: "Ce rôle vous a été confié dans un incident majeur. La salle réunit la conférence, les personnes et ce qui reste à faire.",
      es: "Se le ha dado esta función en una incidencia grave. La sala reúne la conferencia, las personas y lo que queda por hacer.",
    }),
  };
}

export function updateOverdue({ minutes, ...about }: About & { minutes: number }): Told {
  const number = `#${about.ticketId}`;
  return {
    subject: {
      en: `${number}: the update to the customer is overdue`,
      fr: `${number} : le point d’information au client est en retard`,
      es: `${number}: el aviso al cliente lleva retraso`,
    },
    text: aboutIt(about, {
      en: `It was due ${minutes} minutes ago. Write what is known, even if it is little.`,
      fr: `Il était attendu il y a ${minutes} minutes. Écrivez ce que l’on sait, même si c’est peu.`,
      es: `Se esperaba hace ${minutes} minutos. Escriba lo que se sabe, aunque sea poco.`,
    }),
  };
}

export function reviewDue({ dueOn, ...about }: About & { dueOn: string }): Told {
  const number = `#${about.ticketId}`;
  return {
    subject: {
      en: `${number}: the post-incident review is due on ${dueOn}`,
      fr: `${number} : le bilan d’incident est attendu le ${dueOn}`,
      es: `${number}: la revisión de la incidencia se espera el ${dueOn}`,
    },
    text: aboutIt(about, {
      en: "It is yours to write, and not published yet.",
      fr: "Sa rédaction vous revient, et il n’est pas encore publié.",
      es: "Le corresponde redactarla, y aún no está publicada.",
    }),
  };
}

export function actionOverdue({ dueOn, ...about }: About & { dueOn: string }): Told {
  const number = `#${about.ticketId}`;
  return {
    subject: {
      en: `${number}: an action of a review was due on ${dueOn}`,
      fr: `${number} : une action d’un bilan était attendue le ${dueOn}`,
      es: `${number}: una acción de una revisión se esperaba el ${dueOn}`,
    },
    text: aboutIt(about, {
      en: "It is still open and yours. Finish it, or agree on another day in the review.",
      fr: "Elle est encore ouverte et vous revient. Terminez-la, ou convenez d’une autre date dans le bilan.",
      es: "Sigue abierta y es suya. Termínela, o acuerde otra fecha en la revisión.",
    }),
  };
}

/** What Guardia tells people, in French. */
import { spelled, type Wording } from "#server/notification/wording-kinds.ts";

export const fr: Wording = {
  page: {
    subject: ({ number, customer, summary, isUrgent }) => `[#${number}] ${isUrgent ? "Appel urgent" : "Appel"} : ${customer} : ${summary}`,
    text: ({ number, customer, summary, isUrgent, since }) => [
      `${customer} : ${summary}`,
      `Appel ${number}, ${isUrgent ? "urgent" : "non urgent"}, depuis ${since}.`,
      `Prenez-le en charge par le lien, ou répondez ACK ${number} pour le prendre, ESC ${number} pour l’escalader, RES ${number} quand c’est fini.`,
    ],
    short: ({ number, customer, summary }) => `${customer} : ${summary}. Répondez ACK ${number} ou ESC ${number}.`,
    spoken: ({ number, customer, summary, isUrgent }) =>
      `Ici Guardia. ${isUrgent ? "Appel urgent" : "Appel"} numéro ${spelled(number)}. ${customer}. ${summary}.`,
    ourselves: "Guardia lui-même",
  },
  notice: {
    subject({ number, by }, cause) {
      if (cause.kind === "threshold" && "percent" in cause) {
        const objective = fr.objectives[cause.objective];
        return cause.percent >= 100 ? `#${number} : ${objective}, délai dépassé` : `#${number} : ${objective}, ${cause.percent} % du délai`;
      }
      if (cause.kind === "silence" && "silence" in cause) return `#${number} : client sans nouvelles depuis ${cause.silence}`;
      if (cause.kind === "mention") return `#${number} : ${by} vous a mentionné`;
      if (cause.kind === "message") return `#${number} : le client a écrit`;
      if (cause.kind === "rating" && "score" in cause) return `#${number} : le client a donné la note de ${cause.score} sur 5`;
      if (cause.kind === "complaint") return `#${number} : le client se plaint`;
      return `#${number} : du nouveau`;
    },
    text: ({ customer, subject, due }) => [`${customer} : ${subject}`, ...(due === "" ? [] : [`Échéance : ${due}.`])],
  },
  test: {
    subject: "Un essai de Guardia",
    text: (name, at) =>
      `${name}, voici l’essai demandé à ${at} : c’est par cette voie que Guardia vous joint. Vous n’avez rien d’autre à faire.`,
    spoken: "Ici Guardia, pour l’essai qui a été demandé. C’est par cette voie que nous vous joignons. Vous n’avez rien à faire.",
  },
  code: {
    subject: "Votre code pour Guardia",
    text: (code, minutes) =>
      `${code} est le code qui confirme à Guardia que cette adresse est la vôtre. Il est valable ${minutes} minutes.`,
    spoken: (code) => `Ici Guardia. Votre code est ${spelled(code)}. Je répète : ${spelled(code)}.`,
  },
  alarm: { prefix: "Guardia" },
  objectives: {
    response: "première réponse",
    "next-response": "réponse suivante",
    update: "point d’avancement",
    escalation: "escalade",
    restoration: "rétablissement",
    resolution: "résolution",
  },
};

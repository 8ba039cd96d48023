/** What Guardia tells people, in Spanish. */
import { spelled, type Wording } from "#server/notification/wording-kinds.ts";

export const es: Wording = {
  page: {
    subject: ({ number, customer, summary, isUrgent }) => `[#${number}] ${isUrgent ? "Aviso urgente" : "Aviso"}: ${customer}: ${summary}`,
    text: ({ number, customer, summary, isUrgent, since }) => [
      `${customer}: ${summary}`,
      `Aviso ${number}, ${isUrgent ? "urgente" : "no urgente"}, desde ${since}.`,
      `Atiéndalo por el enlace, o responda ACK ${number} para hacerse cargo, ESC ${number} para escalarlo, RES ${number} cuando haya terminado.`,
    ],
    short: ({ number, customer, summary }) => `${customer}: ${summary}. Responda ACK ${number} o ESC ${number}.`,
    spoken: ({ number, customer, summary, isUrgent }) =>
      `Le habla Guardia. ${isUrgent ? "Aviso urgente" : "Aviso"} número ${spelled(number)}. ${customer}. ${summary}.`,
    ourselves: "el propio Guardia",
  },
  notice: {
    subject({ number, by }, cause) {
      if (cause.kind === "threshold" && "percent" in cause) {
        const objective = es.objectives[cause.objective];
        return cause.percent >= 100 ? `#${number}: ${objective}, plazo vencido` : `#${number}: ${objective}, ${cause.percent} % del plazo`;
      }
      if (cause.kind === "silence" && "silence" in cause) return `#${number}: cliente sin noticias desde hace ${cause.silence}`;
      if (cause.kind === "mention") return `#${number}: ${by} le ha mencionado`;
      if (cause.kind === "message") return `#${number}: el cliente ha escrito`;
      if (cause.kind === "rating" && "score" in cause) return `#${number}: el cliente lo ha valorado con ${cause.score} de 5`;
      if (cause.kind === "complaint") return `#${number}: el cliente se queja`;
      return `#${number}: novedades`;
    },
    text: ({ customer, subject, due }) => [`${customer}: ${subject}`, ...(due === "" ? [] : [`Vence: ${due}.`])],
  },
  test: {
    subject: "Una prueba de Guardia",
    text: (name, at) => `${name}, esta es la prueba solicitada a las ${at}: por esta vía le localiza Guardia. No tiene que hacer nada más.`,
    spoken: "Le habla Guardia, con la prueba que se ha solicitado. Por esta vía le localizamos. No tiene que hacer nada.",
  },
  code: {
    subject: "Su código para Guardia",
    text: (code, minutes) =>
      `${code} es el código con el que confirma a Guardia que esta dirección es suya. Vale durante ${minutes} minutos.`,
    spoken: (code) => `Le habla Guardia. Su código es ${spelled(code)}. Repito: ${spelled(code)}.`,
  },
  alarm: { prefix: "Guardia" },
  objectives: {
    response: "primera respuesta",
    "next-response": "siguiente respuesta",
    update: "informe de avance",
    escalation: "escalado",
    restoration: "restablecimiento",
    resolution: "resolución",
  },
};

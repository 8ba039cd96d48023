/** Letters about tickets in Spanish. ICU MessageFormat. */
import type { TicketWords } from "#server/channels/email/ticket-words.ts";

export const es: TicketWords = {
  greeting: "Hola, {name}:",
  greetingPlain: "Hola:",
  receipt: {
    lead: "Hemos recibido su mensaje. Es el ticket n.º {ticket}; le rogamos que conserve este número.",
    promise: "Recibirá nuestra primera respuesta a más tardar el {due}.",
    billable:
      "Lo que solicita no está incluido en su contrato ({clause}): le enviaremos un presupuesto antes de empezar cualquier trabajo.",
    excerpt: "Lo que nos escribió:",
  },
  question: {
    lead: "Para continuar con el ticket n.º {ticket} necesitamos algo de usted: lea, por favor, nuestro último mensaje y respóndalo.",
    leadNoted: "Para continuar con el ticket n.º {ticket} necesitamos algo de usted:",
  },
  quote: {
    lead: "Para el ticket n.º {ticket} le ofrecemos este trabajo por {amount}:",
    leadHours:
      "Para el ticket n.º {ticket} le ofrecemos este trabajo por {amount}, unas {hours, plural, one {# hora} other {# horas}} aproximadamente:",
    decide: "El trabajo empezará cuando su contacto designado apruebe el presupuesto en el portal.",
    waits: "Hasta entonces, el ticket queda en espera.",
  },
  resolution: {
    lead: "El ticket n.º {ticket} está resuelto. Lo que se hizo:",
    reopen: "Si sigue sin funcionar, responda a este mensaje: el ticket volverá a abrirse.",
    reopenUntil: "Si sigue sin funcionar, responda a este mensaje antes del {until}: el ticket volverá a abrirse.",
    reopenThere: "Si sigue sin funcionar, vuelva a abrir el ticket en el portal.",
    rate: "¿Qué le ha parecido? Puede decírnoslo con un clic en el portal.",
  },
  wrote: "El {at}, {name} escribió:",
  machine: "Esta respuesta se ha escrito automáticamente.",
  leftOut:
    "Demasiado grande para el correo: {names}. {count, plural, one {Encontrará el archivo} other {Encontrará los archivos}} en el portal.",
  picture: "[imagen: {name}]",
  open: "Abrir el ticket",
  decide: "Decidir en el portal",
  footer: {
    answer: "Responda simplemente a este mensaje: sus palabras y archivos se añadirán al ticket n.º {ticket}.",
    noAnswer: "Las respuestas a este mensaje no llegan a nadie: utilice, por favor, el portal.",
    about: "{provider} le escribe sobre el ticket n.º {ticket} de {customer}.",
  },
};

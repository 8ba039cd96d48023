/** What an alarm about Guardia itself says, in three languages. */
import type { Finding, FindingKind } from "#core/watch/finding.ts";
import type { AlarmContent } from "#server/notification/compose.ts";

type Words = { subject: string; text: string };
type Kinds = Readonly<Record<FindingKind, Words>>;

const en: Kinds = {
  "page-without-next": {
    subject: "page {page} waits for an answer, and nothing comes next",
    text: "Page {page} is open and no step of it will follow by itself. Call whoever should know of it, and tell the operator: this must not happen.",
  },
  "page-overdue": {
    subject: "{count} pages are late",
    text: "{count} steps of pages are due and do not fire, the oldest for {seconds} seconds. Look whether a node runs, and how busy the database is.",
  },
  "delivery-overdue": {
    subject: "{count} messages are late",
    text: "{count} messages to people are due and nobody sends them, the oldest for {seconds} seconds. Look whether a node runs.",
  },
  "channel-down": {
    subject: "nobody can be reached by {channel}",
    text: "Every gateway of the channel {channel} fails. Messages go on by people's other channels, where they have any.",
  },
  "gateway-unwell": { subject: "{gateway} is {state}", text: "The gateway {gateway} ({channel}) is {state}. The next one does its work." },
  "no-channel": {
    subject: "there is no way to reach anybody",
    text: "No gateway of any channel is switched on. Set one up under Channels.",
  },
  "deadline-overdue": {
    subject: "clocks are late",
    text: "{count} tickets should have acted by themselves, the oldest {seconds} seconds ago. Look whether a node runs.",
  },
  "outbox-late": {
    subject: "letters are late",
    text: "{count} letters or notices wait to leave, the oldest for {seconds} seconds. Look at the mail server.",
  },
  "log-unsealed": {
    subject: "the log is not sealed",
    text: "{count} events wait to be chained, the oldest for {seconds} seconds. Look whether a node runs.",
  },
  "witness-missing": {
    subject: "{witness} is silent",
    text: "The other installation, {witness}, has not been heard for {minutes} minutes. Perhaps it is down and cannot say so itself.",
  },
  "test-unanswered": {
    subject: "nobody answered the test page",
    text: "The test page {page} to {target} was not acknowledged in time. A real one might not have been either: find out why.",
  },
};

const fr: Kinds = {
  "page-without-next": {
    subject: "l’appel {page} attend une réponse et rien ne suivra",
    text: "L’appel {page} est ouvert et aucune étape ne suivra d’elle-même. Prévenez qui doit l’être, et dites-le à l’exploitant : cela ne doit pas arriver.",
  },
  "page-overdue": {
    subject: "{count} appels sont en retard",
    text: "{count} étapes d’appels auraient dû partir, la plus ancienne depuis {seconds} secondes. Vérifiez qu’un nœud tourne et que la base de données n’est pas surchargée.",
  },
  "delivery-overdue": {
    subject: "{count} messages sont en retard",
    text: "{count} messages devraient être partis et personne ne les envoie, le plus ancien depuis {seconds} secondes. Vérifiez qu’un nœud tourne.",
  },
  "channel-down": {
    subject: "plus personne n’est joignable par {channel}",
    text: "Toutes les passerelles du canal {channel} échouent. Les messages passent par les autres canaux des personnes, quand elles en ont.",
  },
  "gateway-unwell": {
    subject: "{gateway} va mal ({state})",
    text: "La passerelle {gateway} ({channel}) va mal ({state}). La suivante prend le relais.",
  },
  "no-channel": {
    subject: "il n’y a aucun moyen de joindre qui que ce soit",
    text: "Aucune passerelle d’aucun canal n’est active. Configurez-en une dans Canaux.",
  },
  "deadline-overdue": {
    subject: "les échéances sont en retard",
    text: "{count} tickets auraient dû agir d’eux-mêmes, le plus ancien il y a {seconds} secondes. Vérifiez qu’un nœud tourne.",
  },
  "outbox-late": {
    subject: "des lettres sont en retard",
    text: "{count} lettres ou avis attendent de partir, le plus ancien depuis {seconds} secondes. Vérifiez le serveur de messagerie.",
  },
  "log-unsealed": {
    subject: "le journal n’est plus scellé",
    text: "{count} événements attendent d’être chaînés, le plus ancien depuis {seconds} secondes. Vérifiez qu’un nœud tourne.",
  },
  "witness-missing": {
    subject: "{witness} ne répond plus",
    text: "L’autre installation, {witness}, n’a plus donné signe de vie depuis {minutes} minutes. Peut-être est-elle en panne et ne peut-elle pas le dire elle-même.",
  },
  "test-unanswered": {
    subject: "personne n’a répondu à l’appel d’essai",
    text: "L’appel d’essai {page} à {target} n’a pas été acquitté à temps. Un vrai ne l’aurait peut-être pas été non plus : cherchez pourquoi.",
  },
};

const es: Kinds = {
  "page-without-next": {
    subject: "el aviso {page} espera respuesta y nada más va a ocurrir",
    text: "El aviso {page} está abierto y ningún paso seguirá por sí solo. Avise a quien deba saberlo, y dígaselo al operador: esto no debe ocurrir.",
  },
  "page-overdue": {
    subject: "{count} avisos llevan retraso",
    text: "{count} pasos de avisos deberían haber salido, el más antiguo hace {seconds} segundos. Compruebe que haya un nodo en marcha y que la base de datos no esté saturada.",
  },
  "delivery-overdue": {
    subject: "{count} mensajes llevan retraso",
    text: "{count} mensajes deberían haber salido y nadie los envía, el más antiguo desde hace {seconds} segundos. Compruebe que haya un nodo en marcha.",
  },
  "channel-down": {
    subject: "ya no se puede localizar a nadie por {channel}",
    text: "Todas las pasarelas del canal {channel} fallan. Los mensajes siguen por los demás canales de cada persona, si los tiene.",
  },
  "gateway-unwell": {
    subject: "{gateway} no está bien ({state})",
    text: "La pasarela {gateway} ({channel}) no está bien ({state}). La siguiente hace su trabajo.",
  },
  "no-channel": {
    subject: "no hay forma de localizar a nadie",
    text: "Ninguna pasarela de ningún canal está activada. Configure una en Canales.",
  },
  "deadline-overdue": {
    subject: "los plazos llevan retraso",
    text: "{count} tickets deberían haber actuado por sí solos, el más antiguo hace {seconds} segundos. Compruebe que haya un nodo en marcha.",
  },
  "outbox-late": {
    subject: "hay cartas con retraso",
    text: "{count} cartas o notificaciones esperan salir, la más antigua desde hace {seconds} segundos. Compruebe el servidor de correo.",
  },
  "log-unsealed": {
    subject: "el registro no se está sellando",
    text: "{count} eventos esperan ser encadenados, el más antiguo desde hace {seconds} segundos. Compruebe que haya un nodo en marcha.",
  },
  "witness-missing": {
    subject: "{witness} guarda silencio",
    text: "La otra instalación, {witness}, no da señales desde hace {minutes} minutos. Quizá esté caída y no pueda decirlo ella misma.",
  },
  "test-unanswered": {
    subject: "nadie respondió al aviso de prueba",
    text: "El aviso de prueba {page} a {target} no se confirmó a tiempo. Uno de verdad quizá tampoco: averigüe por qué.",
  },
};

type Found = Pick<Finding, "kind" | "facts">;

const filled = (words: string, facts: Found["facts"]): string =>
  words.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ""));

/** What is wrong, in a line, and what to do about it: in English. */
export const findingWords = ({ kind, facts }: Found): Words => ({
  subject: filled(en[kind].subject, facts),
  text: filled(en[kind].text, facts),
});

/** An alarm's content; `path` leads to the page that shows it. */
export function alarmOf({ kind, facts }: Found): AlarmContent {
  const inAll = (part: keyof Words) => ({
    en: filled(en[kind][part], facts),
    fr: filled(fr[kind][part], facts),
    es: filled(es[kind][part], facts),
  });
  return { kind: "alarm", subject: inAll("subject"), text: inAll("text"), path: "/watch" };
}

/** What a webhook that was given up is told with. */
export function webhookAlarm(name: string, isGone: boolean): AlarmContent {
  const why = isGone
    ? {
        en: "it says that nothing is wanted there any more (410)",
        fr: "elle répond que rien n’y est plus attendu (410)",
        es: "responde que allí ya no se espera nada (410)",
      }
    : { en: "it took nothing for five days", fr: "elle n’a rien accepté depuis cinq jours", es: "no ha aceptado nada en cinco días" };
  return {
    kind: "alarm",
    subject: {
      en: `the webhook ${name} was switched off`,
      fr: `le webhook ${name} a été désactivé`,
      es: `el webhook ${name} se ha desactivado`,
    },
    text: {
      en: `The webhook ${name} was switched off: ${why.en}. Repair the address, switch it on again, and send it what it missed.`,
      fr: `Le webhook ${name} a été désactivé : ${why.fr}. Réparez l’adresse, réactivez-le, puis renvoyez-lui ce qu’il a manqué.`,
      es: `El webhook ${name} se ha desactivado: ${why.es}. Repare la dirección, vuelva a activarlo y reenvíele lo que se perdió.`,
    },
    path: "/webhooks",
  };
}

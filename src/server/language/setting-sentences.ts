/** What drivers' schemas say of addresses and settings that cannot be, in French and Spanish; under their English words. */

export const settingSentences: Readonly<Record<string, { fr: string; es: string }>> = {
  "Write the number with its country, like +34 600 123 456.": {
    fr: "Écrivez le numéro avec son pays, par exemple +33 6 12 34 56 78.",
    es: "Escriba el número con su país, por ejemplo +34 600 123 456.",
  },
  "An account SID looks like AC and 32 characters.": {
    fr: "Un SID de compte, c’est AC et 32 caractères.",
    es: "Un SID de cuenta es AC y 32 caracteres.",
  },
  "A number of the account like +34911123456, a short code, a name of up to 11 letters, or a messaging service (MG…).": {
    fr: "Un numéro du compte comme +33140123456, un numéro court, un nom de 11 lettres au plus, ou un service de messagerie (MG…).",
    es: "Un número de la cuenta como +34911123456, un número corto, un nombre de hasta 11 letras, o un servicio de mensajería (MG…).",
  },
  "A number of the account, like +34911123456.": {
    fr: "Un numéro du compte, par exemple +33140123456.",
    es: "Un número de la cuenta, por ejemplo +34911123456.",
  },
  "A number without its plus sign, or a name of up to 11 letters.": {
    fr: "Un numéro sans le plus, ou un nom de 11 lettres au plus.",
    es: "Un número sin el más, o un nombre de hasta 11 letras.",
  },
  "The name of the SMS service, like sms-ab12345-1.": {
    fr: "Le nom du service SMS, par exemple sms-ab12345-1.",
    es: "El nombre del servicio de SMS, por ejemplo sms-ab12345-1.",
  },
  "An address like https://sms.example.com/send?to={to}.": {
    fr: "Une adresse comme https://sms.example.com/send?to={to}.",
    es: "Una dirección como https://sms.example.com/send?to={to}.",
  },
  "One header, like Authorization: Bearer {token}.": {
    fr: "Un seul en-tête, par exemple Authorization: Bearer {token}.",
    es: "Una sola cabecera, por ejemplo Authorization: Bearer {token}.",
  },
  'A regular expression, like ^OK or "id":"([^"]+)".': {
    fr: 'Une expression régulière, par exemple ^OK ou "id":"([^"]+)".',
    es: 'Una expresión regular, por ejemplo ^OK o "id":"([^"]+)".',
  },
  "The whole path of a folder, like /var/spool/sms.": {
    fr: "Le chemin complet d’un dossier, par exemple /var/spool/sms.",
    es: "La ruta completa de una carpeta, por ejemplo /var/spool/sms.",
  },
  "A channel with {to} or {digits} in it, like PJSIP/{to}@provider.": {
    fr: "Un canal contenant {to} ou {digits}, par exemple PJSIP/{to}@provider.",
    es: "Un canal que contenga {to} o {digits}, por ejemplo PJSIP/{to}@provider.",
  },
  "On one line, without ; and #.": { fr: "Sur une ligne, sans ; ni #.", es: "En una línea, sin ; ni #." },
  "The context as the dialplan has it.": {
    fr: "Le contexte tel que l’a le plan de numérotation.",
    es: "El contexto tal como lo tiene el plan de marcación.",
  },
  "The extension as the dialplan has it.": {
    fr: "L’extension telle que l’a le plan de numérotation.",
    es: "La extensión tal como la tiene el plan de marcación.",
  },
  "is not an e-mail address: write it like ana@example.com": {
    fr: "n’est pas une adresse e-mail : écrivez-la comme ana@example.com",
    es: "no es una dirección de correo: escríbala como ana@example.com",
  },
  "is not a domain: write it like example.com": {
    fr: "n’est pas un domaine : écrivez-le comme example.com",
    es: "no es un dominio: escríbalo como example.com",
  },
  "is not a sender: write it like Acme support <support@example.com>": {
    fr: "n’est pas un expéditeur : écrivez-le comme Support Acme <support@example.com>",
    es: "no es un remitente: escríbalo como Soporte Acme <support@example.com>",
  },
  "is not a selector: the name before ._domainkey in the domain's records": {
    fr: "n’est pas un sélecteur : le nom avant ._domainkey dans les enregistrements du domaine",
    es: "no es un selector: el nombre antes de ._domainkey en los registros del dominio",
  },
  "is not a private RSA key of at least 1,024 bits in PEM": {
    fr: "n’est pas une clé privée RSA d’au moins 1 024 bits en PEM",
    es: "no es una clave privada RSA de al menos 1.024 bits en PEM",
  },
  "DKIM needs all three: domain, selector and key": {
    fr: "DKIM a besoin des trois : domaine, sélecteur et clé",
    es: "DKIM necesita las tres cosas: dominio, selector y clave",
  },
  "Write your name (@ana:example.org), or a room (!id:example.org or #ops:example.org).": {
    fr: "Écrivez votre nom (@ana:example.org) ou un salon (!id:example.org ou #ops:example.org).",
    es: "Escriba su nombre (@ana:example.org) o una sala (!id:example.org o #ops:example.org).",
  },
  "Write @your.name, or the 26 characters of a channel's ID.": {
    fr: "Écrivez @votre.nom, ou les 26 caractères de l’identifiant d’un canal.",
    es: "Escriba @su.nombre, o los 26 caracteres del identificador de un canal.",
  },
  "Write a member's or a channel's ID as Slack shows it under “Copy member ID”: U012AB3CD.": {
    fr: "Écrivez l’identifiant d’un membre ou d’un canal tel que Slack le donne par « Copier l’identifiant » : U012AB3CD.",
    es: "Escriba el identificador de un miembro o de un canal como lo da Slack en «Copiar ID de miembro»: U012AB3CD.",
  },
  "Write the token of an application of yours in Gotify: A0bc1DeF2gHi3jK.": {
    fr: "Écrivez le jeton d’une de vos applications dans Gotify : A0bc1DeF2gHi3jK.",
    es: "Escriba el token de una de sus aplicaciones en Gotify: A0bc1DeF2gHi3jK.",
  },
};

/** The letters in French. ICU MessageFormat. */
import type { LetterTexts } from "#server/channels/email/letter-kinds.ts";

const unexpected =
  "Si ce n’était pas vous, connectez-vous, fermez les sessions que vous ne reconnaissez pas et changez votre mot de passe ; prévenez ensuite votre administrateur.";

export const fr: LetterTexts = {
  greeting: "Bonjour {name},",
  footer: "Guardia a écrit ce message automatiquement : les réponses ne parviennent à personne.",
  invitation: {
    subject: "{inviter} vous invite sur Guardia",
    paragraphs: [
      "{inviter} vous a ouvert un compte chez {organisation}. Ouvrez ce lien pour choisir comment vous vous connecterez ; il fonctionne une seule fois, pendant {hours, plural, one {# heure} other {# heures}}.",
    ],
    button: "Accepter l’invitation",
    closing: "Si le lien a expiré, demandez-en un autre à {inviter}. Si vous n’attendiez pas d’invitation, ne faites rien.",
  },
  reset: {
    subject: "Choisissez un nouveau mot de passe",
    paragraphs: [
      "Quelqu’un, vous sans doute, a signalé l’oubli du mot de passe de votre compte. Ce lien vous permet d’en choisir un autre ; il fonctionne une seule fois, pendant {minutes, plural, one {# minute} other {# minutes}}, et ferme toutes vos sessions.",
    ],
    button: "Choisir un nouveau mot de passe",
    closing: "Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.",
  },
  "password-changed": {
    subject: "Votre mot de passe a été modifié",
    paragraphs: ["Le mot de passe de votre compte a été modifié le {at}. Vos autres sessions sont fermées."],
    closing: "Si ce n’était pas vous, demandez aussitôt un nouveau mot de passe sur la page de connexion et prévenez votre administrateur.",
  },
  "new-sign-in": {
    subject: "Connexion depuis un nouvel appareil",
    paragraphs: [
      "Quelqu’un s’est connecté à votre compte le {at} avec {device}, depuis l’adresse {address}. Nous n’avions jamais vu cet appareil.",
    ],
    closing: `Si c’était vous, tout va bien. ${unexpected}`,
  },
  "second-factor-enabled": {
    subject: "Un second facteur protège votre compte",
    paragraphs: ["Depuis le {at}, la connexion par mot de passe demande aussi un code de votre application d’authentification."],
    closing: unexpected,
  },
  "second-factor-removed": {
    subject: "Le second facteur de votre compte a été retiré",
    paragraphs: [
      "Depuis le {at}, votre mot de passe suffit pour vous connecter : les codes de votre application et vos codes de secours ne comptent plus.",
    ],
    closing: unexpected,
  },
  "recovery-codes-renewed": {
    subject: "Vous avez de nouveaux codes de secours",
    paragraphs: ["De nouveaux codes de secours ont été créés pour votre compte le {at}. Les anciens ne fonctionnent plus."],
    closing: unexpected,
  },
  "passkey-added": {
    subject: "Une clé d’accès a été ajoutée à votre compte",
    paragraphs: ["La clé d’accès « {passkey} » a été ajoutée le {at} ; elle vous connecte sans mot de passe."],
    closing: unexpected,
  },
  "passkey-removed": {
    subject: "Une clé d’accès a été retirée de votre compte",
    paragraphs: ["La clé d’accès « {passkey} » a été retirée le {at} et ne vous connecte plus."],
    closing: unexpected,
  },
};

/** The letters in English. ICU MessageFormat. */
import type { LetterTexts } from "#server/channels/email/letter-kinds.ts";

const unexpected = "If this was not you, sign in, end the sessions you do not know and change your password; then tell your administrator.";

export const en: LetterTexts = {
  greeting: "Hello {name},",
  footer: "Guardia wrote this by itself: answers to it reach nobody.",
  invitation: {
    subject: "{inviter} invites you to Guardia",
    paragraphs: [
      "{inviter} has made an account for you at {organisation}. Open this link to choose how you sign in; it works once, for {hours, plural, one {# hour} other {# hours}}.",
    ],
    button: "Accept the invitation",
    closing: "If the link has expired, ask {inviter} for another one. If you expected no invitation, do nothing.",
  },
  reset: {
    subject: "Choose a new password",
    paragraphs: [
      "Somebody, hopefully you, said that the password of your account is forgotten. This link lets you choose another one; it works once, for {minutes, plural, one {# minute} other {# minutes}}, and ends all your sessions.",
    ],
    button: "Choose a new password",
    closing: "If it was not you, do nothing: your password stays as it is.",
  },
  "password-changed": {
    subject: "Your password was changed",
    paragraphs: ["The password of your account was changed on {at}. Your other sessions have ended."],
    closing: "If this was not you, ask for a new password on the sign-in page at once, and tell your administrator.",
  },
  "new-sign-in": {
    subject: "A sign-in from a new device",
    paragraphs: [
      "Somebody signed in to your account on {at} with {device}, from the address {address}. We had not seen this device before.",
    ],
    closing: `If it was you, all is well. ${unexpected}`,
  },
  "second-factor-enabled": {
    subject: "A second factor protects your account",
    paragraphs: ["Since {at} signing in with your password also asks for a code of your authenticator."],
    closing: unexpected,
  },
  "second-factor-removed": {
    subject: "The second factor of your account was removed",
    paragraphs: ["Since {at} your password alone lets you in: the codes of your authenticator and your recovery codes no longer count."],
    closing: unexpected,
  },
  "recovery-codes-renewed": {
    subject: "You have new recovery codes",
    paragraphs: ["New recovery codes were made for your account on {at}. The old ones no longer work."],
    closing: unexpected,
  },
  "passkey-added": {
    subject: "A passkey was added to your account",
    paragraphs: ["The passkey “{passkey}” was added on {at}; it signs you in without a password."],
    closing: unexpected,
  },
  "passkey-removed": {
    subject: "A passkey was removed from your account",
    paragraphs: ["The passkey “{passkey}” was removed on {at} and no longer signs you in."],
    closing: unexpected,
  },
};

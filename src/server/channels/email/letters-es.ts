/** The letters in Spanish. ICU MessageFormat. */
import type { LetterTexts } from "#server/channels/email/letter-kinds.ts";

const unexpected =
  "Si no ha sido usted, inicie sesión, cierre las sesiones que no reconozca y cambie su contraseña; después, avise a su administrador.";

export const es: LetterTexts = {
  greeting: "Hola, {name}:",
  footer: "Guardia ha escrito este mensaje automáticamente: las respuestas no llegan a nadie.",
  invitation: {
    subject: "{inviter} le invita a Guardia",
    paragraphs: [
      "{inviter} le ha abierto una cuenta en {organisation}. Abra este enlace para elegir cómo iniciará sesión; funciona una sola vez, durante {hours, plural, one {# hora} other {# horas}}.",
    ],
    button: "Aceptar la invitación",
    closing: "Si el enlace ha caducado, pida otro a {inviter}. Si no esperaba ninguna invitación, no haga nada.",
  },
  reset: {
    subject: "Elija una contraseña nueva",
    paragraphs: [
      "Alguien, probablemente usted, ha indicado que olvidó la contraseña de su cuenta. Este enlace le permite elegir otra; funciona una sola vez, durante {minutes, plural, one {# minuto} other {# minutos}}, y cierra todas sus sesiones.",
    ],
    button: "Elegir una contraseña nueva",
    closing: "Si no ha sido usted, no haga nada: su contraseña sigue siendo la misma.",
  },
  "password-changed": {
    subject: "Su contraseña ha cambiado",
    paragraphs: ["La contraseña de su cuenta se cambió el {at}. Sus demás sesiones se han cerrado."],
    closing: "Si no ha sido usted, pida enseguida una contraseña nueva en la página de inicio de sesión y avise a su administrador.",
  },
  "new-sign-in": {
    subject: "Inicio de sesión desde un dispositivo nuevo",
    paragraphs: [
      "Alguien inició sesión en su cuenta el {at} con {device}, desde la dirección {address}. No habíamos visto antes este dispositivo.",
    ],
    closing: `Si ha sido usted, todo está bien. ${unexpected}`,
  },
  "second-factor-enabled": {
    subject: "Un segundo factor protege su cuenta",
    paragraphs: ["Desde el {at}, iniciar sesión con la contraseña pide también un código de su aplicación de autenticación."],
    closing: unexpected,
  },
  "second-factor-removed": {
    subject: "Se ha quitado el segundo factor de su cuenta",
    paragraphs: [
      "Desde el {at}, su contraseña basta para iniciar sesión: los códigos de su aplicación y sus códigos de recuperación ya no cuentan.",
    ],
    closing: unexpected,
  },
  "recovery-codes-renewed": {
    subject: "Tiene códigos de recuperación nuevos",
    paragraphs: ["El {at} se crearon códigos de recuperación nuevos para su cuenta. Los anteriores ya no funcionan."],
    closing: unexpected,
  },
  "passkey-added": {
    subject: "Se ha añadido una llave de acceso a su cuenta",
    paragraphs: ["La llave de acceso «{passkey}» se añadió el {at}; con ella inicia sesión sin contraseña."],
    closing: unexpected,
  },
  "passkey-removed": {
    subject: "Se ha quitado una llave de acceso de su cuenta",
    paragraphs: ["La llave de acceso «{passkey}» se quitó el {at} y ya no sirve para iniciar sesión."],
    closing: unexpected,
  },
};

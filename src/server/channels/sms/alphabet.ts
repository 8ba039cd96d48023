/** The GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1): a text with any other character is sent as UCS-2 and holds 70 instead of 160. */

const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const extended = "\f^{}\\[~]|€";
const known = new Set(`${basic}${extended}`);

/** Whether a text can be sent as it is in the GSM alphabet. */
export const isGsmText = (text: string): boolean => Array.from(text).every((character) => known.has(character));

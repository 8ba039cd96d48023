/** What somebody meant who wrote back: "ACK 4711", "ok", "4711 escalade", or the key they pressed. */

export type ReplyVerb = "acknowledge" | "escalate" | "resolve";
/** `pageId` null when they named none. */
export type ParsedReply = { verb: ReplyVerb; pageId: number | null };

/** In English, French and Spanish, without accents. */
const words: Readonly<Record<ReplyVerb, readonly string[]>> = {
  acknowledge: [
    ...["ack", "acked", "acknowledge", "acknowledged", "ok", "okay", "yes", "mine", "taking", "taken"],
    ...["oui", "vu", "recu", "pris", "prends", "accuse", "accord"],
    ...["si", "vale", "visto", "recibido", "tomo", "acuse", "mio"],
  ],
  escalate: ["esc", "escalate", "escalated", "escalade", "escalader", "escalez", "escalar", "escala", "escalado"],
  resolve: ["res", "resolve", "resolved", "fixed", "resolu", "resoudre", "repare", "resuelto", "resolver", "arreglado"],
};

const verbs = new Map(Object.entries(words).flatMap(([verb, all]) => all.map((word) => [word, verb as ReplyVerb] as const)));

/** Who writes one of these may mean the opposite: it is left to them to say it again. */
const doubts: ReadonlySet<string> = new Set([
  "not",
  "no",
  "non",
  "pas",
  "nack",
  "cannot",
  "cant",
  "can't",
  "dont",
  "don't",
  "ne",
  "peux",
  "puedo",
]);

const keys: Readonly<Record<string, ReplyVerb>> = { "1": "acknowledge", "2": "escalate" };
const longestRead = 160;
const mostWords = 12;

/**
 * Reads a reply; null when it is not understood, which includes two meanings or two numbers at once. Only its first line counts that is
 * neither empty nor quoted. A number alone acknowledges that page; a single key 1 or 2, as a telephone sends it, acknowledges or escalates.
 */
export function parseReply(text: string): ParsedReply | null {
  const line = text
    .split(/\r?\n/, 50)
    .map((each) => each.trim())
    .find((each) => each !== "" && !each.startsWith(">"));
  if (line === undefined) return null;
  const pressed = keys[line];
  if (pressed !== undefined) return { verb: pressed, pageId: null };
  const tokens = normalised(line.slice(0, longestRead)).split(" ").filter(Boolean).slice(0, mostWords);
  if (tokens.some((token) => doubts.has(token))) return null;
  const numbers = [...new Set(tokens.filter((token) => /^\d{1,15}$/.test(token)).map(Number))];
  const meant = [...new Set(tokens.flatMap((token) => verbs.get(token) ?? []))];
  if (numbers.length > 1 || meant.length > 1) return null;
  const [pageId = null] = numbers;
  const verb = meant[0] ?? (tokens.length === 1 && pageId !== null ? "acknowledge" : null);
  return verb === null ? null : { verb, pageId };
}

/** Lower case, without accents, punctuation as spaces; "ack4711" is two words. */
const normalised = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("’", "'")
    .replaceAll(/[^\p{L}\p{N}']+/gu, " ")
    .replaceAll(/(\p{L})(\d)/gu, "$1 $2");

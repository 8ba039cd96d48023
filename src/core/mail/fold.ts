/**
 * What somebody wrote, apart from what their program put below: the letter it answers, and the signature. By lines and in linear time;
 * when in doubt nothing is folded away.
 */

export type Folded = { shown: string; quoted: string | null; signature: string | null };

const longestText = 400_000;
const longestLine = 1_000;

/** Folds a plain text. `shown` is never empty unless the text is: a letter that is nothing but a quote is shown whole. */
export function foldText(text: string): Folded {
  const lines = text.slice(0, longestText).replaceAll(/\r\n?/g, "\n").split("\n");
  const quoteAt = quoteStart(lines);
  const upper = trimmed(lines.slice(0, quoteAt));
  const quoted = joined(lines.slice(quoteAt));
  const signAt = signatureStart(upper);
  const shown = joined(upper.slice(0, signAt));
  if (shown === null) return { shown: joined(upper) ?? text.trim(), quoted: joined(upper) === null ? null : quoted, signature: null };
  return { shown, quoted, signature: joined(upper.slice(signAt)) };
}

const joined = (lines: readonly string[]): string | null => {
  const text = trimmed(lines).join("\n");
  return text.trim() === "" ? null : text;
};

function trimmed(lines: readonly string[]): string[] {
  let [from, to] = [0, lines.length];
  while (from < to && lines[from]!.trim() === "") from++;
  while (to > from && lines[to - 1]!.trim() === "") to--;
  return lines.slice(from, to);
}

/** "On Monday, Ana <ana@example.com> wrote:", as programs say it in the languages that are met; spread over up to three lines. */
const attributions: readonly RegExp[] = [
  /^(?:-+\s?)?(?:on|am|le|el|il|em|op|den|no dia|em qua|dnia|w dniu|pe|fra)\s.{4,}\s(?:wrote|schrieb|a écrit|écrit|escribió|ha scritto|scritto|escreveu|schreef|skrev|napisał(?:\(a\))?|kirjoitti)(?!\p{L}).{0,200}\s?[:：]\s?-*$/iu,
  /^.{4,}<[^<>\s]+@[^<>\s]+>[^:]{0,60}\s(?:wrote|schrieb|a écrit|écrit|escribió|ha scritto|escreveu|schreef|skrev)(?!\p{L}).{0,100}:$/iu,
  /^\d{4}[-./年].{4,}(?:<[^<>\s]+@[^<>\s]+>|写道|のメッセージ|작성)\s?[:：]$/u,
  /^在.{4,}写道[:：]$/u,
];
const endOfAttribution = /[:：]\s?-*$/;

/** Outlook's and others' line before a letter that is quoted as it is. */
const divider =
  /^\s*[-_=*]{2,}\s?(?:original message|original appointment|forwarded message|message d['’]origine|message transféré|message original|mensaje original|mensaje reenviado|ursprüngliche nachricht|weitergeleitete nachricht|messaggio originale|mensagem original|oorspronkelijk bericht|begin forwarded message)\s?[-_=*]*:?\s*$/iu;
const forwardedBy =
  /^(?:begin forwarded message|début du message (?:transféré|réexpédié)|inicio del mensaje reenviado|anfang der weitergeleiteten nachricht)\s?:$/iu;

/** The head of a quoted letter, whose lines bear such names: three of them in a row are one. */
const headName =
  /^\s*\*?(?:from|sent|to|cc|date|subject|de|envoyé|à|objet|enviado(?: el)?|para|asunto|fecha|von|gesendet|an|betreff|datum|da|inviato|a|oggetto|data|van|verzonden|aan|onderwerp|importance)\s?:\*?\s?\S?/iu;

const isQuoted = (line: string): boolean => /^\s{0,3}>/.test(line);

/** What is asked of every line, counted once. */
type Marks = {
  /** The last line with a mark; -1 when there is none. */
  lastQuoted: number;
  /** How many lines before each one say something and bear no mark. */
  plainBefore: readonly number[];
  /** Nothing but a signature follows the last line with a mark. */
  endsQuoted: boolean;
};

function marksOf(lines: readonly string[]): Marks {
  const lastQuoted = lines.findLastIndex(isQuoted);
  const plainBefore = [0];
  for (const line of lines) plainBefore.push(plainBefore.at(-1)! + (line.trim() === "" || isQuoted(line) ? 0 : 1));
  const tail = trimmed(lines.slice(lastQuoted + 1));
  return { lastQuoted, plainBefore, endsQuoted: tail.length === 0 || signatureStart(tail) === 0 };
}

/** The line from which on everything is quoted; the number of lines when nothing is. */
function quoteStart(lines: readonly string[]): number {
  const marks = marksOf(lines);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line === "") continue;
    if (divider.test(line.slice(0, longestLine)) || forwardedBy.test(line.slice(0, longestLine))) return at;
    if (isHead(lines, at)) return ruleBefore(lines, at);
    if (isQuoted(line)) {
      if (isAllQuote(marks, at)) return at;
      continue;
    }
    const length = attributionLength(lines, at);
    // After an attribution some programs mark nothing at all.
    if (length > 0 && (isAllQuote(marks, at + length) || marks.lastQuoted < at + length)) return at;
  }
  return lines.length;
}

/**
 * Whether only marked lines follow, up to the end or a signature. Somebody who answers between the lines goes on after the marked ones,
 * and nothing of that is folded.
 */
const isAllQuote = ({ lastQuoted, plainBefore, endsQuoted }: Marks, from: number): boolean =>
  lastQuoted >= from && endsQuoted && plainBefore[lastQuoted] === plainBefore[from];

/** Of how many lines the attribution that begins here is; 0 when none does. */
function attributionLength(lines: readonly string[], at: number): number {
  if (isQuoted(lines[at]!)) return 0;
  let text = "";
  for (let length = 1; length <= 3 && at + length <= lines.length; length++) {
    const line = lines[at + length - 1]!.trim();
    if (line === "" || line.length > longestLine) return 0;
    text = text === "" ? line : `${text} ${line}`;
    if (text.length > longestLine) return 0;
    if (endOfAttribution.test(line) && attributions.some((pattern) => pattern.test(text))) return length;
  }
  return 0;
}

function isHead(lines: readonly string[], at: number): boolean {
  let names = 0;
  for (let index = at; index < Math.min(at + 6, lines.length); index++) {
    const line = lines[index]!;
    if (line.trim() === "" && names > 0) break;
    if (headName.test(line.slice(0, 60))) names++;
    else if (names === 0) return false;
  }
  return names >= 3 && lines.slice(at, at + 4).some((line) => /@|\d{4}|\d{1,2}:\d{2}/.test(line));
}

/** Outlook draws a line above the head. */
function ruleBefore(lines: readonly string[], at: number): number {
  for (let index = at - 1; index >= Math.max(0, at - 2); index--) {
    if (lines[index]!.trim() === "") continue;
    return /^[_-]{5,}$/.test(lines[index]!.trim()) ? index : at;
  }
  return at;
}

const sentFrom =
  /^(?:sent from (?:my|mail|outlook|yahoo|proton)\b|sent via\b|get outlook for\b|envoyé (?:de mon|depuis|à partir de)\b|télécharger outlook\b|enviado desde\b|enviado do meu\b|obtener outlook\b|von meinem .{1,30} gesendet|gesendet (?:von|mit)\b|inviato da\b|verzonden vanaf\b|verstuurd vanaf\b|skickat från\b)/iu;
const longestSignature = 25;

/** The line at which the signature begins; the number of lines when there is none. A separator counts only near the end. */
function signatureStart(lines: readonly string[]): number {
  for (let at = Math.max(0, lines.length - longestSignature); at < lines.length; at++) {
    const line = lines[at]!;
    if (/^(?:-- ?|—|_{2,4})$/.test(line) || sentFrom.test(line.trim().slice(0, 100))) return at;
  }
  return lines.length;
}

/** What sort of letter it is, and whether an automatic answer may be sent to it (RFC 3834). */
import { headerOf, headersOf, type Letter } from "#core/mail/letter.ts";

/**
 * `person`: somebody wrote it. `auto-reply`: a program answered for somebody (on holiday, "we received your request"). `bounce`: a server
 * tells what became of a letter of ours. `machine`: a program wrote it of its own accord (an alarm, a newsletter). `loop`: it goes round.
 */
export type MailKind = "person" | "auto-reply" | "bounce" | "machine" | "loop";
export type Judgement = { kind: MailKind; isAnswerable: boolean };

/** A letter passes few servers; SMTP gives up at 100 (RFC 5321, 6.3). */
const mostHops = 50;

export function judge(letter: Letter): Judgement {
  if (headersOf(letter, "received").length > mostHops) return { kind: "loop", isAnswerable: false };
  if (isBounce(letter)) return { kind: "bounce", isAnswerable: false };
  if (isAutomaticReply(letter)) return { kind: "auto-reply", isAnswerable: false };
  if (isOfMachine(letter)) return { kind: "machine", isAnswerable: false };
  return { kind: "person", isAnswerable: isAnswerable(letter) };
}

const words = (letter: Letter, name: string): string => (headerOf(letter, name) ?? "").trim().toLowerCase();

/** The path back is empty for reports and for whatever must not be answered (RFC 3834, 3.3). */
const hasEmptyPath = (letter: Letter): boolean => words(letter, "return-path") === "<>";

const robots = /^(?:mailer-daemon|postmaster|mail-daemon|mailer|mdaemon|nobody)$/;
const silent = /^(?:no|do-?not|ne-?pas|nao|non)[-_.]?(?:reply|replay|respond|repond(?:re)?|responder|rispondere)(?:[-_.+].*)?$/;
const localPart = ({ from }: Letter): string => from?.address.slice(0, from.address.lastIndexOf("@")) ?? "";

const bounceSubject =
  /^(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed|incomplete)|mail delivery (?:failed|failure|system)|returned mail|failure notice|non remis|échec de (?:la )?remise|no se puede entregar|unzustellbar)/i;

function isBounce(letter: Letter): boolean {
  if (letter.deliveryStatus !== null) return true;
  const isRobot = robots.test(localPart(letter));
  return (
    (isRobot || hasEmptyPath(letter)) && (headerOf(letter, "x-failed-recipients") !== null || bounceSubject.test(letter.subject.trim()))
  );
}

const replySubject =
  /^(?:(?:auto(?:matic|mated)?[\s-]?(?:reply|response|antwort)|out of (?:the )?office|automatische antwort|abwesenheits(?:notiz|benachrichtigung)|réponse automatique|absence du bureau|respuesta automática|fuera de (?:la )?oficina|risposta automatica|resposta automática)\b)/i;

function isAutomaticReply(letter: Letter): boolean {
  if (words(letter, "auto-submitted").startsWith("auto-replied")) return true;
  for (const name of ["x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply"])
    if (!["", "no"].includes(words(letter, name))) return true;
  if (words(letter, "precedence") === "auto_reply" || words(letter, "x-precedence") === "auto_reply") return true;
  return replySubject.test(letter.subject.trim().normalize("NFC"));
}

function isOfMachine(letter: Letter): boolean {
  const submitted = words(letter, "auto-submitted");
  if (submitted !== "" && !/^no\b/.test(submitted)) return true;
  if (/^(?:bulk|junk|list)$/.test(words(letter, "precedence"))) return true;
  if (headerOf(letter, "list-id") !== null || headerOf(letter, "list-unsubscribe") !== null) return true;
  return robots.test(localPart(letter)) || silent.test(localPart(letter)) || hasEmptyPath(letter);
}

/** Exchange's way to say what must not come back; `DR` and `RN` alone are about receipts. */
function isAnswerable(letter: Letter): boolean {
  const suppressed = words(letter, "x-auto-response-suppress").split(/\s*,\s*/);
  return letter.from !== null && !suppressed.some((each) => each === "all" || each === "autoreply" || each === "oof");
}

/** What the filters before us wrote when they took it for spam; null when they did not. A header that says "no" proves nothing. */
export function spamVerdict(letter: Letter): string | null {
  if (words(letter, "x-spam-flag") === "yes") return "X-Spam-Flag: YES";
  if (/^yes\b/.test(words(letter, "x-spam-status"))) return `X-Spam-Status: ${(headerOf(letter, "x-spam-status") ?? "").slice(0, 100)}`;
  if (/^(?:yes|spam|true)\b/.test(words(letter, "x-spam"))) return "X-Spam";
  const level = Number(/^(?:-1|\d)$/.exec(words(letter, "x-ms-exchange-organization-scl"))?.[0] ?? -1);
  if (level >= 5) return `X-MS-Exchange-Organization-SCL: ${level}`;
  const report = headersOf(letter, "x-forefront-antispam-report").join(";");
  const [, verdict] = /\bSFV:(SPM|SKB|SKS)\b/i.exec(report.slice(0, 4_000)) ?? [];
  if (verdict !== undefined) return `X-Forefront-Antispam-Report: SFV:${verdict}`;
  return /^(?:reject|add header|rewrite subject)$/.test(words(letter, "x-rspamd-action")) ? "X-Rspamd-Action" : null;
}

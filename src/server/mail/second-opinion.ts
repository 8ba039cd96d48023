/** Quotes in languages whose marks the own rules do not know: a library that knows more of them is asked about short letters. */
import EmailReplyParser from "email-reply-parser";
import { type Folded, foldText } from "#core/mail/fold.ts";

/** Its expressions need cubic time for texts made to that end: 17 ms at this length, over a second at four times as much. */
const longestAsked = 2_000;

export function foldLetter(text: string): Folded {
  const own = foldText(text);
  if (own.quoted !== null || own.signature !== null || text.length > longestAsked) return own;
  const plain = own.shown.replaceAll(/\r\n?/g, "\n").trim();
  const fragments = new EmailReplyParser().read(plain).getFragments();
  // Only what it hides at the end: what is hidden within stands between somebody's words.
  const lastShown = fragments.findLastIndex((each) => !each.isHidden());
  const hidden = fragments.slice(lastShown + 1);
  const at =
    hidden[0]?.isQuoted() === true
      ? plain.lastIndexOf(
          hidden
            .map((each) => each.getContent())
            .join("\n")
            .trim(),
        )
      : -1;
  if (lastShown < 0 || at <= 0) return own;
  return { shown: plain.slice(0, at).trimEnd(), quoted: plain.slice(at), signature: null };
}

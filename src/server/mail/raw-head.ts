/** The few things of a raw message that are needed before it is read: which one it is, and who says to have sent it. */
import { createHash } from "node:crypto";
import { addressIn, idsIn } from "#core/mail/letter.ts";

export type RawHead = {
  /** Under which the same message is known when it comes twice: Message-ID and sender, or a digest where there is no id. */
  key: string;
  messageId: string | null;
  sender: string | null;
  subject: string | null;
};

const longestHead = 262_144;

/** Reads the head of any bytes; never fails. */
export function headIn(raw: Buffer): RawHead {
  const head = raw.subarray(0, longestHead).toString("utf8").replaceAll("\0", "");
  const end = /\r?\n\r?\n/.exec(head)?.index ?? head.length;
  const unfolded = head.slice(0, end).replaceAll(/\r?\n[ \t]+/g, " ");
  const value = (name: string): string => new RegExp(`^${name}[ \\t]*:(.*)$`, "im").exec(unfolded)?.[1]?.trim() ?? "";
  const [messageId = null] = idsIn(value("message-id"));
  const from = value("from").slice(0, 2_000);
  const sender = addressIn(/<([^<>]*)>[^<>]*$/.exec(from)?.[1] ?? from);
  const subject = value("subject").slice(0, 500);
  const key = messageId === null ? `sha256:${createHash("sha256").update(raw).digest("hex")}` : `${messageId} ${sender ?? ""}`;
  return { key, messageId, sender, subject: subject === "" ? null : subject };
}

/** One-time links by mail: the letters that carry them. */
import type { Document, Language } from "#core/model/document.ts";
import { type LinkPurpose, linkAddress, validFor } from "#server/access/link.ts";
import { type MailOrder, mailOf } from "#server/channels/email/letter.ts";
import type { Announcement } from "#server/database/orders.ts";

/** How letters are sent: from which address of ours, and in which language where the addressee has none. Null: no mail is sent. */
export type Post = { publicUrl: string; language: Language } | null;

type Sent = NonNullable<Post>;
type Addressee = { name: string; email: string; language: Language | null; customer_id: string | null };

const letterTo = (
  { publicUrl, language }: Sent,
  addressee: Addressee,
  secret: string,
  purpose: LinkPurpose,
): { to: string; language: Language; link: string } => ({
  to: addressee.email,
  language: addressee.language ?? language,
  link: linkAddress(publicUrl, secret, purpose),
});

/** `inviter` is a name. */
export function invitationLetter(
  post: Sent,
  addressee: Addressee,
  secret: string,
  inviter: string,
  document: Document | null,
): Announcement {
  const { link, ...order } = letterTo(post, addressee, secret, "invitation");
  const ofCustomer = addressee.customer_id === null ? undefined : document?.customers[addressee.customer_id]?.language;
  const language = addressee.language ?? ofCustomer ?? order.language;
  const values = { name: addressee.name, inviter, organisation: document?.name ?? "Guardia", link, hours: validFor.invitation / 3_600_000 };
  const letter: MailOrder = { ...order, language, template: "invitation", values };
  return mailOf(letter, addressee.customer_id ?? "");
}

export function resetLetter(post: Sent, addressee: Addressee, secret: string): Announcement {
  const { link, ...order } = letterTo(post, addressee, secret, "reset");
  const values = { name: addressee.name, link, minutes: validFor.reset / 60_000 };
  return mailOf({ ...order, template: "reset", values }, addressee.customer_id ?? "");
}

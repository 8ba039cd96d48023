/** Files that a letter brings along: those beside the message, as long as mail servers take them, and the provider's logo. */
import { Readable } from "node:stream";
import type { Attachment } from "#core/ticket/ticket.ts";
import { partsOf } from "#server/attachment/store.ts";
import type { MailAttachment } from "#server/channels/email/mail-content.ts";
import type { Door } from "#server/database/door.ts";
import { logoOf } from "#server/portal/branding.ts";

/** Encoded it is a third more, and many servers take 25 MB. */
const mostBytes = 15 * 1_048_576;

export type LetterFiles = {
  attachments: readonly MailAttachment[];
  /** Names of those that the letter cannot bring. */
  leftOut: readonly string[];
  contentIdOf(fileId: string): string | null;
};

/** Pictures of the text first, then the others in their order, while they fit together. */
export function letterFiles(door: Door, files: readonly Attachment[]): LetterFiles {
  let bytes = 0;
  const fits = ({ bytes: more }: Attachment): boolean => {
    if (bytes + more > mostBytes) return false;
    bytes += more;
    return true;
  };
  const brought = [...files].sort((a, b) => Number(b.isInline) - Number(a.isInline)).filter(fits);
  const contentIds = new Map(brought.filter(({ isInline }) => isInline).map(({ id }) => [id, `${id}@guardia`]));
  return {
    attachments: brought.map(({ id, name, type }) => ({
      ...{ name, type, contentId: contentIds.get(id) ?? null },
      open: () => Readable.from(partsOf(door, "*", id)),
    })),
    leftOut: files.filter((file) => !brought.includes(file)).map(({ name }) => name),
    contentIdOf: (id) => contentIds.get(id) ?? null,
  };
}

/** Some programs show no WebP, and every letter carries it. */
const mostLogoBytes = 65_536;
export const logoContentId = "logo@guardia";

export async function logoFile(door: Door): Promise<MailAttachment | null> {
  const logo = await logoOf(door);
  if (logo === null || logo.type !== "image/png" || logo.bytes.length > mostLogoBytes) return null;
  return { name: "logo.png", type: logo.type, contentId: logoContentId, open: () => logo.bytes };
}

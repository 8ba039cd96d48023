/** Which files may lie beside a message: how large, how many, of which type, and which may be shown as a picture. */
import { Refusal } from "#core/refusal.ts";
import type { Attachment } from "#core/ticket/ticket.ts";

export type AttachmentPolicy = {
  /** Of one file. */
  readonly mostBytes: number;
  /** Beside one message. */
  readonly mostPerMessage: number;
  /** Sent, and not yet beside a message: of one person. */
  readonly mostWaiting: number;
  /** Endings of names that are refused, without the dot. */
  readonly deniedExtensions: readonly string[];
  /** What the bytes may not be, whatever the name says. */
  readonly deniedTypes: readonly string[];
  /** What a browser may show within a page: pictures that can hold no script. */
  readonly inlineTypes: readonly string[];
};

export const attachmentPolicy: AttachmentPolicy = {
  mostBytes: 25 * 1_048_576,
  mostPerMessage: 20,
  mostWaiting: 100,
  deniedExtensions: [
    ...["apk", "app", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "jar", "js", "jse", "lnk", "mjs", "msc", "msi"],
    ...["msix", "msp", "pif", "ps1", "ps1xml", "psm1", "reg", "scf", "scr", "sct", "url", "vb", "vbe", "vbs", "ws", "wsc", "wsf", "wsh"],
  ],
  deniedTypes: [
    ...["application/x-msdownload", "application/vnd.microsoft.portable-executable", "application/x-elf", "application/x-mach-binary"],
    ...["application/java-vm", "application/x-ms-shortcut", "application/vnd.android.package-archive", "application/x-msi"],
  ],
  inlineTypes: ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"],
};

/** What may be given by its name where its bytes say nothing: plain texts, and what is packed as a zip. Everything else is bytes. */
const typesByExtension: Readonly<Record<string, string>> = {
  ...{ txt: "text/plain", log: "text/plain", md: "text/markdown", csv: "text/csv", json: "application/json", yaml: "application/yaml" },
  ...{ yml: "application/yaml", xml: "application/xml", ics: "text/calendar", eml: "message/rfc822", sql: "application/sql" },
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  pptx: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  odt: "application/vnd.oasis.opendocument.text",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
  odp: "application/vnd.oasis.opendocument.presentation",
};
const packed: ReadonlySet<string> = new Set(["application/zip", "application/x-cfb"]);

/** Controls, marks that turn the direction of writing (a name that reads backwards hides its ending), and what a path is made of. */
const unspeakable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|]+/gu;
const longestName = 150;

/** A name that can be shown and saved anywhere: without path, controls and tricks; a long one keeps its ending. */
export function cleanName(name: string): string {
  const last = name.normalize("NFC").split(/[\\/]/).at(-1) ?? "";
  const clean = last
    .replaceAll(unspeakable, " ")
    .replaceAll(/\s+/g, " ")
    .replace(/^[ .]+/, "")
    .replace(/[ .]+$/, "");
  if (clean === "") return "file";
  const letters = Array.from(clean);
  if (letters.length <= longestName) return clean;
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(clean)?.[0] ?? "";
  return letters.slice(0, longestName - Array.from(ending).length).join("") + ending;
}

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/**
 * The type under which a file is kept: what its bytes say; where they say nothing, what its name says of harmless kinds; otherwise
 * `application/octet-stream`. What the sender claims is not asked. Refuses `attachment-type-denied`.
 * @param sniffed by the first bytes; null when they are of no known kind
 */
export function typeOf(name: string, sniffed: string | null): string {
  const extension = extensionOf(name);
  const isDenied = attachmentPolicy.deniedExtensions.includes(extension) || attachmentPolicy.deniedTypes.includes(sniffed ?? "");
  if (isDenied) {
    throw new Refusal(
      "attachment-type-denied",
      `"${name}" is a program or could start one: send it in an archive that is agreed on, or as text.`,
      {
        name,
      },
    );
  }
  if (sniffed !== null && !packed.has(sniffed)) return sniffed;
  return typesByExtension[extension] ?? sniffed ?? "application/octet-stream";
}

export const mayBeInline = (type: string): boolean => attachmentPolicy.inlineTypes.includes(type);

/** How a text names an attachment that it shows: the address of its bytes. */
export const attachmentPath = (id: string): string => `/api/v1/attachments/${id}`;

/** Whether a message's text shows it as a picture. */
export const isShownIn = (text: string, { id, type }: { id: string; type: string }): boolean =>
  mayBeInline(type) && text.includes(attachmentPath(id));

/** Refuses `attachment-too-large`, `attachment-empty`. */
export function requireSize(bytes: number): void {
  const { mostBytes } = attachmentPolicy;
  if (bytes === 0) throw new Refusal("attachment-empty", "The file is empty: choose another one.", {});
  if (bytes > mostBytes) throw tooLarge();
}

export function tooLarge(): Refusal {
  const megabytes = attachmentPolicy.mostBytes / 1_048_576;
  return new Refusal("attachment-too-large", `A file may have ${megabytes} MB: send a smaller one, or say where it can be fetched.`, {
    megabytes,
  });
}

export const unknownAttachment = (id: string): Refusal =>
  new Refusal("unknown-attachment", `There is no file "${id}" of yours that waits for a message: send it first.`, { attachment: id });

/** Refuses `too-many-attachments`, and `unknown-attachment` for a file that nobody looked up. */
export function requireAttachable(attachments: readonly Attachment[]): void {
  requireCount(attachments.length);
  for (const { id, bytes } of attachments) if (bytes === 0) throw unknownAttachment(id);
}

/** Refuses `too-many-attachments`. */
export function requireCount(count: number): void {
  const { mostPerMessage: most } = attachmentPolicy;
  if (count <= most) return;
  throw new Refusal(
    "too-many-attachments",
    `A message takes ${most} files, and this one has ${count}: pack them into one archive, or send several messages.`,
    { count, most },
  );
}

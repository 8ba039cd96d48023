/** A sender of letters as it is written: `Acme support <support@acme.example>`, or the address alone. */

/** No control characters: they would begin another header. */
export const senderPattern = /^(?:[^<>@\p{Cc}]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/u;

/** The bare address of a sender. */
export const addressOf = (sender: string): string => /<([^<>]+)>\s*$/.exec(sender)?.[1] ?? sender.trim();

/** The domain of its address, in lower case. */
export const domainOf = (sender: string): string => /@([^@<>\s]+?)>?\s*$/.exec(sender)?.[1]?.toLowerCase() ?? "guardia.invalid";

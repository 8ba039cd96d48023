/** How long a text takes to read, at 200 words a minute; never less than one minute. */
export const plainMinutes = (text: string): number => Math.max(1, Math.round((text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) / 200));

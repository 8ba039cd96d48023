/** What an editor is told and can be asked: the same of the rich one and of the plain one in its place. */
import type { Ref } from "react";
import type { Mentionable } from "./mention.ts";

export type EditorHandle = {
  /** Takes the keyboard at once, the caret at the end. */
  focus(): void;
  /** Puts Markdown where the caret stands. */
  insert(markdown: string): void;
};

export type EditorProps = {
  /** Markdown. */
  value: string;
  onChange(markdown: string): void;
  /** For those who cannot see which box it is. */
  label: string;
  placeholder?: string;
  /** Who can be mentioned with `@`; none can be without it. */
  mentions?: (typed: string) => readonly Mentionable[] | Promise<readonly Mentionable[]>;
  /** Files that were pasted or dropped, and text too long to be a message. */
  onFiles?: (files: readonly File[]) => void;
  /** Ctrl+Enter. */
  onSubmit?: () => void;
  autoFocus?: boolean;
  /** Lines that it is high without words in it. */
  minRows?: number;
  isDisabled?: boolean;
  handle?: Ref<EditorHandle>;
};

/** Longer than this, pasted text becomes a file: it is a log, not a message. */
export const longestPaste = 100_000;

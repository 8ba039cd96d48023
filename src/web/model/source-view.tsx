/** The model's text with its line numbers; written in when it may be, and gone to by line and column. */
import { type Ref, useImperativeHandle, useRef } from "react";
import type { ModelProblem } from "../api/wire.ts";
import { useText } from "../language/language.tsx";
import style from "./source-view.module.css";

export type SourceHandle = { goTo(line: number, column: number): void };

type Props = {
  handle: Ref<SourceHandle>;
  text: string;
  /** Null: only to be read. */
  write: ((text: string) => void) | null;
  problems: readonly ModelProblem[];
  preview: () => void;
};

export function SourceView({ handle, text, write, problems, preview }: Props) {
  const { modelPage } = useText();
  const box = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle(handle, () => ({
    goTo: (line, column) => {
      const area = box.current;
      if (area === null) return;
      const { at, end } = placeIn(area.value, line, column);
      area.focus();
      area.setSelectionRange(at, end);
      // The gutter's numbers have the same height as the lines: the place in the text is the place on the page.
      const height = area.scrollHeight / area.value.split("\n").length;
      area.closest("[data-scroll]")?.scrollTo({ top: Math.max(0, (line - 6) * height) });
    },
  }));
  const lines = text.split("\n").length;
  const worst = worstByLine(problems);
  return (
    <div className={style.frame} data-scroll>
      <div className={style.sheet}>
        <ol className={style.gutter} aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its number
            <li key={index} data-severity={worst.get(index + 1)}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          ref={box}
          className={style.text}
          aria-label={modelPage.source}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          rows={Math.max(lines, 12)}
          readOnly={write === null}
          value={text}
          onChange={(event) => write?.(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) preview();
          }}
        />
      </div>
    </div>
  );
}

/** Line and column count from 1; the selection runs to the end of the line. */
function placeIn(text: string, line: number, column: number): { at: number; end: number } {
  let start = 0;
  for (let each = 1; each < line; each++) {
    const next = text.indexOf("\n", start);
    if (next === -1) break;
    start = next + 1;
  }
  const stop = text.indexOf("\n", start);
  const end = stop === -1 ? text.length : stop;
  return { at: Math.min(start + column - 1, end), end };
}

function worstByLine(problems: readonly ModelProblem[]): Map<number, ModelProblem["severity"]> {
  const worst = new Map<number, ModelProblem["severity"]>();
  for (const { line, severity } of problems) if (worst.get(line) !== "error") worst.set(line, severity);
  return worst;
}

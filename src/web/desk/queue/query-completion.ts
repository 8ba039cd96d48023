/** What is offered at the caret of a query, and the keys that choose from it. */
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type Completion, completeQuery, type Names } from "#core/search/query.ts";

export type Offered = { completion: Completion; chosen: number };

type Order = {
  typed: string;
  write: (next: string) => void;
  settle: () => void;
  input: RefObject<HTMLInputElement | null>;
  names: Names;
};

export function useCompletion({ typed, write, settle, input, names }: Order) {
  const [offered, setOffered] = useState<Offered | null>(null);
  const caretAt = useRef<number | null>(null);
  // Before the next key: whoever types on goes on behind what was taken.
  useLayoutEffect(() => {
    if (caretAt.current === null) return;
    input.current?.focus();
    input.current?.setSelectionRange(caretAt.current, caretAt.current);
    caretAt.current = null;
  });
  const offer = (whole: string, caret: number, isAsked: boolean) => setOffered(offerAt(whole, caret, isAsked, names));
  const take = (insert: string) => {
    if (offered === null) return;
    const { from, to } = offered.completion;
    const isField = /[:<>]$/.test(insert);
    const gap = isField || typed.slice(to).startsWith(" ") ? "" : " ";
    const caret = from + insert.length + (isField ? 0 : 1);
    const next = `${typed.slice(0, from)}${insert}${gap}${typed.slice(to)}`;
    write(next);
    setOffered(isField ? offerAt(next, caret, false, names) : null);
    caretAt.current = caret;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const caret = event.currentTarget.selectionStart ?? typed.length;
    const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : event.key === " " && event.ctrlKey ? 0 : null;
    const option = offered?.completion.options[offered.chosen];
    if (by !== null) {
      event.preventDefault();
      if (offered === null) return offer(typed, caret, true);
      const count = offered.completion.options.length;
      setOffered({ ...offered, chosen: (offered.chosen + by + count) % count });
    } else if ((event.key === "Enter" || event.key === "Tab") && option !== undefined) {
      event.preventDefault();
      take(option.insert);
    } else if (event.key === "Enter") {
      settle();
      // The list is what comes next: its keys act at once.
      event.currentTarget.blur();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (offered !== null) setOffered(null);
      else event.currentTarget.blur();
    }
  };
  return { offered, offer, take, onKeyDown, close: () => setOffered(null) };
}

/** An empty place offers every field only to whoever asks: somebody who reads the page is not to be covered by a list. */
function offerAt(whole: string, caret: number, isAsked: boolean, names: Names): Offered | null {
  const completion = completeQuery(whole, caret, names);
  const { from, to, options } = completion;
  const isDone = options.length === 1 && options[0]?.insert.toLowerCase() === whole.slice(from, to).toLowerCase();
  const isQuiet = from === to && !isAsked && !/[:<>,]$/.test(whole.slice(0, caret));
  return options.length === 0 || isDone || isQuiet ? null : { completion, chosen: 0 };
}

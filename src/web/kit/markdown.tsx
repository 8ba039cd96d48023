/** Words of others, shown: Markdown or foreign HTML, safe, with quotes folded and images inline. */
import { useLayoutEffect, useRef } from "react";
import { useText } from "../language/language.tsx";
import style from "./markdown.module.css";
import { elementsOf, type TextFormat } from "./markdown-dom.ts";

type Props = {
  text: string;
  /** How it was written; what the log says nothing of is Markdown. */
  format?: TextFormat | undefined;
  /** Of the first heading in it; the page's outline decides. */
  headings?: number;
  /** Whether long quotes wait folded; not in articles, whose quotes are their own words. */
  isFolding?: boolean;
};

export function Markdown({ text, format = "markdown", headings = 2, isFolding = true }: Props) {
  const { quoted, image } = useText().editor.shown;
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    frame.current?.replaceChildren(elementsOf(text, format, { headings, words: { quoted, image }, isFolding }));
  }, [text, format, headings, quoted, image, isFolding]);
  return <div ref={frame} className={style.markdown} dir="auto" />;
}

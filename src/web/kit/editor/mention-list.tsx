/** Who fits what was typed after `@`: chosen by arrows and Enter while the keyboard stays in the text. */
import { useEffect, useRef } from "react";
import { useText } from "../../language/language.tsx";
import style from "./editor.module.css";
import type { Mentionable } from "./mention.ts";

export type Offered = { items: readonly Mentionable[]; at: DOMRect | null; chosen: number };

type Props = { id: string; offered: Offered; pick: (index: number) => void };

export const optionId = (list: string, index: number): string => `${list}-${index}`;

export function MentionList({ id, offered: { items, at, chosen }, pick }: Props) {
  const { editor } = useText();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which would be taken for a clean-up.
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  if (at === null) return null;
  const isUnder = at.bottom + 260 < window.innerHeight;
  const left = Math.max(8, Math.min(at.left, window.innerWidth - 300));
  return (
    <div
      ref={list}
      id={id}
      className={style.mentions}
      role="listbox"
      aria-label={editor.mention}
      style={isUnder ? { left, top: at.bottom + 4 } : { left, bottom: window.innerHeight - at.top + 4 }}
    >
      {items.map(({ key, name, hint }, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text's own
        <div
          key={key}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(index)}
        >
          {name} {hint !== undefined && <span className="soft">{hint}</span>}
        </div>
      ))}
    </div>
  );
}

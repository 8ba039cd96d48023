/** A list of remarks: one line each, written in place. Enter begins the next. */
import { Button, Textarea } from "@mantine/core";
import { useId, useRef } from "react";
import { Icon } from "../kit/icon.tsx";
import { useText } from "../language/language.tsx";
import style from "./review.module.css";

type Props = { title: string; remarks: readonly string[]; set: (remarks: string[]) => void; isReadOnly: boolean };

export function Remarks({ title, remarks, set, isReadOnly }: Props) {
  const t = useText().incident.review;
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    set([...remarks, ""]);
    setTimeout(() => list.current?.querySelector<HTMLTextAreaElement>("li:last-child textarea")?.focus());
  };
  return (
    <section className={style.part} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {remarks.length === 0 && isReadOnly && <p className="soft">{t.nothing}</p>}
      <ul ref={list} className={style.remarks}>
        {remarks.map((remark, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: remarks have no name of their own, and are not moved
          <li key={index}>
            <Textarea
              aria-label={t.remark({ title, n: index + 1 })}
              autosize
              minRows={1}
              maxLength={2_000}
              readOnly={isReadOnly}
              value={remark}
              onChange={(event) => set(remarks.map((each, at) => (at === index ? event.currentTarget.value : each)))}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey) return;
                event.preventDefault();
                add();
              }}
            />
            {!isReadOnly && (
              <button
                type="button"
                className={style.drop}
                aria-label={t.removeRemark({ title, n: index + 1 })}
                onClick={() => set(remarks.filter((_, at) => at !== index))}
              >
                <Icon name="cross" size={14} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && remarks.length < 50 && (
        <Button
          variant="default"
          size="xs"
          className={style.start!}
          aria-label={t.addTo({ title })}
          leftSection={<Icon name="plus" size={14} />}
          onClick={add}
        >
          {t.addRemark}
        </Button>
      )}
    </section>
  );
}

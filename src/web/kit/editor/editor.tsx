/**
 * Where people write: Markdown in and out. The rich editor is loaded on the way; until it is there a plain text box stands in its place
 * and takes what is typed, so that nobody waits and nothing is lost.
 */
import { type ComponentType, useEffect, useImperativeHandle, useRef, useState } from "react";
import style from "./editor.module.css";
import type { EditorHandle, EditorProps } from "./props.ts";

export type { EditorHandle, EditorProps };

type Rich = ComponentType<EditorProps & { isTakingOver: boolean }>;
let rich: Rich | null = null;

/** Loads the rich editor ahead of its use. */
export const loadEditor = async (): Promise<Rich> => {
  rich ??= (await import("./rich-editor.tsx")).RichEditor;
  return rich;
};

export function Editor(props: EditorProps) {
  const [Loaded, setLoaded] = useState<Rich | null>(() => rich);
  const [isTakingOver, setTakingOver] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (Loaded !== null) return;
    let isGone = false;
    let wait: (() => void) | null = null;
    void loadEditor().then((component) => {
      const take = () => {
        if (isGone) return;
        const element = box.current;
        setTakingOver(element !== null && document.activeElement === element);
        setLoaded(() => component);
      };
      const element = box.current;
      // Whoever writes in the middle of a text would be thrown to its end: the change waits until they look elsewhere.
      if (element !== null && document.activeElement === element && element.selectionEnd !== element.value.length) {
        element.addEventListener("blur", take, { once: true });
        wait = () => element.removeEventListener("blur", take);
      } else take();
    });
    return () => {
      isGone = true;
      wait?.();
    };
  }, [Loaded]);
  if (Loaded !== null) return <Loaded {...props} isTakingOver={isTakingOver} />;
  return <PlainEditor {...props} box={box} />;
}

function PlainEditor(props: EditorProps & { box: React.RefObject<HTMLTextAreaElement | null> }) {
  const { value, onChange, label, placeholder, onFiles, onSubmit, autoFocus = false, minRows = 3, isDisabled = false, handle, box } = props;
  useImperativeHandle(handle, () => ({
    focus: () => box.current?.focus(),
    insert: (markdown) => {
      const element = box.current;
      const [from, to] = [element?.selectionStart ?? value.length, element?.selectionEnd ?? value.length];
      onChange(value.slice(0, from) + markdown + value.slice(to));
    },
  }));
  const give = (files: FileList | undefined): boolean => {
    if (onFiles === undefined || files === undefined || files.length === 0) return false;
    onFiles([...files]);
    return true;
  };
  return (
    <textarea
      ref={box}
      className={style.plain}
      rows={minRows}
      value={value}
      aria-label={label}
      placeholder={placeholder}
      disabled={isDisabled}
      // biome-ignore lint/a11y/noAutofocus: only where the reader has just asked to write
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
      onPaste={(event) => give(event.clipboardData.files) && event.preventDefault()}
      onDrop={(event) => give(event.dataTransfer.files) && event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onSubmit?.();
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}

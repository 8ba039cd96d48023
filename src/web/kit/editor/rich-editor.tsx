/** The rich editor (Tiptap) over Markdown: loaded when somebody is about to write. */

import { EditorContent, type Editor as TiptapEditor, useEditor } from "@tiptap/react";
import type { SuggestionProps } from "@tiptap/suggestion";
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import style from "./editor.module.css";
import type { Mentionable } from "./mention.ts";
import { MentionList, type Offered, optionId } from "./mention-list.tsx";
import { type EditorHandle, type EditorProps, longestPaste } from "./props.ts";
import { extensionsOf, markdownOf, type Suggesting, sliceOf } from "./rich-text.ts";
import { Toolbar } from "./toolbar.tsx";

export function RichEditor(props: EditorProps & { isTakingOver: boolean }) {
  const { value, label, placeholder = "", autoFocus = false, minRows = 3, isDisabled = false, handle, isTakingOver } = props;
  const latest = useRef(props);
  latest.current = props;
  const written = useRef(value);
  const { offered, suggestion, pick, listId } = useMentions(latest);
  const attributes = {
    ...{ role: "textbox", "aria-multiline": "true", "aria-label": label },
    ...{ class: style.text!, style: `min-height: ${minRows * 1.55}em` },
    // A dialog gives the keyboard to what bears this.
    ...(autoFocus ? { "data-autofocus": "true" } : {}),
  };
  const editor = useEditor({
    extensions: extensionsOf({ placeholder, submit: () => latest.current.onSubmit?.(), suggestion }),
    content: value,
    contentType: "markdown",
    editable: !isDisabled,
    injectCSS: false,
    shouldRerenderOnTransaction: false,
    editorProps: {
      attributes,
      clipboardTextParser: (text, context) => sliceOf(text, context.doc.type),
      handlePaste: (_view, event) => takeFiles(event.clipboardData, latest.current, event),
      handleDrop: (_view, event) => takeFiles(event.dataTransfer, latest.current, event),
    },
    onUpdate: ({ editor: at }) => {
      written.current = markdownOf(at);
      latest.current.onChange(written.current);
    },
  });
  // What came from elsewhere: a draft of another device, an answer that was sent.
  useEffect(() => {
    if (value === written.current) return;
    written.current = value;
    editor.commands.setContent(value, { contentType: "markdown", emitUpdate: false });
    if (editor.isFocused) editor.commands.setTextSelection(editor.state.doc.content.size);
  }, [value, editor]);
  useEffect(() => editor.setEditable(!isDisabled, false), [editor, isDisabled]);
  const active = offered === null || offered.items.length === 0 ? null : optionId(listId, offered.chosen);
  useEffect(() => {
    const { dom } = editor.view;
    dom.setAttribute("aria-label", label);
    if (active === null) dom.removeAttribute("aria-activedescendant");
    else dom.setAttribute("aria-activedescendant", active);
  }, [editor, label, active]);
  useLayoutEffect(() => {
    if (!isTakingOver && !autoFocus) return;
    const trailing = /\s+$/.exec(latest.current.value)?.[0];
    editor.commands.setTextSelection(editor.state.doc.content.size);
    // Whoever was about to write the next word has its space already.
    if (isTakingOver && trailing !== undefined && !trailing.includes("\n")) editor.commands.insertContent({ type: "text", text: trailing });
    editor.view.focus();
  }, [editor, isTakingOver, autoFocus]);
  useImperativeHandle(handle, () => handleOf(editor), [editor]);
  return (
    <div className={style.editor} data-disabled={isDisabled}>
      <EditorContent editor={editor} className={style.frame} />
      <Toolbar editor={editor} isDisabled={isDisabled} />
      {offered !== null && active !== null && <MentionList id={listId} offered={offered} pick={pick} />}
    </div>
  );
}

const handleOf = (editor: TiptapEditor): EditorHandle => ({
  // At once, not with the next frame: who types on would otherwise press the page's own keys.
  focus: () => {
    if (!editor.isFocused) editor.commands.setTextSelection(editor.state.doc.content.size);
    editor.view.focus();
  },
  insert: (markdown) => {
    editor.commands.insertContent(markdown, { contentType: "markdown" });
  },
});

/** Files go to whoever keeps them; so does text that is no message any more. */
function takeFiles(from: DataTransfer | null, { onFiles }: EditorProps, event: Event): boolean {
  if (from === null) return false;
  const files = [...from.files];
  const text = files.length === 0 ? from.getData("text/plain") : "";
  if (text.length > longestPaste) {
    event.preventDefault();
    onFiles?.([new File([text], "pasted.txt", { type: "text/plain" })]);
    return true;
  }
  // A word processor puts a picture of the text beside the text: the text is meant.
  if (files.length === 0 || onFiles === undefined || from.getData("text/plain") !== "") return false;
  event.preventDefault();
  onFiles(files);
  return true;
}

function useMentions(latest: { readonly current: EditorProps }) {
  const listId = useId();
  const [offered, setOffered] = useState<Offered | null>(null);
  const now = useRef<{ offered: Offered | null; command: ((item: { id: string; label: string }) => void) | null }>({
    offered: null,
    command: null,
  });
  const show = (next: Offered | null) => {
    now.current.offered = next;
    setOffered(next);
  };
  const pick = (index: number) => {
    const item = now.current.offered?.items[index];
    if (item !== undefined) now.current.command?.({ id: item.key, label: item.name });
  };
  const follow = ({ items, clientRect, command }: SuggestionProps<Mentionable, { id: string; label: string }>) => {
    now.current.command = command;
    show({ items: items ?? [], at: clientRect?.() ?? null, chosen: 0 });
  };
  const step = (by: number) => {
    const { offered: before } = now.current;
    if (before !== null && before.items.length > 0)
      show({ ...before, chosen: (before.chosen + by + before.items.length) % before.items.length });
  };
  const suggestion: Suggesting = {
    char: "@",
    allow: () => latest.current.mentions !== undefined,
    items: async ({ query }) => [...((await latest.current.mentions?.(query)) ?? [])],
    render: () => ({
      onStart: follow,
      onUpdate: follow,
      onExit: () => show(null),
      onKeyDown: ({ event }) => {
        const { offered: open } = now.current;
        if (open === null || open.items.length === 0) return false;
        if (event.key === "ArrowDown") step(1);
        else if (event.key === "ArrowUp") step(-1);
        else if (event.key === "Enter" || event.key === "Tab") pick(open.chosen);
        else if (event.key === "Escape") show(null);
        else return false;
        return true;
      },
    }),
  };
  return { offered, suggestion, pick, listId };
}

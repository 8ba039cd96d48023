/** The marks that a text may bear, one button each; the keys are the usual ones. */
import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { type Catalogue, useText } from "../../language/language.tsx";
import style from "./editor.module.css";

type Mark = { id: string; label: string; sign: ReactNode; isOn: boolean; run: () => void };

export function Toolbar({ editor, isDisabled }: { editor: Editor; isDisabled: boolean }) {
  const { editor: t } = useText();
  const [asked, setAsked] = useState<string | null>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: at }) => ({
      bold: at.isActive("bold"),
      italic: at.isActive("italic"),
      code: at.isActive("code"),
      bullets: at.isActive("bulletList"),
      numbers: at.isActive("orderedList"),
      quote: at.isActive("blockquote"),
      block: at.isActive("codeBlock"),
      link: at.isActive("link"),
    }),
  });
  const marks = marksOf(editor, on, t, () => setAsked(editor.getAttributes("link").href ?? "https://"));
  if (asked !== null) return <LinkAsk editor={editor} initial={asked} close={() => setAsked(null)} />;
  return (
    <div className={style.toolbar} role="toolbar" aria-label={t.toolbar} onKeyDown={rove}>
      {marks.map(({ id, label, sign, isOn, run }, index) => (
        <button
          key={id}
          type="button"
          className={style.tool}
          aria-label={label}
          aria-pressed={isOn}
          title={label}
          tabIndex={index === 0 ? 0 : -1}
          disabled={isDisabled}
          onMouseDown={(event) => event.preventDefault()}
          onClick={run}
        >
          {sign}
        </button>
      ))}
    </div>
  );
}

type On = Record<"bold" | "italic" | "code" | "bullets" | "numbers" | "quote" | "block" | "link", boolean>;

const marksOf = (editor: Editor, on: On, t: Catalogue["editor"], askLink: () => void): Mark[] => [
  { id: "bold", label: t.bold, sign: <strong>B</strong>, isOn: on.bold, run: () => editor.chain().focus().toggleBold().run() },
  { id: "italic", label: t.italic, sign: <em>I</em>, isOn: on.italic, run: () => editor.chain().focus().toggleItalic().run() },
  {
    id: "code",
    label: t.code,
    sign: <span className={style.sign}>{"<>"}</span>,
    isOn: on.code,
    run: () => editor.chain().focus().toggleCode().run(),
  },
  {
    id: "link",
    label: t.link,
    sign: <Sign d="M8.5 11.5 12 8M7 9.5 4.5 12A2.5 2.5 0 0 0 8 15.500L10.5 13M13 10.5 15.5 8A2.5 2.5 0 0 0 12 4.500L9.5 7" />,
    isOn: on.link,
    run: askLink,
  },
  {
    id: "bullets",
    label: t.bullets,
    sign: <Sign d="M8 5.500h8M8 10h8M8 14.500h8M4 5.500h.01M4 10h.01M4 14.500h.01" />,
    isOn: on.bullets,
    run: () => editor.chain().focus().toggleBulletList().run(),
  },
  {
    id: "numbers",
    label: t.numbers,
    sign: <Sign d="M9 5.500h7M9 10h7M9 14.500h7M4 4l1-.5V7M3.5 9.500q2-1 2 .5l-2 2h2.200M3.7 13.500h2l-1 1.300q1.3 0 1.3 1t-2.3.5" />,
    isOn: on.numbers,
    run: () => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    id: "quote",
    label: t.quote,
    sign: <Sign d="M4 5v10M8 6.500h8M8 10h8M8 13.500h5" />,
    isOn: on.quote,
    run: () => editor.chain().focus().toggleBlockquote().run(),
  },
  {
    id: "block",
    label: t.block,
    sign: <Sign d="M7 6 3.5 10 7 14M13 6l3.5 4L13 14" />,
    isOn: on.block,
    run: () => editor.chain().focus().toggleCodeBlock().run(),
  },
];

/** One stop for the keyboard; arrows go along it. */
function rove(event: KeyboardEvent<HTMLDivElement>): void {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const buttons = [...event.currentTarget.querySelectorAll("button")];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + (event.key === "ArrowRight" ? 1 : -1) + buttons.length) % buttons.length]?.focus();
  event.preventDefault();
}

const Sign = ({ d }: { d: string }) => (
  <svg
    width="16"
    height="16"
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.6"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <path d={d} />
  </svg>
);

function LinkAsk({ editor, initial, close }: { editor: Editor; initial: string; close: () => void }) {
  const { editor: t, house } = useText();
  const [address, setAddress] = useState(initial);
  const apply = () => {
    const href = address.trim();
    const chain = editor.chain().focus().extendMarkRange("link");
    const isAddress = /^(https?:\/\/|mailto:|tel:)\S+/i.test(href) && href !== "https://";
    if (!isAddress) chain.unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive("link"))
      chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    close();
  };
  return (
    <div className={style.toolbar}>
      <input
        className={style.address}
        type="url"
        value={address}
        aria-label={t.linkAddress}
        // biome-ignore lint/a11y/noAutofocus: the reader has just asked for it
        autoFocus
        onChange={(event) => setAddress(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            apply();
          }
          if (event.key === "Escape") {
            event.stopPropagation();
            close();
            editor.commands.focus();
          }
        }}
      />
      <button type="button" className={style.word} onClick={apply}>
        {t.setLink}
      </button>
      <button type="button" className={style.word} onClick={close}>
        {house.form.cancel}
      </button>
    </div>
  );
}

/** What the editor knows: the marks and blocks of Markdown, mentions, images of ours; and its text as Markdown that reads plainly. */
import { type AnyExtension, type Editor, Extension, type JSONContent, mergeAttributes } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import Mention from "@tiptap/extension-mention";
import { Placeholder } from "@tiptap/extensions";
import { Markdown, MarkdownManager } from "@tiptap/markdown";
import { Fragment, type Node, type ResolvedPos, type Schema, Slice } from "@tiptap/pm/model";
import StarterKit from "@tiptap/starter-kit";
import type { SuggestionOptions } from "@tiptap/suggestion";
import { keyOf, type Mentionable, mentionLink, mentionPattern } from "./mention.ts";

const none = (): undefined => undefined;
// HTML within Markdown is text here, and a table stays as it was written: what the editor cannot show it must not lose.
new MarkdownManager({ extensions: [] }).instance.use({ tokenizer: { html: none, tag: none, table: none } });

const own = /^\/api\/v1\/attachments\/[\w-]+$/;

/** Images that we serve ourselves; others would tell their owner who writes. */
const OwnImage = Image.extend({
  parseHTML: () => [{ tag: "img[src]", getAttrs: (element: HTMLElement) => (own.test(element.getAttribute("src") ?? "") ? null : false) }],
}).configure({ inline: true });

/** Mentions travel as links that anybody can read. */
const LinkedMention = Mention.extend({
  markdownTokenName: "mention",
  markdownTokenizer: {
    name: "mention",
    level: "inline",
    start: (source: string) => source.indexOf("[@"),
    tokenize: (source: string) => {
      const found = mentionPattern.exec(source);
      return found === null ? undefined : { type: "mention", raw: found[0], attributes: { id: keyOf(found[2]!), label: found[1]! } };
    },
  },
  parseMarkdown: (token) => ({ type: "mention", attrs: { ...token.attributes } }),
  renderMarkdown: ({ attrs }) => mentionLink({ key: String(attrs?.id ?? ""), name: String(attrs?.label ?? attrs?.id ?? "") }),
});

type Picked = { id: string | null; label?: string | null };

export type Suggesting = Omit<SuggestionOptions<Mentionable, Picked>, "editor">;

type Wiring = { placeholder: string; submit: () => void; suggestion: Suggesting };

/** Ctrl+Enter sends; Escape gives the keyboard back to the page. */
const keys = (submit: () => void) =>
  Extension.create({
    name: "keys",
    // Before the line break that the same keys would make.
    priority: 1_000,
    addKeyboardShortcuts() {
      const send = () => {
        submit();
        return true;
      };
      const leave = () => {
        this.editor.view.dom.blur();
        return true;
      };
      return Object.fromEntries([
        ["Mod-Enter", send],
        ["Escape", leave],
      ]);
    },
  });

export const extensionsOf = ({ placeholder, submit, suggestion }: Wiring): AnyExtension[] => [
  keys(submit),
  StarterKit.configure({
    underline: false,
    link: { openOnClick: false, autolink: true, defaultProtocol: "https", protocols: ["mailto", "tel"] },
    heading: { levels: [1, 2, 3] },
  }),
  OwnImage,
  Placeholder.configure({ placeholder }),
  Markdown,
  LinkedMention.configure({
    suggestion,
    renderHTML: ({ options, node }) => [
      "span",
      mergeAttributes(options.HTMLAttributes, { "data-mention": node.attrs.id }),
      `@${node.attrs.label ?? node.attrs.id}`,
    ],
  }),
];

// Characters of nobody's use, in whose place `<`, `>` and `&` pass the writer, which would make entities of them: the text is also read
// in mails, in exports and by programs, and shown with its HTML as text in any case.
const [less, greater, and] = ["\uE000", "\uE001", "\uE002"];

/** The editor's text as Markdown. */
export const markdownOf = (editor: Editor): string =>
  editor.markdown === undefined ? editor.getText() : plainMarkdown(editor.markdown, editor.getJSON());

/** A document as Markdown that reads plainly: without entities where none are needed. */
export function plainMarkdown(writer: MarkdownManager, document: JSONContent): string {
  const written = writer.serialize(guarded(document));
  return written
    .replaceAll(less, "<")
    .replaceAll(new RegExp(`^(\\s*)${greater}`, "gm"), "$1\\>")
    .replaceAll(greater, ">")
    .replaceAll(new RegExp(`${and}(?=#?\\w+;)`, "g"), "&amp;")
    .replaceAll(and, "&")
    .trimEnd();
}

function guarded(node: JSONContent): JSONContent {
  if (node.type === "codeBlock" || node.marks?.some(({ type }) => type === "code") === true) return node;
  if (node.type === "text") {
    return { ...node, text: (node.text ?? "").replaceAll("<", less!).replaceAll(">", greater!).replaceAll("&", and!) };
  }
  return node.content === undefined ? node : { ...node, content: node.content.map(guarded) };
}

/** Pasted plain text: an empty line parts paragraphs, a line's end is one. */
export function sliceOf(text: string, { schema }: { schema: Schema }, _context?: ResolvedPos): Slice {
  const { paragraph, hardBreak } = schema.nodes;
  const paragraphs = text.replaceAll(/\r\n?/g, "\n").split(/\n{2,}/);
  const nodes = paragraphs.map((part) => {
    const content: Node[] = [];
    for (const [index, line] of part.split("\n").entries()) {
      if (index > 0) content.push(hardBreak!.create());
      if (line !== "") content.push(schema.text(line));
    }
    return paragraph!.create(null, content);
  });
  return new Slice(Fragment.from(nodes), 1, 1);
}

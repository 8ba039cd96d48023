import { MarkdownManager } from "@tiptap/markdown";
import { describe, expect, it } from "vitest";
import { extensionsOf, plainMarkdown } from "./rich-text.ts";

const manager = new MarkdownManager({
  extensions: extensionsOf({ placeholder: "", submit: () => undefined, suggestion: { allow: () => false } }),
});
const again = (markdown: string): string => plainMarkdown(manager, manager.parse(markdown));

describe("Markdown through the editor", () => {
  it("comes out as it went in", () => {
    for (const text of [
      "One **two** *three* `four`",
      "# Head\n\n- a\n- b\n  - c\n\n1. x\n2. y",
      "> quoted\n> more\n\nanswer",
      "```js\nlet a = 1 < 2 && b > 3;\n```",
      "[words](https://guardia.example/a?b=1&c=2)",
      "![dot](/api/v1/attachments/abc-1) beside",
      "Ask [@Diego Paredes](mention:diego), please",
      "one\ntwo",
    ])
      expect(again(text)).toBe(text);
  });

  it("keeps what it cannot show as it was written", () => {
    expect(again("| a | b |\n|---|---|\n| 1 | 2 |")).toContain("| 1 | 2 |");
  });

  it("takes HTML for text, and writes no entities that nobody wrote", () => {
    expect(again("<script>alert(1)</script> a & b, 1 < 2 > 0")).toBe("<script>alert(1)</script> a & b, 1 < 2 > 0");
    expect(again("&lt;b&gt; stays")).toBe("<b> stays");
    expect(again("&amp;lt; is an entity")).toBe("&amp;lt; is an entity");
  });

  it("makes no quote, emphasis or heading of what is plain text", () => {
    const plain = (text: string) =>
      plainMarkdown(manager, { type: "doc", content: [{ type: "paragraph", content: [{ type: "text", text }] }] });
    for (const text of ["> not a quote", "a*b*c", "snake_case_name", "[x](y)"]) {
      const shown = manager.parse(plain(text)).content?.[0];
      expect([shown?.type, shown?.content?.map((each) => each.text).join("")]).toEqual(["paragraph", text]);
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareTexts, type LineChange } from "#core/knowledge/difference.ts";
import { type ArticleFile, type RunbookFile, readKnowledgeFile, writeArticleFile, writeRunbookFile } from "#core/knowledge/file.ts";
import { leadOf, plainText } from "#core/knowledge/plain.ts";
import { proposeArticle } from "#core/knowledge/proposal.ts";
import { withoutPersons } from "#core/knowledge/redaction.ts";
import { unwrapped } from "#core/knowledge/unwrap.ts";

describe("a text without persons", () => {
  const names = { persons: ["Ana López", "Ben Hart"], organisations: ["Banco Sur"] };
  const clean = (text: string) => withoutPersons(text, names, "en");

  it.each([
    ["Ana López called, then ben hart.", "[person] called, then [person]."],
    ["Ask López, not the lopezes.", "Ask [person], not the lopezes."],
    ["Write to ana.lopez+x@banco-sur.example now", "Write to [e-mail address] now"],
    ["Call +34 600 000 001 or (020) 7946 0958.", "Call [phone number] or [phone number]."],
    ["Card 4111 1111 1111 1111 and IBAN ES91 2100 0418 4502 0005 1332", "Card [account number] and IBAN [account number]"],
    ["It lives at 12 rue de la Paix, not Calle Mayor 5.", "It lives at [address], not [address]."],
    ["Host 192.168.4.20 answers 503 since 12:30.", "Host [network address] answers 503 since 12:30."],
    ["Banco Sur says no.", "[customer] says no."],
    ["Dear Mr Winter,\n\nit works.\n\nBest regards,\nJane Summer", "Dear [person],\n\nit works.\n\nBest regards,\n[person]"],
    ["Version 1.2.3.4000 and order 123456789012 stay.", "Version 1.2.3.4000 and order 123456789012 stay."],
  ])("%s", (text, expected) => expect(clean(text).text).toBe(expected));

  it("tells everything that it replaced, once, with how often", () => {
    expect(clean("Ana López wrote; ana lópez called +34 600 000 001.").replaced).toEqual([
      { kind: "phone", text: "+34 600 000 001", placeholder: "[phone number]", times: 1 },
      { kind: "person", text: "Ana López", placeholder: "[person]", times: 2 },
    ]);
  });

  it("never leaves a known address or name, wherever it stands", () => {
    const piece = fc.constantFrom("Ana López", "ben hart", "ana@banco.example", "words", "\n", ", ", "(", ")");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { text } = clean(pieces.join(" "));
        expect(text).not.toMatch(/ana lópez|ben hart|@banco/i);
      }),
    );
  });
});

describe("an article from a ticket", () => {
  const story = {
    ticketId: 7,
    status: "resolved",
    subject: "Ana cannot pay",
    description: "It says no.",
    solution: "Another card.",
    messages: [],
  } as const;
  it("tells the question and the answer, and refuses without one", () => {
    const { title, body } = proposeArticle(story, { persons: ["Ana"], organisations: [] }, "fr");
    expect([title, body]).toEqual(["[personne] cannot pay", "## Ce qui se passe\n\nIt says no.\n\n## Que faire\n\nAnother card.\n"]);
    const open = { ...story, status: "open", solution: null } as const;
    expect(() => proposeArticle(open, { persons: [], organisations: [] }, "en")).toThrow(
      expect.objectContaining({ code: "ticket-unresolved" }),
    );
  });
});

describe("what changed", () => {
  const side = (changes: readonly LineChange[], gone: "added" | "removed") =>
    changes
      .flatMap((change): string[] => {
        if (change.kind === "rewritten")
          return [
            change.pieces
              .filter(({ kind }) => kind !== gone)
              .map(({ text }) => text)
              .join(""),
          ];
        return change.kind === gone ? [] : [change.text];
      })
      .join("\n");

  it("shows the words of a line that was rewritten", () => {
    expect(compareTexts("one\nafter five refusals\nend", "one\nafter three refusals\nend")).toEqual([
      { kind: "same", text: "one" },
      {
        kind: "rewritten",
        pieces: [
          { kind: "same", text: "after " },
          { kind: "removed", text: "five" },
          { kind: "added", text: "three" },
          { kind: "same", text: " refusals" },
        ],
      },
      { kind: "same", text: "end" },
    ]);
  });

  it("holds both texts whole", () => {
    const text = fc.array(fc.constantFrom("a", "b c", "c d e", ""), { minLength: 1, maxLength: 8 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const changes = compareTexts(before, after);
        expect(side(changes, "added")).toBe(before);
        expect(side(changes, "removed")).toBe(after);
      }),
    );
  });
});

describe("files", () => {
  const article: ArticleFile = {
    ...{ kind: "article", language: "fr", original: "en", title: "Carte : refusée", body: "## Un\n\nDeux --- trois.", state: "published" },
    ...{
      slug: "card",
      visibility: "customer",
      customers: ["acme"],
      service: "payments",
      owner: "ines",
      tags: ["51"],
      reviewOn: "2027-01-31",
    },
    ...{ version: 3, madeFrom: 2 },
  };
  const runbook: RunbookFile = {
    ...{
      kind: "runbook",
      id: "restart",
      name: "Restart it",
      summary: "When it stands.",
      service: "payments",
      component: "api",
      kinds: ["incident"],
      owner: "ines",
    },
    steps: [
      { id: "look", title: "Look", text: "First.\n\n## Not a step", expected: "It stands.", action: null },
      {
        id: "act",
        title: "Act",
        text: "",
        expected: "",
        action: { name: "Restart", kind: "command", target: "restart --now", roles: [], teams: ["desk"], tier: 2 },
      },
    ],
  };

  it("read what they wrote", () => {
    expect(readKnowledgeFile(writeArticleFile(article))).toEqual({ file: article, problems: [] });
    expect(readKnowledgeFile(writeRunbookFile(runbook))).toEqual({ file: runbook, problems: [] });
  });

  it.each([
    ["words alone", 1, "begins with a line"],
    ["---\nguardia: article", 1, "no end"],
    ["---\nguardia: [\n---\n", 2, ""],
    ["---\nguardia: recipe\n---\n", 2, "guardia: article"],
    ["---\nguardia: article\ntitle: A\nslug: a\nlanguage: de\nowner: ines\n---\nText", 5, "language"],
    ["---\nguardia: article\ntitle: A\nslug: a\nlanguage: en\nowner: ines\ncolour: red\n---\nText", 7, "colour"],
    ["---\nguardia: article\ntitle: A\nslug: a\nlanguage: en\nowner: ines\n---\n", 8, "no text"],
    ["---\nguardia: runbook\nid: a\nname: A\nowner: ines\nsteps:\n  - id: one\n---\n", 7, "has no text"],
  ])("say what is wrong, and where: %#", (text, line, words) => {
    const { file, problems } = readKnowledgeFile(text);
    expect(file).toBeNull();
    expect(problems[0]?.line).toBe(line);
    expect(problems.map(({ message }) => message).join(" ")).toContain(words);
  });

  it("put wrapped paragraphs, items and quotes on one line, and leave code, tables and breaks alone", () => {
    const wrapped = "One\ntwo.\n\n- a\n  b\n- c\n\n> q\n> r\n\n```\nx\ny\n```\n\n| a |\n| - |\n\nend  \nline";
    expect(unwrapped(wrapped)).toBe("One two.\n\n- a b\n- c\n\n> q r\n\n```\nx\ny\n```\n\n| a |\n| - |\n\nend  \nline");
  });
});

describe("plain words", () => {
  it.each([
    ["## Head\n\nSome **bold** and [a link](https://x.example) with `pg_last_xact`.", "Head Some bold and a link with pg_last_xact."],
    ["1. one\n2. two\n- three\n> four", "one two three four"],
    ["| a | b |\n| --- | --- |\n| c | d |", "a b c d"],
  ])("%s", (markdown, plain) => expect(plainText(markdown)).toBe(plain));

  it("begin with the first paragraph that is prose", () => {
    expect(leadOf("# Title\n\n| a |\n\nThis is *it*.\n\nMore.")).toBe("This is it.");
    expect(leadOf("word ".repeat(100), 20)).toBe("word word word word …");
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "#core/mail/fold.ts";

const shownOf = (text: string): string => foldText(text).shown;

describe("what a program put below an answer", () => {
  it.each([
    ["English", "It works.\n\nOn Mon, 2 Mar 2026 at 10:00, Support <support@x.example> wrote:\n\n> Does it work?\n> Yours"],
    ["over two lines", "It works.\n\nOn Mon, 2 Mar 2026 at 10:00, Support of Example\n<support@x.example> wrote:\n> Does it work?"],
    ["French", "It works.\n\nLe lun. 2 mars 2026 à 10:00, Support <support@x.example> a écrit :\n\n> Est-ce que ça marche ?"],
    ["Spanish", "It works.\n\nEl lun, 2 mar 2026 a las 10:00, Soporte (<support@x.example>) escribió:\n> ¿Funciona?"],
    ["German", "It works.\n\nAm 02.03.2026 um 10:00 schrieb Support:\n> Geht es?"],
    ["without marks", "It works.\n\nOn 2 March 2026, Support <support@x.example> wrote:\nDoes it work?\nYours"],
    [
      "Outlook",
      "It works.\n\n________________________________\nFrom: Support <support@x.example>\nSent: Monday, 2 March 2026 10:00\nTo: Ana\nSubject: RE: Printer\n\nDoes it work?",
    ],
    [
      "Outlook, French",
      "It works.\n\nDe : Support <support@x.example>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Ana\nObjet : Imprimante\n\nAlors ?",
    ],
    ["a divider", "It works.\n\n-----Original Message-----\nFrom: Support\nWhatever"],
    ["marks alone", "It works.\n\n> Does it work?\n> Yours"],
  ])("is folded: %s", (_, text) => {
    const { shown, quoted } = foldText(text);
    expect(shown).toBe("It works.");
    expect(quoted).not.toBeNull();
  });

  it("keeps the quote and the signature apart, so that both can be shown", () => {
    const folded = foldText("Fine.\r\n\r\n-- \r\nAna\r\nFinance\r\n\r\nOn Monday at 10:00, Bob <bob@x.example> wrote:\r\n> Fine?\r\n");
    expect(folded).toEqual({
      shown: "Fine.",
      signature: "-- \nAna\nFinance",
      quoted: "On Monday at 10:00, Bob <bob@x.example> wrote:\n> Fine?",
    });
  });

  it.each(["Sent from my iPhone", "Envoyé de mon iPhone", "Enviado desde mi Android", "Get Outlook for iOS"])("folds %s", (line) => {
    expect(foldText(`Down again.\n\n${line}`)).toEqual({ shown: "Down again.", signature: line, quoted: null });
  });
});

describe("what somebody wrote stays", () => {
  it("when it stands between the lines of the quote", () => {
    const text = "On Monday at 10:00, Bob <bob@x.example> wrote:\n> Which version?\n\n4.2.\n\n> Since when?\n\nYesterday.";
    expect(foldText(text)).toEqual({ shown: text, quoted: null, signature: null });
  });
  it("when the quote is above", () => {
    const text = "> Which version?\n\n4.2, since yesterday.";
    expect(shownOf(text)).toBe(text);
  });
  it("when a quote goes on below the last answer", () => {
    const { shown, quoted } = foldText("> Which version?\n\n4.2.\n\n> And the rest\n> of the letter");
    expect([shown, quoted]).toEqual(["> Which version?\n\n4.2.", "> And the rest\n> of the letter"]);
  });
  it("when there is nothing but a quote", () => {
    const text = "On Monday at 10:00, Bob <bob@x.example> wrote:\n> Which version?";
    expect(foldText(text)).toEqual({ shown: text, quoted: null, signature: null });
  });
  it.each([
    "On Monday it broke: see below.\nThe second line.",
    "From: the printer\nIt hums.",
    "We wrote:\nnothing.",
    "a -- b\nc",
    "Prices:\n- one\n- two",
  ])("when it only looks like one: %j", (text) => expect(shownOf(text)).toBe(text));
});

it("loses no word of any text, and is quick with any", () => {
  const line = fc.constantFrom(
    "",
    "> a",
    "> ",
    "b",
    "On Monday, x <x@y.example> wrote:",
    "-- ",
    "From: a@b.example",
    "Sent: 2026",
    "To: c",
    "Subject: d",
    "On ",
    "wrote:",
    "____",
  );
  const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      const text = lines.join("\n");
      const { shown, quoted, signature } = foldText(text);
      expect(words([shown, signature ?? "", quoted ?? ""].join("\n")).sort()).toEqual(words(text).sort());
      if (text.trim() !== "") expect(shown.trim()).not.toBe("");
    }),
    { numRuns: 500 },
  );
});

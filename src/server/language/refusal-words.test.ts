import { describe, expect, it } from "vitest";
import { Refusal } from "#core/refusal.ts";
import { problemBody } from "#server/http/problem.ts";
import { refusalOfIssues } from "#server/http/validation.ts";
import { sentenceOfSchema } from "#server/language/issue-words.ts";
import { placesIn, sentenceIn } from "#server/language/refusal-words.ts";
import { spanishRefusals } from "#server/language/refusals-es.ts";
import { frenchRefusals } from "#server/language/refusals-fr.ts";
import { isTest, lineOf, type Node, type Source, sourcesIn, walk } from "../../../test/tidy/sources.ts";

/** What only an operator at a terminal or a program's author meets: starting, migrating, importing, verifying an export. */
const atTheTerminal =
  /^src\/(core\/(history|audit|canonical)|server\/(database\/(cluster|migrate)|import\/(?!demo)|settings|node|main|installation))/;

type Site = { at: string; code: string; facts: readonly string[] | null };

/** Where refusals are made, with the names of their facts; null where those are not written out. */
function sitesIn(source: Source): Site[] {
  const found: Site[] = [];
  walk(source.program, (node) => {
    if (node.type !== "NewExpression" || (node.callee as Node & { name?: string }).name !== "Refusal") return;
    const [code, , facts] = node.arguments as (Node & { value?: unknown; properties?: Node[] })[];
    if (typeof code?.value !== "string") return;
    found.push({ at: `${source.path}:${lineOf(source, node.start)}`, code: code.value, facts: namesOf(facts) });
  });
  return found;
}

function namesOf(facts: (Node & { properties?: Node[] }) | undefined): string[] | null {
  if (facts === undefined) return [];
  if (facts.type !== "ObjectExpression" || facts.properties === undefined) return null;
  if (facts.properties.some(({ type }) => type === "SpreadElement")) return null;
  return facts.properties.map(({ key }) => String((key as { name?: string; value?: string }).name ?? (key as { value?: string }).value));
}

const sites = sourcesIn("src/core", "src/server")
  .filter(({ path }) => !isTest(path) && !atTheTerminal.test(path))
  .flatMap(sitesIn);

describe.each([
  ["French", frenchRefusals],
  ["Spanish", spanishRefusals],
] as const)("refusals in %s", (_language, catalogue) => {
  it("say everything that is refused over HTTP", () => {
    const missing = sites.filter(({ code }) => catalogue[code] === undefined && code !== "invalid-request" && code !== "bad-request");
    expect(missing.map(({ at, code }) => `${code} (${at})`)).toEqual([]);
  });

  it("need no fact that a refusal does not give", () => {
    const wanting = sites.filter(({ code, facts }) => {
      const forms = [catalogue[code] ?? []].flat();
      return facts !== null && forms.length > 0 && !forms.some((form) => placesIn(form).every((name) => facts.includes(name)));
    });
    expect(wanting.map(({ at, code }) => `${code} (${at})`)).toEqual([]);
  });

  it("word nothing that is never refused", () => {
    const known = new Set(sites.map(({ code }) => code));
    // Worded at run time: a status in the code, and what the calendars' own check found first.
    const composed = (code: string): boolean => code.startsWith("ticket-already-") || /^(bad|unknown)-/.test(code);
    expect(Object.keys(catalogue).filter((code) => !known.has(code) && !composed(code))).toEqual([]);
  });
});

describe("what our schemas say of a value", () => {
  const said = sourcesIn("src/server").flatMap(({ path, text }) =>
    isTest(path) ? [] : [...text.matchAll(/\.(?:regex|refine)\(.+?, "((?:Use|Write|Take) [^"]+)"/g)].map(([, sentence]) => sentence ?? ""),
  );

  it("is said in French and Spanish too", () => {
    expect(said.length).toBeGreaterThan(5);
    const own = said.filter((sentence) => (["fr", "es"] as const).some((language) => sentenceOfSchema(language, sentence) === sentence));
    expect([...new Set(own)]).toEqual([]);
  });
});

describe("a problem", () => {
  const refusal = new Refusal("unknown-ticket", "There is no ticket 4711.", { ticketId: 4711 });

  it("is told in its reader's language, under the same name", () => {
    const [en, fr, es] = (["en", "fr", "es"] as const).map((language) => problemBody(refusal, "r1", language));
    expect([en?.detail, fr?.detail, es?.detail]).toEqual([
      "There is no ticket 4711.",
      "Il n’y a pas de ticket 4711.",
      "No hay ningún ticket 4711.",
    ]);
    expect(new Set([en, fr, es].map((body) => body?.type))).toEqual(new Set(["urn:guardia:problem:unknown-ticket"]));
    expect(fr?.title).toBe("Introuvable");
  });

  it("keeps the refusal's own words where a fact is missing that the translation needs", () => {
    expect(sentenceIn("fr", { code: "unknown-ticket", facts: {} })).toBeNull();
  });

  it("explains wrong fields in its reader's language", () => {
    const issue = { code: "too_small", origin: "string", minimum: 1, inclusive: true, path: ["subject"], message: "" } as const;
    expect(refusalOfIssues([issue as never], "json", "fr").message).toBe("Dans le corps, /subject: Écrivez un texte ; il est vide.");
    expect(refusalOfIssues([issue as never], "json", "es").message).toBe("En el cuerpo, /subject: Escriba un texto; está vacío.");
  });
});

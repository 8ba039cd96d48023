/**
 * Articles and runbooks as Markdown files with front matter, so that they can be taken away, kept in a repository and brought back:
 * `articles/<slug>.<language>.md` and `runbooks/<id>.md`. What is written here is read here again.
 */
import { LineCounter, parseDocument, stringify } from "yaml";
import { articleStates, type Description, visibilities } from "#core/knowledge/article.ts";
import type { RunbookText, Step } from "#core/knowledge/runbook.ts";
import { unwrapped } from "#core/knowledge/unwrap.ts";
import type { Language } from "#core/model/document.ts";
import { languages } from "#core/model/text.ts";
import { ticketKinds } from "#core/ticket/ticket.ts";

export type ArticleFile = Description & {
  kind: "article";
  language: Language;
  original: Language;
  title: string;
  body: string;
  /** `published` ones are published when they are brought back, others stay drafts. */
  state: (typeof articleStates)[number];
  /** Of an export: which version it was, and of a translation, which version of the original it says. */
  version: number | null;
  madeFrom: number | null;
};

export type RunbookFile = RunbookText & { kind: "runbook"; id: string };
export type KnowledgeFile = ArticleFile | RunbookFile;
export type FileProblem = { line: number; message: string };

export const articlePath = ({ slug, language }: Pick<ArticleFile, "slug" | "language">): string => `articles/${slug}.${language}.md`;
export const runbookPath = ({ id }: Pick<RunbookFile, "id">): string => `runbooks/${id}.md`;

const frontMatter = (fields: Record<string, unknown>): string => {
  const given = Object.entries(fields).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
  return `---\n${stringify(Object.fromEntries(given), { lineWidth: 120 })}---\n`;
};

export function writeArticleFile(file: ArticleFile): string {
  const { kind, title, slug, language, original, state, visibility, customers, service, owner, tags, reviewOn, version, madeFrom, body } =
    file;
  const head = {
    guardia: kind,
    title,
    slug,
    language,
    original,
    state,
    visibility,
    customers,
    service,
    owner,
    tags,
    reviewOn,
    version,
    madeFrom,
  };
  return `${frontMatter(head)}\n${body.trim()}\n`;
}

const stepMark = /^<!-- step: ([a-z0-9-]+) -->$/;

/** Each step begins with a mark that names it and its title as a heading; its expected result and action stand in the front matter. */
export function writeRunbookFile(file: RunbookFile): string {
  const { kind, id, name, service, component, kinds, owner, steps, summary } = file;
  const head = { guardia: kind, id, name, service, component, kinds, owner, steps: steps.map(stepHead) };
  const bodies = steps.map((step) => `<!-- step: ${step.id} -->\n## ${step.title}\n\n${step.text.trim()}\n`);
  return `${frontMatter(head)}\n${summary.trim()}\n\n${bodies.join("\n")}`;
}

const stepHead = ({ id, expected, action }: Step): Record<string, unknown> => ({
  id,
  ...(expected === "" ? {} : { expected }),
  ...(action === null
    ? {}
    : {
        action: Object.fromEntries(
          Object.entries(action).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)),
        ),
      }),
});

type Reading = { fields: Record<string, unknown>; body: string; bodyLine: number; lineOf(name: string): number; problems: FileProblem[] };

/** Reads a file; `file` is null when something is wrong, and `problems` says what, by line. */
export function readKnowledgeFile(text: string): { file: KnowledgeFile | null; problems: FileProblem[] } {
  const found = readFrontMatter(text);
  if ("line" in found) return { file: null, problems: [found] };
  const kind = found.fields.guardia;
  if (kind !== "article" && kind !== "runbook") {
    const message = `Write "guardia: article" or "guardia: runbook", so that one knows what this is.`;
    return { file: null, problems: [{ line: found.lineOf("guardia"), message }] };
  }
  const file = kind === "article" ? readArticle(found) : readRunbook(found);
  return { file: found.problems.length === 0 ? file : null, problems: found.problems };
}

function readFrontMatter(text: string): Reading | FileProblem {
  const lines = text
    .replaceAll("\r\n", "\n")
    .replace(/^\uFEFF/, "")
    .split("\n");
  if (lines[0] !== "---") return { line: 1, message: 'The file begins with a line "---", its front matter, and another "---".' };
  const end = lines.indexOf("---", 1);
  if (end < 0) return { line: 1, message: 'The front matter has no end: close it with a line "---".' };
  const counter = new LineCounter();
  const document = parseDocument(lines.slice(1, end).join("\n"), { lineCounter: counter });
  const [mistake] = document.errors;
  if (mistake !== undefined) return { line: counter.linePos(mistake.pos[0]).line + 1, message: mistake.message.split("\n")[0] ?? "" };
  const fields: unknown = document.toJS();
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return { line: 2, message: "The front matter is a list of fields: name: value." };
  const lineOf = (name: string): number => {
    const node = document.get(name, true) as { range?: [number, number, number] } | undefined;
    return node?.range === undefined ? 1 : counter.linePos(node.range[0]).line + 1;
  };
  return { fields: fields as Record<string, unknown>, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2, lineOf, problems: [] };
}

function take<T>(
  { fields, lineOf, problems }: Reading,
  name: string,
  isRight: (value: unknown) => value is T,
  what: string,
  otherwise?: T,
): T {
  const value = fields[name] ?? otherwise;
  if (isRight(value)) return value;
  problems.push({ line: lineOf(name), message: `${name}: write ${what}.` });
  return otherwise as T;
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isNumberOrNull = (value: unknown): value is number | null => value === null || (Number.isSafeInteger(value) && (value as number) > 0);
const oneOf =
  <T extends string>(all: readonly T[]) =>
  (value: unknown): value is T =>
    all.includes(value as T);
const someOf =
  <T extends string>(all: readonly T[]) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(oneOf(all));

const articleFields = ["guardia", "title", "slug", "language", "original", "state", "visibility", "customers", "service", "owner", "tags"];
const moreArticleFields = ["reviewOn", "version", "madeFrom"];

function requireKnownFields(reading: Reading, known: readonly string[]): void {
  for (const name of Object.keys(reading.fields)) {
    if (!known.includes(name))
      reading.problems.push({ line: reading.lineOf(name), message: `${name}: there is no such field; there are ${known.join(", ")}.` });
  }
}

function readArticle(reading: Reading): ArticleFile {
  requireKnownFields(reading, [...articleFields, ...moreArticleFields]);
  const language = take(reading, "language", oneOf(languages), `one of ${languages.join(", ")}`);
  const file: ArticleFile = {
    kind: "article",
    language,
    title: take(reading, "title", isText, "its title"),
    slug: take(reading, "slug", isText, "its address, small letters and hyphens"),
    original: take(reading, "original", oneOf(languages), `the language of the original, one of ${languages.join(", ")}`, language),
    state: take(reading, "state", oneOf(articleStates), `one of ${articleStates.join(", ")}`, "draft"),
    visibility: take(reading, "visibility", oneOf(visibilities), `one of ${visibilities.join(", ")}`, "internal"),
    customers: take(reading, "customers", isTexts, "a list of customers' keys", []),
    service: take(reading, "service", isTextOrNull, "a service's key", null),
    owner: take(reading, "owner", isText, "the key of the person who answers for it"),
    tags: take(reading, "tags", isTexts, "a list of words", []),
    reviewOn: take(reading, "reviewOn", isTextOrNull, "a date in quotes, like '2027-01-31'", null),
    version: take(reading, "version", isNumberOrNull, "a whole number", null),
    madeFrom: take(reading, "madeFrom", isNumberOrNull, "a whole number", null),
    body: unwrapped(reading.body.trim()),
  };
  if (file.body === "") reading.problems.push({ line: reading.bodyLine, message: "There is no text under the front matter." });
  return file;
}

const runbookFields = ["guardia", "id", "name", "service", "component", "kinds", "owner", "steps"];
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isSteps = (value: unknown): value is Record<string, unknown>[] =>
  Array.isArray(value) && value.every((each) => isMap(each) && isText(each.id));

function readRunbook(reading: Reading): RunbookFile {
  requireKnownFields(reading, runbookFields);
  const heads = take(reading, "steps", isSteps, "a list of steps, each with its id", []);
  const { summary, parts } = splitSteps(reading);
  const steps = parts.map(({ id, title, text, line }): Step => {
    const head = heads.find((each) => each.id === id);
    if (head === undefined)
      reading.problems.push({ line, message: `The step "${id}" does not stand in the front matter's list of steps.` });
    return {
      id,
      title,
      text,
      expected: typeof head?.expected === "string" ? head.expected : "",
      action: readAction(reading, head?.action, id),
    };
  });
  for (const { id } of heads) {
    if (!parts.some((part) => part.id === id))
      reading.problems.push({
        line: reading.lineOf("steps"),
        message: `The step "${String(id)}" has no text: begin it with <!-- step: ${String(id)} -->.`,
      });
  }
  return {
    kind: "runbook",
    id: take(reading, "id", isText, "its id, small letters and hyphens"),
    name: take(reading, "name", isText, "its name"),
    service: take(reading, "service", isTextOrNull, "a service's key", null),
    component: take(reading, "component", isTextOrNull, "a component's key", null),
    kinds: take(reading, "kinds", someOf(ticketKinds), `a list of ${ticketKinds.join(", ")}`, []),
    owner: take(reading, "owner", isText, "the key of the person who answers for it"),
    summary,
    steps,
  };
}

type Part = { id: string; title: string; text: string; line: number };

function splitSteps({ body, bodyLine, problems }: Reading): { summary: string; parts: Part[] } {
  const lines = body.split("\n");
  const marks = lines.flatMap((line, index) => {
    const id = stepMark.exec(line.trim())?.[1];
    return id === undefined ? [] : [{ id, index }];
  });
  const summary = lines
    .slice(0, marks[0]?.index ?? lines.length)
    .join("\n")
    .trim();
  const parts = marks.map(({ id, index }, at) => {
    const own = lines
      .slice(index + 1, marks[at + 1]?.index ?? lines.length)
      .join("\n")
      .trim();
    const [heading = "", ...rest] = own.split("\n");
    const title = /^## (.+)$/.exec(heading)?.[1]?.trim() ?? "";
    if (title === "") problems.push({ line: bodyLine + index + 1, message: `The step "${id}" begins with its title: ## What is done.` });
    return { id, title, text: unwrapped(rest.join("\n").trim()), line: bodyLine + index };
  });
  return { summary: unwrapped(summary), parts };
}

function readAction(reading: Reading, given: unknown, step: string): Step["action"] {
  if (given === undefined || given === null) return null;
  const { name, kind, target, roles = [], teams = [], tier = null } = (isMap(given) ? given : {}) as Record<string, unknown>;
  const isTier = tier === null || tier === 1 || tier === 2 || tier === 3 || tier === 4;
  if (isText(name) && (kind === "command" || kind === "url") && isText(target) && isTexts(roles) && isTexts(teams) && isTier) {
    return { name, kind, target, roles, teams, tier };
  }
  const message = `The action of step "${step}" has a name, a kind (command or url), a target, and who may do it: roles, teams, tier (1 to 4).`;
  reading.problems.push({ line: reading.lineOf("steps"), message });
  return null;
}

/** The rules of the house, as functions from what is written to what is wrong with it (one line each; none is good). */
import { basename } from "node:path";
import { type Import, isTest, lineOf, type Node, type Source, walk } from "./sources.ts";

/** Lower rooms first: a room imports rooms before it, and those on its own line. A new room finds its place here. */
const rooms = [
  ["time"],
  ["model", "agreement"],
  ["sla"],
  ["ticket"],
  ["search"],
  ["history"],
  ["board"],
  ["notification"],
  ["oncall"],
  ["webhook"],
  ["watch"],
  ["mail", "conversation"],
  ["access"],
  ["portal"],
  ["knowledge"],
  ["incident"],
  ["audit"],
];
const pureLibraries = new Set(["temporal-polyfill", "date-holidays", "yaml", "zod", "croner"]);
const floorsBelow: Readonly<Record<string, readonly string[]>> = {
  core: [],
  simulator: ["core"],
  server: ["core", "simulator"],
  cli: ["core", "simulator", "server"],
  web: ["core", "server"],
};

const floorOf = (path: string): string => (path.startsWith("src/") ? (path.split("/")[1] ?? "") : "");
/** "" for a file that lies in no room, directly on the floor. */
const roomOf = (path: string): string => (path.split("/").length > 3 ? (path.split("/")[2] ?? "") : "");
const rankOf = (room: string): number => (room === "" ? -1 : rooms.findIndex((line) => line.includes(room)));

/** Who may import whom between the floors, and which libraries core may use. */
export function wrongImports(sources: readonly Source[]): string[] {
  const imports = sources.filter((source) => !isTest(source.path)).flatMap((source) => source.imports);
  return imports.flatMap((each) => {
    const wrong = wrongImport(each);
    return wrong === null ? [] : [`${each.from} imports ${each.to}: ${wrong}`];
  });
}

function wrongImport(each: Import): string | null {
  const [from, to] = [floorOf(each.from), floorOf(each.to)];
  if (!each.isInside) {
    return from === "core" && !pureLibraries.has(each.to) ? `core uses only ${[...pureLibraries].join(", ")}` : null;
  }
  if (to === "") return "src imports nothing outside src";
  if (from !== to && !floorsBelow[from]?.includes(to)) return `${from} does not know ${to}`;
  if (from === "web" && to === "server" && !each.isType) return "web takes only types from server";
  return from === "core" ? wrongRoom(each) : null;
}

function wrongRoom({ from, to }: Import): string | null {
  if (from === "src/core/world.ts") return null;
  if (to === "src/core/world.ts") return "world.ts assembles the rooms; no room knows it";
  const [mine, theirs] = [roomOf(from), roomOf(to)];
  for (const room of [mine, theirs]) if (room !== "" && rankOf(room) === -1) return `room ${room} has no place in test/tidy/rules.ts`;
  if (mine === theirs || rankOf(theirs) <= rankOf(mine)) return null;
  return mine === "" ? "what all rooms use knows none of them" : `${mine} is a lower room than ${theirs}`;
}

/** Every circle of imports (types too), as `a → b → a`; each found once. */
export function importCircles(sources: readonly Source[]): string[] {
  const next = new Map(sources.map((source) => [source.path, source.imports.filter((each) => each.isInside).map((each) => each.to)]));
  const done = new Set<string>();
  const way: string[] = [];
  const circles: string[] = [];
  const follow = (path: string) => {
    const at = way.indexOf(path);
    if (at >= 0) circles.push([...way.slice(at), path].join(" → "));
    if (at >= 0 || done.has(path)) return;
    way.push(path);
    for (const to of next.get(path) ?? []) follow(to);
    way.pop();
    done.add(path);
  };
  for (const path of next.keys()) follow(path);
  return circles;
}

/** What core may not read: another clock, chance, the process, the outside. */
const outside = new Set(["process", "fetch", "setTimeout", "setInterval", "performance", "console", "crypto", "globalThis", "Buffer"]);

export function impurities(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources.filter(({ path }) => floorOf(path) === "core" && !isTest(path))) {
    const report = (node: Node, what: string) => found.push(`${source.path}:${lineOf(source, node.start)} reads ${what}`);
    walk(source.program, (node) => {
      const what = impurity(node, source);
      if (what !== null) report(node, what);
    });
  }
  return found;
}

function impurity(node: Node, source: Source): string | null {
  const written = source.text.slice(node.start, node.end);
  if (node.type === "MemberExpression" && ["Date.now", "Math.random", "Temporal.Now"].includes(written)) return written;
  if (node.type === "MemberExpression") {
    const object = node.object as Node & { name?: string };
    return object.type === "Identifier" && outside.has(object.name ?? "") ? written : null;
  }
  if (node.type !== "NewExpression" && node.type !== "CallExpression") return null;
  const callee = node.callee as Node & { name?: string };
  const isBare = (node.arguments as unknown[]).length === 0;
  if (callee.name === "Date" && (isBare || node.type === "CallExpression")) return written;
  return callee.type === "Identifier" && outside.has(callee.name ?? "") ? written : null;
}

/** Files that are too long; `allowed` names a file and its higher limit. */
export function longFiles(sources: readonly Source[], limit: number, allowed: Readonly<Record<string, number>>): string[] {
  return sources.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - 1;
    return lines > (allowed[path] ?? limit) ? [`${path} has ${lines} lines`] : [];
  });
}

/** Functions that are too long, the bodies of `describe` aside; `allowed` is keyed by `file#function`. */
export function longFunctions(sources: readonly Source[], limit: number, allowed: Readonly<Record<string, number>>): string[] {
  const found: string[] = [];
  for (const source of sources.filter(({ path }) => !isTest(path))) {
    walk(source.program, (node) => {
      if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return;
      const lines = lineOf(source, node.end) - lineOf(source, node.start) + 1;
      if (lines <= limit) return;
      const name = nameOf(source, node);
      if (lines > (allowed[`${source.path}#${name}`] ?? limit))
        found.push(`${source.path}:${lineOf(source, node.start)} ${name} has ${lines} lines`);
    });
  }
  return found;
}

/** The name of a function: its own, else that of what it is assigned to. */
function nameOf(source: Source, node: Node): string {
  const own = (node.id as { name?: string } | null)?.name;
  if (own !== undefined) return own;
  return (
    /(\w+)\s*(?::[^=]*)?[=:(]\s*(?:async\s*)?$/.exec(source.text.slice(Math.max(0, node.start - 200), node.start))?.[1] ?? "a function"
  );
}

const emptyWords = /^(utils?|helpers?|managers?|service|data|handle|handlers?)$/;

/** Files are named by what they hold, in kebab-case. */
export function badNames(paths: readonly string[]): string[] {
  return paths
    .filter((path) => /^(src|test|bench)\/.*\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
    .flatMap((path) => {
      const [stem = "", ...rest] = basename(path).split(".");
      if (emptyWords.test(stem)) return [`${path}: "${stem}" says nothing of what is in it`];
      return /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) && rest.length <= 2 ? [] : [`${path} is not kebab-case`];
    });
}

/** Tests that do not run, and tests that cannot fail because they expect nothing. */
export function idleTests(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources.filter(({ path }) => /\.test\.tsx?$/.test(path))) {
    const report = (node: Node, what: string) => found.push(`${source.path}:${lineOf(source, node.start)} ${what}`);
    walk(source.program, (node) => {
      if (node.type !== "CallExpression") return;
      const called = source.text.slice((node.callee as Node).start, (node.callee as Node).end);
      if (/\.(skip|only|todo|fails|skipIf|runIf)\b/.test(called) || /^(xit|xdescribe|fit|fdescribe)$/.test(called))
        report(node, `${called}(…)`);
      const isTestCall = /^(it|test)(\.(each|for|concurrent)\b[\s\S]*)?$/.test(called) && (node.arguments as Node[]).length > 1;
      const body = source.text.slice(node.start, node.end);
      if (isTestCall && !/expect|assert|reject|throw/i.test(body)) report(node, "expects nothing");
    });
  }
  return found;
}

/** JSON (RFC 8259) read with the place of every value, so that what is wrong in an export of a megabyte can be found in it. */
import { Refusal } from "#core/refusal.ts";

/** In characters: an organisation of a thousand people has about a million. */
export const longestExport = 5_000_000;
const deepest = 60;

export type JsonText = {
  value: unknown;
  /** Line and column of a value, both from 1; of a part that is missing, those of the nearest one around it. */
  placeOf(path: readonly (string | number)[]): Place;
};

/** Refuses `bad-export-json` with the line and column of the first thing that JSON does not allow, or of a text that is too long. */
export function readJson(text: string): JsonText {
  if (text.length > longestExport) {
    throw fault(text, 0, `The export has ${text.length} characters, ${longestExport} are the most: take the schedules out one by one.`);
  }
  return new Reader(text.startsWith("\uFEFF") ? text.slice(1) : text).read();
}

type Place = { line: number; column: number };

/** The refusal of a place in an export that is JSON; `path` is "" for all of it. `found`: what stands there, as far as it can be shown. */
export const badExport = ({ line, column }: Place, path: string, said: string, found = ""): Refusal => {
  const where = path === "" ? "" : ` (${path})`;
  return new Refusal("bad-export", `Line ${line}, column ${column}${where}: ${said}`, { line, column, path, said, found });
};

function fault(text: string, at: number, said: string): Refusal {
  const { line, column } = placeAt(text, at);
  return new Refusal("bad-export-json", `Line ${line}, column ${column}: ${said}`, { line, column, path: "", said });
}

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

const blank = /[ \t\r\n]*/y;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const string = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class Reader {
  readonly #text: string;
  #at = 0;
  /** Where each entry of a map or list begins. */
  readonly #places = new Map<object, Map<string | number, number>>();

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonText {
    this.#skip();
    const start = this.#at;
    const value = this.#value(0);
    this.#skip();
    if (this.#at < this.#text.length) throw this.#unexpected("the end of the file");
    const placeOf = (path: readonly (string | number)[]) => {
      let [at, here] = [start, value];
      for (const step of path) {
        const known = typeof here === "object" && here !== null ? this.#places.get(here)?.get(step) : undefined;
        if (known === undefined) break;
        at = known;
        here = (here as Record<string | number, unknown>)[step];
      }
      return placeAt(this.#text, at);
    };
    return { value, placeOf };
  }

  #value(depth: number): unknown {
    if (depth > deepest) throw fault(this.#text, this.#at, `this is nested more than ${deepest} deep, which no export is`);
    const next = this.#text[this.#at];
    if (next === "{") return this.#map(depth);
    if (next === "[") return this.#list(depth);
    const written = this.#take(next === '"' ? string : scalar);
    if (written === null) throw this.#unexpected("a value");
    return JSON.parse(written);
  }

  #map(depth: number): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
    const places = new Map<string | number, number>();
    this.#places.set(map, places);
    this.#entries("}", () => {
      const key = this.#take(string);
      if (key === null) throw this.#unexpected('a key in double quotes or "}"');
      this.#skip();
      if (this.#text[this.#at] !== ":") throw this.#unexpected('":"');
      this.#at += 1;
      this.#skip();
      const name = JSON.parse(key) as string;
      places.set(name, this.#at);
      map[name] = this.#value(depth + 1);
    });
    return map;
  }

  #list(depth: number): unknown[] {
    const list: unknown[] = [];
    const places = new Map<string | number, number>();
    this.#places.set(list, places);
    this.#entries("]", () => {
      places.set(list.length, this.#at);
      list.push(this.#value(depth + 1));
    });
    return list;
  }

  #entries(end: string, entry: () => void): void {
    this.#at += 1;
    this.#skip();
    if (this.#text[this.#at] === end) {
      this.#at += 1;
      return;
    }
    for (;;) {
      entry();
      this.#skip();
      const next = this.#text[this.#at];
      if (next !== "," && next !== end) throw this.#unexpected(`"," or "${end}"`);
      this.#at += 1;
      if (next === end) return;
      this.#skip();
    }
  }

  #skip(): void {
    blank.lastIndex = this.#at;
    blank.test(this.#text);
    this.#at = Math.max(this.#at, blank.lastIndex);
  }

  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #unexpected(wanted: string): Refusal {
    const found = this.#text.slice(this.#at, this.#at + 20).split("\n")[0];
    const what = this.#at >= this.#text.length ? "the file ends" : `there is ${JSON.stringify(found)}`;
    return fault(this.#text, this.#at, `this is not JSON: ${what} where ${wanted} should stand`);
  }
}

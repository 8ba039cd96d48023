/** A place in an export: reads what stands there, and says where it is when it is not what the provider's documentation says. */
import { writePath } from "#core/model/problem.ts";
import { badExport, type JsonText } from "#core/oncall/import/json-text.ts";
import { Refusal } from "#core/refusal.ts";
import { type Instant, instant } from "#core/time/instant.ts";
import { type Zone, zoneNamed } from "#core/time/zone.ts";

export class Cursor {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
  readonly #text: JsonText;

  constructor(text: JsonText, path: readonly (string | number)[], value: unknown) {
    this.#text = text;
    this.path = path;
    this.value = value;
  }

  /** `schedules[0].time_zone` */
  get at(): string {
    return writePath(this.path);
  }

  get isThere(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get isList(): boolean {
    return Array.isArray(this.value);
  }

  /** An entry of a map or a list; one that is missing is there as nothing. */
  in(...steps: readonly (string | number)[]): Cursor {
    let here: unknown = this.value;
    for (const step of steps)
      here = typeof here === "object" && here !== null && Object.hasOwn(here, step) ? (here as Record<string, unknown>)[step] : undefined;
    return new Cursor(this.#text, [...this.path, ...steps], here);
  }

  /** The entries of a list; none when nothing stands here. */
  items(): Cursor[] {
    if (!this.isThere) return [];
    if (!Array.isArray(this.value)) throw this.wrong("a list");
    return this.value.map((each, i) => new Cursor(this.#text, [...this.path, i], each));
  }

  /** A text that is not empty. */
  text(): string {
    if (typeof this.value !== "string" || this.value.trim() === "") throw this.wrong("a text");
    return this.value.trim();
  }

  /** Null for nothing, and for an empty text. */
  maybeText(): string | null {
    return this.isThere && this.value !== "" ? this.text() : null;
  }

  /** Ids come as texts or as numbers. */
  id(): string {
    return typeof this.value === "number" ? String(this.value) : this.text();
  }

  /** A whole number within bounds. */
  whole(least: number, most: number): number {
    const { value } = this;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
      throw this.wrong(`a whole number from ${least} to ${most}`);
    return value;
  }

  /** An instant with its offset, `otherwise` for what was written without one. */
  instant(otherwise?: Zone): Instant {
    const written = this.text().replace(" ", "T");
    const isLocal = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(\.\d+)?$/.test(written);
    if (isLocal && otherwise === undefined) throw this.wrong("an instant with its offset, like 2026-01-05T09:00:00Z");
    try {
      // Go writes nanoseconds, Opsgenie offsets without a colon.
      const plain = `${written.replace(/(\.\d{3})\d+/, "$1").replace(/([+-]\d{2})(\d{2})$/, "$1:$2")}${isLocal ? "Z" : ""}`;
      const at = instant(plain);
      return isLocal ? (otherwise!.instantOfWall(at) as Instant) : at;
    } catch (error) {
      if (error instanceof Refusal) throw this.wrong("an instant, like 2026-01-05T09:00:00Z");
      throw error;
    }
  }

  zone(): Zone {
    const name = this.text();
    try {
      return zoneNamed(name);
    } catch (error) {
      if (error instanceof Refusal) throw this.wrong("an IANA zone, like Europe/Paris");
      throw error;
    }
  }

  wrong(expected: string): Refusal {
    const found = inWords(this.value);
    return badExport(this.#text.placeOf(this.path), this.at, `expected ${expected}, found ${found}`, found);
  }
}

function inWords(found: unknown): string {
  if (found === undefined || found === null) return "nothing";
  if (Array.isArray(found)) return "a list";
  if (typeof found === "object") return "a map of keys";
  return typeof found === "string" ? `"${found.length > 40 ? `${found.slice(0, 37)}…` : found}"` : `${typeof found} ${String(found)}`;
}

/**
 * The lists of that name in an export: one object of lists, a list of a provider's answers, or a single answer that wraps the list
 * under another of the `wraps` names.
 */
export function entriesNamed(root: Cursor, plural: string, singular: string, wraps: readonly string[] = []): Cursor[] {
  const answers = root.isList ? root.items() : [root];
  return answers.flatMap((answer) => {
    const here = [answer, answer.in("data")].flatMap((each) => listed(each.in(plural), wraps));
    const one = [answer.in(singular), answer.in("data", singular)].filter((each) => each.isThere && !each.isList);
    return [...here, ...one];
  });
}

function listed(place: Cursor, wraps: readonly string[]): Cursor[] {
  if (!place.isThere) return [];
  if (place.isList) return place.items();
  const inner = wraps.map((wrap) => place.in(wrap)).find((each) => each.isList);
  if (inner !== undefined) return inner.items();
  throw place.wrong("a list");
}

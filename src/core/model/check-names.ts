/** What the checks of all rooms of a model share: does this name exist, is this a zone, is this a duration. */
import { entryOf, has, type LooseDocument } from "#core/model/loose.ts";
import { nearName } from "#core/model/near-name.ts";
import { apart, type Path, type Report } from "#core/model/problem.ts";
import { list, type Shape } from "#core/model/shape.ts";
import { Refusal } from "#core/refusal.ts";
import { parseSpan, type Span } from "#core/time/span.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type Checking = {
  /** Without what the schema found mistaken. */
  readonly model: LooseDocument;
  /** As written, and the paths at which the schema found a mistake. */
  readonly written: unknown;
  readonly mistaken: readonly Path[];
  readonly report: Report;
  /** Ids of a room, listed once: a thousand unknown names may ask for them. */
  readonly idsOf: (room: Room) => readonly string[];
};

const listed = {
  calendar: "calendars",
  person: "people",
  team: "teams",
  vendor: "vendors",
  service: "services",
  customer: "customers",
  schedule: "schedules",
  "escalation policy": "escalationPolicies",
} as const;

type Room = (typeof listed)[keyof typeof listed];

export function openChecking(shape: Shape, written: unknown, report: Report): Checking {
  const ids = new Map<Room, readonly string[]>();
  const idsOf = (room: Room): readonly string[] => {
    const known = ids.get(room) ?? Object.keys(shape.rest[room] ?? {});
    ids.set(room, known);
    return known;
  };
  return { model: shape.rest, written, mistaken: shape.mistaken, report, idsOf };
}

/** Reports a name that its map does not hold, with the nearest one that it does; true when it is known. */
export function checkName({ model, report, idsOf }: Checking, path: Path, what: keyof typeof listed, name: string | undefined): boolean {
  if (name === undefined) return false;
  const room = listed[what];
  if (has(model[room], name) || (what === "calendar" && name === "always")) return true;
  const known = (): readonly string[] => (what === "calendar" ? [...idsOf(room), "always"] : idsOf(room));
  reportUnknown(report, path, what, name, known, `under ${room}`);
  return false;
}

/** @param names gives the names that there are; @param where the place to which the name could be added, in words */
export function reportUnknown(report: Report, path: Path, what: string, name: string, names: () => readonly string[], where: string): void {
  report("error", path, "unknown-reference", `there is no ${what} '${name}'`, () => {
    const known = names();
    const near = nearName(name, known);
    if (near !== null) return `did you mean '${near}'?`;
    return known.length === 0 ? `add '${name}' ${where}` : `known: ${list(known)}; or add '${name}' ${where}`;
  });
}

export function checkZone({ report }: Checking, path: Path, zone: string | undefined): void {
  if (zone === undefined) return;
  try {
    zoneNamed(zone);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report("error", path, "bad-zone", `'${zone}' is not a time zone`, () => {
      const near = nearName(zone, Intl.supportedValuesOf("timeZone"));
      return near === null ? "write an IANA zone like Europe/Paris or UTC" : `did you mean '${near}'?`;
    });
  }
}

/** Ten years of open time, beyond which no calendar answers. */
const longestMs = 3_660 * 86_400_000;
const longestDays = 3_660;

/** Reports a duration that cannot be read, lasts more than ten years or, unless `zero` is allowed, nothing at all. */
export function checkDuration(
  { report }: Checking,
  path: Path,
  written: string | undefined,
  zero: "zero" | "positive" = "positive",
): Span | null {
  if (written === undefined) return null;
  try {
    const span = parseSpan(written);
    const [amount, longest] = span.kind === "open" ? [span.ms, longestMs] : [span.days, longestDays];
    // 0bd@close is the close of the same day: that is time.
    if (amount === 0 && zero === "positive" && (span.kind === "open" || span.at === "same-time")) {
      report(
        "error",
        path,
        "zero-duration",
        `'${written}' is no time at all`,
        "write how long, like 15m, 4h or 2bd; remove the key where nothing is promised",
      );
      return null;
    }
    if (amount > longest) {
      report(
        "error",
        path,
        "duration-too-long",
        `'${written}' is more than ten years`,
        "write at most 87840h or 3660bd; remove the key where nothing is promised",
      );
      return null;
    }
    return span;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    report("error", path, error.code, ...apart(error.message));
    return null;
  }
}

/** Who may be named in a `notify` list: `customer` for an agreement's (contacts are that customer's), null for a page of any. */
export type Audience = { kinds: readonly string[]; customer: string | null | undefined };

export function checkNotify(checking: Checking, path: Path, written: string, { kinds, customer }: Audience): void {
  const { model, report } = checking;
  const colon = written.indexOf(":");
  const kind = colon < 0 ? "" : written.slice(0, colon);
  const name = written.slice(colon + 1);
  if (!kinds.includes(kind)) {
    const near = kind === "" ? guessKind(model, written, kinds) : nearName(kind, kinds);
    const hint = near === null ? `begin it with one of ${kinds.map((each) => `${each}:`).join(", ")}` : `did you mean '${near}:${name}'?`;
    return report("error", path, "bad-notify", `'${written}' does not say who that is`, hint);
  }
  if (kind === "person" || kind === "team" || kind === "schedule") checkName(checking, path, kind, name);
  else if (kind === "lead") checkLead(checking, path, name);
  else if (kind === "contact") checkContact(checking, path, name, customer);
  else if (kind === "webhook" && !/^https?:\/\/[^\s]+$/.test(name)) {
    report("error", path, "bad-notify", `'${name}' is not a web address`, "write it like webhook:https://example.com/hook");
  }
}

/** Somebody wrote `alice`, and alice is a person. */
function guessKind(model: LooseDocument, name: string, kinds: readonly string[]): string | null {
  if (kinds.includes("person") && has(model.people, name)) return "person";
  if (kinds.includes("team") && has(model.teams, name)) return "team";
  if (kinds.includes("schedule") && has(model.schedules, name)) return "schedule";
  return null;
}

function checkLead(checking: Checking, path: Path, team: string): void {
  if (!checkName(checking, path, "team", team)) return;
  const found = entryOf(checking.model.teams, team);
  if (found === undefined || "lead" in found) return;
  checking.report("error", path, "no-lead", `team '${team}' has no lead`, `add 'lead:' to the team, or write team:${team}`);
}

function checkContact({ model, report }: Checking, path: Path, name: string, customer: string | null | undefined): void {
  if (name === "designated" || customer === undefined) return;
  const rooms = customer === null ? Object.values(model.customers ?? {}) : [entryOf(model.customers, customer)];
  // A customer that is itself mistaken has no contacts to compare with.
  if (rooms.some((room) => room === undefined || room.contacts === undefined || has(room.contacts, name))) return;
  const known = (): string[] => ["designated", ...rooms.flatMap((room) => Object.keys(room?.contacts ?? {}))];
  reportUnknown(report, path, "contact", name, known, "under the customer's contacts");
}

/** Whom the export's people are in the model: those whom it knows by address or name, and new ones under keys of their own. */
import type { Document, Person } from "#core/model/document.ts";
import type { Notes } from "#core/oncall/import/note.ts";
import type { PeerPerson, PersonId } from "#core/oncall/import/peer.ts";
import { Refusal } from "#core/refusal.ts";
import { zoneNamed } from "#core/time/zone.ts";

export type ImportedPerson = {
  id: PersonId;
  key: string;
  person: Person;
  /** The model has them already. */
  isKnown: boolean;
  /** A schedule or policy names them; others only stand in the product's own reckoning. */
  isNeeded: boolean;
};

/** Those needed first. Somebody needed whom the export does not describe is noted, and stands under a key made of their id. */
export function peopleOf(
  needed: ReadonlySet<PersonId>,
  seen: readonly PersonId[],
  people: ReadonlyMap<PersonId, PeerPerson>,
  known: Document["people"],
  notes: Notes,
): Map<PersonId, ImportedPerson> {
  const taken = new Set(Object.keys(known ?? {}));
  const found = new Map<PersonId, ImportedPerson>();
  for (const id of [...needed, ...seen]) {
    if (found.has(id)) continue;
    const isNeeded = needed.has(id);
    const described = people.get(id);
    const key = knownKey(described, known);
    if (key !== null) {
      found.set(id, { id, key, person: known![key]!, isKnown: true, isNeeded });
      continue;
    }
    const fresh = freeKey(keyFrom(described?.email?.split("@")[0] ?? described?.name ?? id, "person"), taken);
    taken.add(fresh);
    if (described === undefined && isNeeded) notes.add("", "unknown-person", { id, key: fresh });
    found.set(id, { id, key: fresh, person: personOf(described, id), isKnown: false, isNeeded });
  }
  return found;
}

function knownKey(described: PeerPerson | undefined, known: Document["people"]): string | null {
  const all = Object.entries(known ?? {});
  const address = described?.email?.toLowerCase();
  const byAddress = address === undefined ? undefined : all.find(([, { email }]) => email?.toLowerCase() === address);
  if (byAddress !== undefined) return byAddress[0];
  const byName = all.filter(([, { name }]) => name === described?.name);
  // Two of one name are told apart by nothing.
  return byName.length === 1 && (address === undefined || byName[0]![1].email === undefined) ? byName[0]![0] : null;
}

function personOf(described: PeerPerson | undefined, id: PersonId): Person {
  const person: Person = { name: (described?.name ?? described?.email ?? id).slice(0, 200) };
  if (described?.email !== null && described?.email !== undefined && /^[^\s@]+@[^\s@]+$/.test(described.email))
    person.email = described.email;
  if (described?.zone !== null && described?.zone !== undefined && isZone(described.zone)) person.zone = described.zone;
  return person;
}

function isZone(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** A model's key made of a name: lower-case letters, digits and hyphens. */
export function keyFrom(name: string, otherwise: string): string {
  const plain = name
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase();
  const key = plain
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 56);
  return key === "" ? otherwise : key;
}

export function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let count = 2; ; count++) if (!taken.has(`${key}-${count}`)) return `${key}-${count}`;
}

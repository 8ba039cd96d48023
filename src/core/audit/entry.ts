/** What the chain sees of a fact: everything but the personal fields, which it holds as salted digests, so that a person can be erased. */
import { canonical } from "#core/canonical.ts";
import { Refusal } from "#core/refusal.ts";
import type { Instant } from "#core/time/instant.ts";

/** SHA-256 as lower-case hex; a text is hashed as its UTF-8 bytes. Given by the caller: the server's is native, a browser brings another. */
export type Sha256 = (bytes: Uint8Array | string) => string;

/** A fact of the log as the chain sees it; `customerId` is "" for what concerns the whole installation. */
export type LogEntry = {
  customerId: string;
  /** Commit-order position in the installation. */
  position: number;
  type: string;
  ticketId: number | null;
  at: Instant;
  recordedAt: Instant;
  actor: string;
  facts: Record<string, unknown>;
  /** Digest of each personal field by its name. */
  personal: Record<string, string>;
};

/** The part of a fact that can be erased: kept beside the entry, never inside it. */
export type PersonalFields = {
  /** Lower-case hex, at least 32 digits (128 random bits), of this entry alone. */
  salt: string;
  values: Record<string, unknown>;
};

/** A fact before its personal fields are set apart. */
export type OpenFact = Omit<LogEntry, "personal"> & { personal: Record<string, unknown> };

const longSalt = /^[0-9a-f]{32,}$/;

/**
 * Sets the personal fields of a fact apart: the entry for the chain, and what may later be erased (null where nothing is personal).
 * Erasing is forgetting the second with its salt: without the salt a short value cannot be guessed from its digest.
 */
export function setApart(fact: OpenFact, salt: string, sha256: Sha256): { entry: LogEntry; personal: PersonalFields | null } {
  const digests = digestPersonal(fact.personal, salt, sha256);
  const entry = { ...fact, personal: digests };
  return { entry, personal: Object.keys(digests).length === 0 ? null : { salt, values: fact.personal } };
}

/**
 * Each value's digest by its name: SHA-256(salt ‖ canonical JSON of {name: value}). Values that are `undefined` are left out.
 * Refuses `weak-salt` when there are values and the salt is not at least 32 lower-case hex digits.
 */
export function digestPersonal(values: Readonly<Record<string, unknown>>, salt: string, sha256: Sha256): Record<string, string> {
  const named = Object.keys(values).filter((name) => values[name] !== undefined);
  if (named.length > 0 && !longSalt.test(salt)) {
    throw new Refusal(
      "weak-salt",
      "Give a salt of at least 32 lower-case hex digits (128 random bits): with a shorter one, erased values could be guessed.",
    );
  }
  return Object.fromEntries(named.map((name) => [name, digestField(name, values[name], salt, sha256)]));
}

/** The name of the first field, in code unit order, that its digest does not vouch for, missing and additional ones included; null if none. */
export function strangeField(digests: Readonly<Record<string, string>>, fields: PersonalFields, sha256: Sha256): string | null {
  const names = new Set([...Object.keys(digests), ...Object.keys(fields.values)]);
  for (const name of [...names].sort()) {
    const known = Object.hasOwn(digests, name) && Object.hasOwn(fields.values, name);
    if (!known || digestField(name, fields.values[name], fields.salt, sha256) !== digests[name]) return name;
  }
  return null;
}

/** The name is part of what is digested, so that two fields with the same value cannot change places. */
function digestField(name: string, value: unknown, salt: string, sha256: Sha256): string {
  return sha256(salt + canonical({ [name]: value }));
}

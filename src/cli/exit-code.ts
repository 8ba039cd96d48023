/** Refusals that are not about what was typed: the machine, the database or the installation is not ready. */
const notTheInput: ReadonlySet<string> = new Set([
  "database-unreachable",
  "database-too-old",
  "database-does-not-start",
  "database-newer-than-guardia",
  "data-folder-unreachable",
  "data-folder-of-another-user",
  "migration-failed",
  "migration-changed",
  "migrations-missing",
  "role-missing",
  "role-too-strong",
  "shutting-down",
  "audit-broken",
]);

/** 2: what was asked is wrong, and the sentence says what to write instead. 1: it failed for another reason. */
export const exitCodeOf = (code: string): 1 | 2 => (notTheInput.has(code) ? 1 : 2);

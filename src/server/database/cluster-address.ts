/** How the address of a database is written: which database, acting as whom, under which name. */

export type Address = {
  readonly database?: string;
  /** The role to act as from the first statement on (`guardia_app`); without it, the owner of the schema. */
  readonly role?: string;
  /** Shown in pg_stat_activity; begins with `guardia`, which is how a cluster knows that somebody still uses it. */
  readonly application?: string;
};

/** `base` with another database, a role and a name. The role is a start-up parameter, so that it costs no round trip. */
export function databaseUrl(base: string, { database, role, application = "guardia" }: Address): string {
  const url = new URL(base);
  if (database !== undefined) url.pathname = `/${encodeURIComponent(database)}`;
  if (role !== undefined) {
    const given = url.searchParams.get("options");
    url.searchParams.set("options", `${given === null ? "" : `${given} `}-c role=${role}`);
  }
  url.searchParams.set("application_name", application);
  return url.href;
}

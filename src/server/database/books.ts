/** The book of the model's versions with the rota, read once and kept until a newer version of either is seen. */
import type { ClientBase } from "pg";
import { type Book, type ModelVersion, openBook, withRota } from "#core/agreement/book.ts";
import { emptyRota, type FeedLayer, type Leave, type Override, type Rota } from "#core/model/rota.ts";

/** The newest version of the model, and of the rota. */
export type Editions = { model: number; rota: number };

/** Gives one row that `editionsIn` reads. */
export const newestEditions = "select (select max(version) from model_versions) as model, (select version from rota_head) as rota";

export const editionsIn = (rows: readonly unknown[] | undefined): Editions => {
  const [row] = (rows ?? []) as { model: number | null; rota: number | null }[];
  return { model: row?.model ?? 0, rota: row?.rota ?? 0 };
};

export type Books = {
  /** The book of these editions, read through `client` where they are not at hand. */
  at(client: ClientBase, editions: Editions): Promise<Book>;
};

export function keepBooks(): Books {
  let book = openBook([]);
  return {
    async at(client, { model, rota }) {
      // The book that is kept never goes back: a transaction that began earlier gets its own.
      let found = book;
      if (found.latest !== model) found = openBook(await readVersions(client, model), found.rota);
      if (found.rota.version !== rota) found = withRota(found, await readRota(client));
      if (found.latest >= book.latest && found.rota.version >= book.rota.version) book = found;
      return found;
    },
  };
}

/** Versions up to one, in order. They never change, so what is read does not depend on when. */
export async function readVersions(client: ClientBase, upTo: number): Promise<ModelVersion[]> {
  const { rows } = await client.query<{ version: number; effective_at: number; document: ModelVersion["document"] }>(
    "select version, effective_at, document from model_versions where version <= $1 order by version",
    [upTo],
  );
  return rows.map((row) => ({
    version: row.version,
    effectiveAt: row.effective_at as ModelVersion["effectiveAt"],
    document: row.document,
  }));
}

/** All in one statement, so that its parts are of one moment: a row that reads as a `Rota`. */
export const wholeRota = `select coalesce((select version from rota_head), 0) as version,
  coalesce((select json_agg(json_build_object('id', id, 'schedule', schedule, 'person', person, 'from', from_at, 'to', to_at) order by id)
    from rota_overrides where from_at < to_at), '[]') as overrides,
  coalesce((select json_agg(json_build_object('id', id, 'person', person, 'from', from_at, 'to', to_at) order by id)
    from rota_leave where from_at < to_at), '[]') as leave,
  coalesce((select json_agg(json_build_object('id', id, 'schedule', schedule, 'name', name, 'place', place, 'shifts', shifts) order by id)
    from rota_feeds where schedule is not null), '[]') as feeds`;

export async function readRota(client: ClientBase): Promise<Rota> {
  const { rows } = await client.query<{ version: number; overrides: Override[]; leave: Leave[]; feeds: FeedLayer[] }>(wholeRota);
  return rows[0] ?? emptyRota;
}

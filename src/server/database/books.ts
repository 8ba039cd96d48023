/** The book of the model's versions, read once and kept until a newer version is seen. */
import type { ClientBase } from "pg";
import { type Book, type ModelVersion, openBook } from "#core/agreement/book.ts";

export type Books = {
  /** The book whose newest version is `version`, read through `client` when it is not the one at hand. */
  at(client: ClientBase, version: number): Promise<Book>;
  /** What was read last, in the order in which the versions take effect. */
  versions(): readonly ModelVersion[];
};

export function keepBooks(): Books {
  let versions: readonly ModelVersion[] = [];
  let book = openBook(versions);
  return {
    async at(client, version) {
      if (book.latest !== version) {
        versions = await readVersions(client, version);
        book = openBook(versions);
      }
      return book;
    },
    versions: () => versions,
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

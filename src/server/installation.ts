/** Where this Guardia is installed, and which version it is: the same from src, from dist and from an installed package. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { migrationsFolder } from "#server/database/migrate.ts";

/** The folder of package.json. */
export const projectFolder = (): string => dirname(migrationsFolder());

export const ownVersion = (): string =>
  (JSON.parse(readFileSync(join(projectFolder(), "package.json"), "utf8")) as { version: string }).version;

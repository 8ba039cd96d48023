/** How the portal and the door look: the provider's name, colour and logo. */
import { createHash } from "node:crypto";
import { parseColour } from "#core/portal/contrast.ts";
import { type Palette, paletteOf } from "#core/portal/palette.ts";
import { Refusal } from "#core/refusal.ts";
import type { Door } from "#server/database/door.ts";
import type { Transaction } from "#server/database/orders.ts";
import type { PortalTables } from "#server/portal/tables.ts";

export type Branding = {
  /** What the provider calls itself; the model's name where nothing else was said, Guardia's where there is no model either. */
  name: string;
  /** The name was chosen here and not taken from the model. */
  isNamed: boolean;
  /** As given, `#0b5c69`; null for Guardia's own. */
  accent: string | null;
  palette: Palette | null;
  /** Where the logo is, named by its content; null for none. */
  logo: string | null;
};

export const mostLogoBytes = 262_144;

const houseName = "Guardia";

export async function brandingOf(door: Door): Promise<Branding> {
  const row = await door.read("*", (db) =>
    db.withTables<PortalTables>().selectFrom("branding").select(["name", "accent", "logo_hash"]).executeTakeFirst(),
  );
  const document = (await door.book()).documentAt(door.clock());
  const accent = row?.accent ?? null;
  const hash = row?.logo_hash ?? null;
  return {
    name: row?.name ?? document?.name ?? houseName,
    isNamed: (row?.name ?? null) !== null,
    accent,
    palette: accent === null ? null : paletteOf(accent),
    logo: hash === null ? null : `/api/v1/branding/logo?v=${hash.slice(0, 16)}`,
  };
}

export type Logo = { type: "image/png" | "image/webp"; bytes: Buffer; hash: string };

export async function logoOf(door: Door): Promise<Logo | null> {
  const row = await door.read("*", (db) =>
    db.withTables<PortalTables>().selectFrom("branding").select(["logo", "logo_type", "logo_hash"]).executeTakeFirst(),
  );
  if (row === undefined || row.logo === null || row.logo_type === null || row.logo_hash === null) return null;
  return { type: row.logo_type, bytes: row.logo, hash: row.logo_hash };
}

/** Sets name and colour (null: back to the model's and to Guardia's). Refuses `bad-colour`. */
export async function changeBranding(door: Door, change: { name: string | null; accent: string | null }, actor: string): Promise<void> {
  const name = change.name === null || change.name.trim() === "" ? null : change.name.trim();
  const accent = change.accent?.toLowerCase() ?? null;
  if (accent !== null) parseColour(accent);
  await write(door, { name, accent }, { type: "branding.changed", facts: { name, accent } }, actor);
}

/** Sets the logo; null takes it away. Refuses `logo-too-large` and `bad-logo`: only PNG and WebP, told by their first bytes. */
export async function changeLogo(door: Door, bytes: Buffer | null, actor: string): Promise<void> {
  if (bytes === null) {
    await write(door, { logo: null, logo_type: null, logo_hash: null }, { type: "branding.logo-removed", facts: {} }, actor);
    return;
  }
  if (bytes.length > mostLogoBytes) {
    throw new Refusal("logo-too-large", `The logo may have ${mostLogoBytes / 1_024} kB at most: save it smaller.`, {
      bytes: bytes.length,
      limitKb: mostLogoBytes / 1_024,
    });
  }
  const type = typeOf(bytes);
  if (type === null) throw new Refusal("bad-logo", "This is neither a PNG nor a WebP picture: save the logo as one of them.", {});
  const hash = createHash("sha256").update(bytes).digest("hex");
  const fact = { type: "branding.logo-changed", facts: { logoType: type, bytes: bytes.length, sha256: hash } };
  await write(door, { logo: bytes, logo_type: type, logo_hash: hash }, fact, actor);
}

/** PNG (RFC 2083, 3.1) or WebP (RFC 9649, 2.4) by signature; nothing that could hold a script. */
function typeOf(bytes: Buffer): Logo["type"] | null {
  if (bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))) return "image/png";
  return bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP" ? "image/webp" : null;
}

type Values = Partial<Omit<PortalTables["branding"], "is_only" | "changed_at">>;

function write(door: Door, values: Values, fact: { type: string; facts: Record<string, unknown> }, actor: string): Promise<void> {
  const at = door.clock();
  return door.write("*", async ({ db, append }: Transaction) => {
    await db
      .withTables<PortalTables>()
      .insertInto("branding")
      .values({ is_only: true, ...{ name: null, accent: null, logo: null, logo_type: null, logo_hash: null }, ...values, changed_at: at })
      .onConflict((conflict) => conflict.column("is_only").doUpdateSet({ ...values, changed_at: at }))
      .execute();
    await append([{ ...fact, actor, at }]);
  });
}

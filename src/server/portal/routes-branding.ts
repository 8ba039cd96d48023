/** The provider's look: read by anybody at the door, changed by administrators. */
import { createRoute, z } from "@hono/zod-openapi";
import { requirePermission } from "#core/access/access.ts";
import { Refusal } from "#core/refusal.ts";
import { actorFor } from "#server/access/actor.ts";
import { type Api, bodyOf, isOpen, jsonOf, newApi, problems } from "#server/http/api.ts";
import type { Parts } from "#server/http/parts.ts";
import { brandingOf, changeBranding, changeLogo, logoOf, mostLogoBytes } from "#server/portal/branding.ts";

const accent = z.object({ accent: z.string(), accentStrong: z.string(), onAccent: z.string() });

export const brandingSchema = z
  .object({
    name: z.string(),
    isNamed: z.boolean().meta({ description: "The name was chosen here; otherwise it is the model's" }),
    accent: z.string().nullable().meta({ description: "As given; null for Guardia's own colours" }),
    palette: z
      .object({ light: accent, dark: accent, contrastOnWhite: z.number(), isReadable: z.boolean() })
      .nullable()
      .meta({ description: "What is made of it so that words stay readable by day and by night (WCAG 2.2 AA)" }),
    logo: z.string().nullable().meta({ description: "Where the logo is" }),
  })
  .openapi("Branding");

const answer = { 200: { description: "How it looks", content: jsonOf(brandingSchema) }, ...problems };

const readDescription = createRoute({
  method: "get",
  path: "/branding",
  tags: ["portal"],
  summary: "The provider's name, colours and logo",
  ...isOpen,
  responses: answer,
});

const logoDescription = createRoute({
  method: "get",
  path: "/branding/logo",
  tags: ["portal"],
  summary: "The logo",
  ...isOpen,
  request: {
    query: z.object({ v: z.string().max(64).optional().meta({ description: "Names the content, so that it can be kept for ever" }) }),
  },
  responses: {
    200: { description: "A picture", content: { "image/png": { schema: z.any() }, "image/webp": { schema: z.any() } } },
    ...problems,
  },
});

const changeDescription = createRoute({
  method: "put",
  path: "/branding",
  tags: ["portal"],
  summary: "Choose name and colour; null goes back to the model's name and to Guardia's colours",
  request: {
    body: bodyOf(
      z.strictObject({ name: z.string().max(80).nullable(), accent: z.string().max(20).nullable().meta({ description: "#0b5c69" }) }),
    ),
  },
  responses: answer,
});

const changeLogoDescription = createRoute({
  method: "put",
  path: "/branding/logo",
  tags: ["portal"],
  summary: `Set the logo: PNG or WebP, at most ${mostLogoBytes / 1_024} kB`,
  request: { body: bodyOf(z.strictObject({ base64: z.base64().max(800_000) })) },
  responses: answer,
});

const removeLogoDescription = createRoute({
  method: "delete",
  path: "/branding/logo",
  tags: ["portal"],
  summary: "Take the logo away",
  responses: answer,
});

/** For anybody who stands at the door. */
export function openBrandingRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(readDescription, async (c) => c.json(await brandingOf(door), 200));
  api.openapi(logoDescription, async (c) => {
    const logo = await logoOf(door);
    if (logo === null) throw new Refusal("unknown-logo", "There is no logo.", {});
    const isNamed = c.req.valid("query").v === logo.hash.slice(0, 16);
    return c.body(new Uint8Array(logo.bytes), 200, {
      "content-type": logo.type,
      "cache-control": isNamed ? "public, max-age=31536000, immutable" : "no-cache",
    }) as never;
  });
  return api;
}

export function brandingRoutes({ door }: Parts): Api {
  const api = newApi();
  api.openapi(changeDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    await changeBranding(door, c.req.valid("json"), await actorFor(caller, door));
    return c.json(await brandingOf(door), 200);
  });
  api.openapi(changeLogoDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    await changeLogo(door, Buffer.from(c.req.valid("json").base64, "base64"), await actorFor(caller, door));
    return c.json(await brandingOf(door), 200);
  });
  api.openapi(removeLogoDescription, async (c) => {
    const caller = c.get("caller");
    requirePermission(caller, "admin", null);
    await changeLogo(door, null, await actorFor(caller, door));
    return c.json(await brandingOf(door), 200);
  });
  return api;
}

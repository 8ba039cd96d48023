/** Providers do not say which language somebody reads who answers by SMS: a gateway's setting does. */
import { z } from "@hono/zod-openapi";

export const answerLanguage = z
  .enum(["en", "fr", "es"])
  .default("en")
  .meta({ title: "Language of answers", description: "In which somebody who answers a page is told what came of it." });

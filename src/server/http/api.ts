/** How every route here is written: schema beside handler, problems for what is wrong, the same answers described the same way. */
import { OpenAPIHono, type RouteConfig, type z } from "@hono/zod-openapi";
import type { HttpEnv } from "#server/http/env.ts";
import { problemSchema } from "#server/http/problem.ts";
import { refusalOfIssues } from "#server/http/validation.ts";

export type Api = OpenAPIHono<HttpEnv>;

/** A group of routes whose wrong inputs become problems. */
export const newApi = (): Api =>
  new OpenAPIHono<HttpEnv>({
    defaultHook: (result, c) => {
      if (!result.success) throw refusalOfIssues(result.error.issues, result.target, c.get("language"));
    },
  });

export const jsonOf = <S extends z.ZodType>(schema: S) => ({ "application/json": { schema } });

const problem = (description: string) => ({ description, content: { "application/problem+json": { schema: problemSchema } } });

/** What any route may answer beside its own: described once. */
export const problems = {
  "4XX": problem("A refusal: its `type` names it, its `detail` says what to do."),
  "5XX": problem("Our side, or the database, is at fault; nothing was changed."),
} as const;

/** For the few routes that need no caller; all others need what the document says. */
export const isOpen = { security: [] };

/** A body that must be there, with the fields it may have and no other. */
export const bodyOf = <S extends z.ZodType>(schema: S) => ({ content: jsonOf(schema), required: true as const });

type Described = { parameters: NonNullable<RouteConfig["parameters"]> };

const header = (name: string, description: string) => ({ name, in: "header" as const, description, schema: { type: "string" as const } });
const key = header("Idempotency-Key", "The same key with the same body gives the first answer again");
const match = header("If-Match", "The ETag that was read; refused with 412 when the ticket moved on");

/** Described and not validated by schema: collecting all headers of a request for it costs more than reading the one or two. */
export const repeatable: Described = { parameters: [key] };
export const conditional: Described = { parameters: [key, match] };

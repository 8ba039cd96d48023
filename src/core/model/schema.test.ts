import { expect, test } from "vitest";
import { modelJsonSchema } from "#core/model/schema.ts";

test("it is JSON Schema draft 2020-12, closed, with every room described", () => {
  const schema = modelJsonSchema() as {
    $schema: string;
    required: string[];
    additionalProperties: boolean;
    properties: Record<string, { description?: string }>;
  };
  expect(schema.$schema).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(schema.additionalProperties).toBe(false);
  expect(schema.required).toEqual(["guardia", "name", "zone", "calendars", "teams", "services", "customers", "agreements"]);
  expect(
    Object.entries(schema.properties)
      .filter(([, each]) => each.description === undefined)
      .map(([key]) => key),
  ).toEqual([]);
});

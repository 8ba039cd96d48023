import { describe, expect, it } from "vitest";
import { draftOf, fieldsOf, missingIn, settingsOf } from "./setting-form.ts";

const driver = {
  settings: {
    properties: {
      host: { type: "string" },
      port: { type: "integer", default: 587 },
      security: { type: "string", enum: ["starttls", "none"], default: "starttls" },
      password: { type: "string" },
      user: { type: "string", default: "" },
      isQuick: { type: "boolean", default: true },
      body: { type: "string", default: "{text}" },
    },
    required: ["host", "password"],
  },
  secrets: ["password"],
};
const fields = fieldsOf(driver);

describe("a driver's settings", () => {
  it("become fields of their kind", () => {
    expect(fields.map(({ name, kind, isRequired, isFurther }) => [name, kind, isRequired, isFurther])).toEqual([
      ["host", "text", true, false],
      ["port", "number", false, true],
      ["security", "choice", false, true],
      ["password", "secret", true, false],
      ["user", "text", false, true],
      ["isQuick", "switch", false, true],
      ["body", "long", false, true],
    ]);
  });

  it("begin with their defaults, or with what is there, but never with a secret", () => {
    expect(draftOf(fields, {}, driver.secrets)).toMatchObject({ host: "", port: "587", password: "", isQuick: true, body: "{text}" });
    const there = { host: "mail.example.com", port: 25, isQuick: false, password: "leaked" };
    expect(draftOf(fields, there, driver.secrets)).toMatchObject({ host: "mail.example.com", port: "25", isQuick: false, password: "" });
  });

  it("are missing where they are needed and not kept", () => {
    const draft = draftOf(fields, {}, driver.secrets);
    expect(missingIn(fields, draft, [])).toEqual(["host", "password"]);
    expect(missingIn(fields, { ...draft, host: "mail.example.com" }, ["password"])).toEqual([]);
  });

  it("are sent as what they are, without what was left empty", () => {
    const draft = { ...draftOf(fields, {}, driver.secrets), host: " mail.example.com ", port: "2525", isQuick: false };
    expect(settingsOf(fields, draft)).toEqual({
      host: "mail.example.com",
      port: 2525,
      security: "starttls",
      isQuick: false,
      body: "{text}",
    });
  });
});

import { describe, expect, it } from "vitest";
import { readSettings } from "#server/settings.ts";

describe("settings", () => {
  it("has a default for everything", () => {
    expect(readSettings({})).toEqual({
      host: "127.0.0.1",
      port: 4680,
      databaseUrl: null,
      dataFolder: null,
      publicUrl: "http://127.0.0.1:4680",
      addressHeader: null,
      connections: 12,
      mail: null,
      providers: [],
      isSecondFactorRequired: false,
      secret: null,
      allowOutside: [],
    });
  });

  it.each([
    [{ HOST: "0.0.0.0", PORT: "80" }, "http://127.0.0.1:80"],
    [{ HOST: "::1" }, "http://[::1]:4680"],
    [{ HOST: "desk.local" }, "http://desk.local:4680"],
    [{ HOST: "0.0.0.0", GUARDIA_URL: "https://support.example.com/" }, "https://support.example.com"],
    [{ GUARDIA_URL: "  " }, "http://127.0.0.1:4680"],
  ])("%o is reached at %s", (env, publicUrl) => {
    expect(readSettings(env).publicUrl).toBe(publicUrl);
  });

  it("reads the ranges that may be asked", () => {
    expect(readSettings({ GUARDIA_ALLOW_OUTSIDE: "10.0.0.0/8, ::1 192.168.7.9" }).allowOutside).toEqual([
      "10.0.0.0/8",
      "::1",
      "192.168.7.9",
    ]);
  });

  it.each([
    [{ PORT: "http" }, "PORT=http is not a whole number from 0 to 65535"],
    [{ PORT: "65536" }, "PORT=65536"],
    [{ PORT: "-1" }, "PORT=-1"],
    [{ GUARDIA_CONNECTIONS: "1" }, "from 2 to 500"],
    [{ GUARDIA_URL: "support.example.com" }, "GUARDIA_URL=support.example.com is not an address like https://"],
    [{ GUARDIA_URL: "https://example.com/guardia" }, "without a path"],
    [{ GUARDIA_URL: "ftp://example.com" }, "GUARDIA_URL"],
    [{ GUARDIA_SECOND_FACTOR: "always" }, "GUARDIA_SECOND_FACTOR=always is none of optional, required"],
    [{ GUARDIA_OIDC: "/nowhere/providers.yaml" }, "cannot be read (ENOENT)"],
    [{ GUARDIA_OIDC: "[{" }, "neither JSON nor YAML"],
    [{ GUARDIA_OIDC: '[{"id": "Acme"}]' }, "at 0.id: a short name"],
    [{ GUARDIA_SECRET: "short" }, "GUARDIA_SECRET is too short"],
    [{ GUARDIA_ALLOW_OUTSIDE: "10.0.0.0/8,intranet" }, "GUARDIA_ALLOW_OUTSIDE names intranet"],
    [{ GUARDIA_SMTP_URL: "mail.example.com" }, "GUARDIA_SMTP_URL is not an address like smtp://"],
    [{ GUARDIA_SMTP_URL: "smtp://mail.example.com" }, "is not a sender like"],
    [{ GUARDIA_SMTP_URL: "smtp://mail.example.com", GUARDIA_MAIL_FROM: "Guardia" }, "GUARDIA_MAIL_FROM=Guardia"],
  ])("refuses %o", (env, sentence) => {
    expect(() => readSettings(env)).toThrow(sentence);
  });
});

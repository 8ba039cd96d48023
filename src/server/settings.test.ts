import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readSettings } from "#server/settings.ts";

const mailed = { GUARDIA_SMTP_URL: "smtp://mail.example.com", GUARDIA_MAIL_FROM: "Guardia <support@example.com>" };

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
      mailListener: null,
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

  it("reads the key that signs letters, as it is or from its file", () => {
    const { privateKey: key } = generateKeyPairSync("rsa", {
      modulusLength: 1_024,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const signing = { selector: "g1", domain: "mail.example.com", key: expect.stringContaining(key.trim()) };
    const named = { ...mailed, GUARDIA_DKIM: "g1._domainkey.mail.example.com" };
    expect(readSettings({ ...named, GUARDIA_DKIM_KEY: key }).mail).toMatchObject({ signing });
    const folder = mkdtempSync(join(tmpdir(), "guardia-key-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "key.pem"), key);
    expect(readSettings({ ...named, GUARDIA_DKIM_KEY: join(folder, "key.pem") }).mail).toMatchObject({ signing });
    expect(readSettings(mailed).mail).toMatchObject({ signing: null });
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
    [{ GUARDIA_SMTP_URL: "smtp://mail.example.com", GUARDIA_MAIL_FROM: "Guardia <a@b.example" }, "is not a sender like"],
    [{ ...mailed, GUARDIA_DKIM_KEY: "/nowhere/key.pem" }, "is not the name of a key like"],
    [{ ...mailed, GUARDIA_DKIM: "g1.example.com" }, "GUARDIA_DKIM=g1.example.com is not the name"],
    [{ ...mailed, GUARDIA_DKIM: "g1._domainkey.example.com", GUARDIA_DKIM_KEY: "/nowhere/key.pem" }, "nor a file that holds one"],
    [{ GUARDIA_SMTP_URL: "smtp://mail.example.com", GUARDIA_MAIL_FROM: "Guardia" }, "GUARDIA_MAIL_FROM=Guardia"],
  ])("refuses %o", (env, sentence) => {
    expect(() => readSettings(env)).toThrow(sentence);
  });
});

/** Where mail is taken directly, as the environment says: GUARDIA_SMTP_LISTEN and what belongs to it. */
import { hostname } from "node:os";
import { Refusal } from "#core/refusal.ts";
import type { ListenerSettings } from "#server/mail/smtp-listener.ts";

/** Null when there is no GUARDIA_SMTP_LISTEN; refuses `bad-setting`. */
export function readListener(env: Readonly<Record<string, string | undefined>>): ListenerSettings | null {
  const given = (name: string): string | undefined => (env[name]?.trim() === "" ? undefined : env[name]?.trim());
  const listen = given("GUARDIA_SMTP_LISTEN");
  if (listen === undefined) return null;
  const [, host = "", port = ""] = /^(?:(.+):)?(\d{1,5})$/.exec(listen) ?? [];
  if (port === "" || Number(port) > 65_535) {
    throw new Refusal("bad-setting", `GUARDIA_SMTP_LISTEN=${listen} is not an address like 0.0.0.0:25, or a port.`, {
      name: "GUARDIA_SMTP_LISTEN",
    });
  }
  const [keyFile, certFile] = [given("GUARDIA_SMTP_KEY"), given("GUARDIA_SMTP_CERT")];
  if ((keyFile === undefined) !== (certFile === undefined)) {
    const name = keyFile === undefined ? "GUARDIA_SMTP_KEY" : "GUARDIA_SMTP_CERT";
    throw new Refusal("bad-setting", `${name} is missing: TLS needs the files of a key and of its certificate.`, { name });
  }
  return {
    host: host === "" ? "0.0.0.0" : host.replaceAll(/[[\]]/g, ""),
    port: Number(port),
    name: given("GUARDIA_SMTP_NAME") ?? hostname(),
    tls: keyFile === undefined || certFile === undefined ? null : { keyFile, certFile },
  };
}

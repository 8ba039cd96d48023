/** Gateways for mail in tests: real SMTP servers in order, as if the environment had named them. */
import { openSealing } from "#server/access/sealing.ts";
import { drivers } from "#server/channels/drivers.ts";
import { type Signing, settingsOfUrl } from "#server/channels/email/smtp-settings.ts";
import { type Gateways, openGateways } from "#server/channels/gateways.ts";
import type { Door } from "#server/database/door.ts";

export type MailGatewayOptions = { from?: string; signing?: Signing | null; publicUrl?: string; log?: (line: string) => void };

export function mailGateways(door: Door, urls: readonly string[], options: MailGatewayOptions = {}): Gateways {
  const { from = "Guardia <support@example.org>", signing = null, publicUrl = "http://guardia.test", log = () => undefined } = options;
  const builtIns = urls.map((url, i) => ({
    ...{ id: `mail-${i + 1}`, name: `Mail ${i + 1}`, driver: "smtp" },
    settings: async () => settingsOfUrl(url, from, signing),
  }));
  return openGateways({ door, drivers, builtIns, sealing: openSealing(door, null), publicUrl, log });
}

/** A client for the outside where nothing may be asked: mail goes by SMTP alone. */
export const noOutside = { request: () => Promise.reject(new Error("mail asks nobody else")) };

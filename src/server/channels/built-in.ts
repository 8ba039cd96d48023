/** The gateways that need no account of their own: what the environment names, and what works with our own keys. */

import type { MailSettings } from "#server/channels/email/delivery.ts";
import { settingsOfUrl } from "#server/channels/email/smtp-settings.ts";
import type { BuiltIn } from "#server/channels/gateways.ts";
import { ownPushKey } from "#server/channels/push/own-key.ts";
import type { Door } from "#server/database/door.ts";

export type BuiltInOptions = { door: Door; publicUrl: string; mail: MailSettings | null };

const none = (): Promise<Record<string, unknown>> => Promise.resolve({});

/** In their drivers' settings; a driver that is missing leaves its gateway out. */
export function builtInGateways({ door, publicUrl, mail }: BuiltInOptions): BuiltIn[] {
  // How a push service reaches the operator when something is wrong (RFC 8292, 2.1); it takes https and mail addresses alone.
  const sender = mail === null ? null : (/([^\s<>]+@[^\s<>]+?)>?\s*$/.exec(mail.from)?.[1] ?? null);
  const subject = publicUrl.startsWith("https:") ? publicUrl : `mailto:${sender ?? "guardia@localhost"}`;
  const pushSettings = async () => ({ privateKey: await ownPushKey(door), subject });
  return [
    ...(mail === null
      ? []
      : [
          {
            id: "environment",
            name: "GUARDIA_SMTP_URL",
            driver: "smtp",
            settings: async () => settingsOfUrl(mail.url, mail.from, mail.signing ?? null),
          },
        ]),
    { id: "push", name: "Web push", driver: "web-push", settings: pushSettings },
    { id: "unifiedpush", name: "UnifiedPush", driver: "unifiedpush", settings: pushSettings },
    { id: "ntfy", name: "ntfy", driver: "ntfy", settings: none },
    { id: "webhook", name: "Webhook", driver: "webhook", settings: none },
  ];
}

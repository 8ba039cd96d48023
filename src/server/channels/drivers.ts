/** All drivers, by channel and then by name. Adding one is one line here. */
import type { Channel } from "#core/notification/channel.ts";
import { Refusal } from "#core/refusal.ts";
import { googleChat } from "#server/channels/chat/google-chat.ts";
import { matrix } from "#server/channels/chat/matrix.ts";
import { mattermost } from "#server/channels/chat/mattermost.ts";
import { slack } from "#server/channels/chat/slack.ts";
import { teams } from "#server/channels/chat/teams.ts";
import { telegram } from "#server/channels/chat/telegram.ts";
import type { Driver } from "#server/channels/driver.ts";
import { smtp } from "#server/channels/email/smtp.ts";
import { gotify } from "#server/channels/push/gotify.ts";
import { ntfy } from "#server/channels/push/ntfy.ts";
import { unifiedPush } from "#server/channels/push/unifiedpush.ts";
import { webPush } from "#server/channels/push/vapid.ts";
import { gammuSmsd } from "#server/channels/sms/gammu.ts";
import { gammuHttp } from "#server/channels/sms/gammu-http.ts";
import { httpSms } from "#server/channels/sms/generic.ts";
import { ovhSms } from "#server/channels/sms/ovh.ts";
import { smstools } from "#server/channels/sms/smstools.ts";
import { twilioSms } from "#server/channels/sms/twilio.ts";
import { vonageSms } from "#server/channels/sms/vonage.ts";
import { asterisk } from "#server/channels/voice/asterisk.ts";
import { twilioVoice } from "#server/channels/voice/twilio.ts";
import { webhook } from "#server/channels/webhook/webhook.ts";

export const drivers: readonly Driver[] = [
  smtp,
  ...[twilioSms, vonageSms, ovhSms, httpSms, gammuHttp, gammuSmsd, smstools],
  ...[twilioVoice, asterisk],
  ...[webPush, unifiedPush, ntfy, gotify],
  ...[slack, teams, mattermost, googleChat, telegram, matrix],
  webhook,
];

/** Refuses `unknown-driver`, and names those that there are. */
export function driverNamed(name: string, known: readonly Driver[] = drivers): Driver {
  const found = known.find((driver) => driver.name === name);
  if (found !== undefined) return found;
  const names = known.map((driver) => driver.name).join(", ");
  throw new Refusal("unknown-driver", `There is no driver called "${name}"; there are ${names || "none"}.`, { driver: name, known: names });
}

/** How addresses of a channel are written: as its first driver says. Null for a channel without any. */
export const addressOf = (channel: Channel, known: readonly Driver[] = drivers): Driver["address"] | null =>
  known.find((driver) => driver.channel === channel)?.address ?? null;

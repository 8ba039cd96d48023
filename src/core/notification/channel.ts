/** The ways by which somebody can be reached, and how urgently. */

/** A contact point has one of these; a gateway serves one of them. */
export const channels = [
  "email",
  "sms",
  "voice",
  "push",
  "ntfy",
  "gotify",
  "unifiedpush",
  "slack",
  "teams",
  "mattermost",
  "google-chat",
  "telegram",
  "matrix",
  "webhook",
] as const;
export type Channel = (typeof channels)[number];

/** `high` may wake people up; `low` waits for them to look. */
export const urgencies = ["high", "low"] as const;
export type Urgency = (typeof urgencies)[number];

/** One line of a person's notification rules: by which channel, how long after they were to be told. */
export type NotificationRule = { channel: Channel; afterMs: number };
export type NotificationRules = Readonly<Record<Urgency, readonly NotificationRule[]>>;

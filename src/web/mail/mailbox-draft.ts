/** A mailbox as it is being written: plain fields of a form, and the order that they make. Pure. */
import type { Mailbox, MailboxOrder } from "../api/mail.ts";

type Imap = Extract<MailboxOrder, { kind: "imap" }>["settings"];

export type MailboxDraft = {
  name: string;
  address: string;
  aliases: string;
  kind: Mailbox["kind"];
  host: string;
  port: string;
  security: Imap["security"];
  user: string;
  password: string;
  folder: string;
  after: Imap["after"];
  moveTo: string;
  trustedServer: string;
  unknownSenders: Mailbox["policy"]["unknownSenders"];
  fallbackCustomer: string;
  service: string;
  isEnabled: boolean;
};

const fresh: MailboxDraft = {
  ...{ name: "", address: "", aliases: "", kind: "imap", host: "", port: "993", security: "tls", user: "", password: "", folder: "INBOX" },
  ...{ after: "seen", moveTo: "", trustedServer: "", unknownSenders: "hold", fallbackCustomer: "", service: "", isEnabled: true },
};

export function draftOf(mailbox: Mailbox | null): MailboxDraft {
  if (mailbox === null) return fresh;
  const { name, address, aliases, kind, policy, isEnabled, settings } = mailbox;
  const imap = "host" in settings ? settings : null;
  const { unknownSenders, fallbackCustomer, service } = policy;
  return {
    ...fresh,
    ...{ name, address, aliases: aliases.join("\n"), kind, isEnabled },
    ...{ unknownSenders, fallbackCustomer: fallbackCustomer ?? "", service: service ?? "" },
    ...(imap === null ? {} : { ...imap, port: String(imap.port), moveTo: imap.moveTo ?? "", trustedServer: imap.trustedServer ?? "" }),
  };
}

/** IMAP's own numbers (RFC 8314), unless somebody wrote another one. */
export const portFor = (security: Imap["security"], port: string): string =>
  port === "993" || port === "143" || port === "" ? (security === "tls" ? "993" : "143") : port;

const orNull = (text: string): string | null => (text.trim() === "" ? null : text.trim());

/** What is missing, by field; nothing for a draft that can be sent. */
export function missingIn(draft: MailboxDraft): readonly (keyof MailboxDraft)[] {
  const needed: (keyof MailboxDraft)[] = ["address", ...(draft.kind === "imap" ? (["host", "user", "folder"] as const) : [])];
  if (draft.kind === "imap" && draft.after === "move") needed.push("moveTo");
  if (draft.unknownSenders === "fallback") needed.push("fallbackCustomer");
  return needed.filter((field) => String(draft[field]).trim() === "");
}

export function orderOf(draft: MailboxDraft): MailboxOrder {
  const { unknownSenders, isEnabled, address } = draft;
  const common = {
    ...{ name: orNull(draft.name) ?? address.trim(), address: address.trim(), isEnabled },
    aliases: draft.aliases.split(/[\s,;]+/).filter((each) => each !== ""),
    policy: { unknownSenders, fallbackCustomer: orNull(draft.fallbackCustomer), service: orNull(draft.service) },
  };
  if (draft.kind !== "imap") return { ...common, kind: draft.kind, settings: {} };
  const { host, port, security, user, folder, after, moveTo, trustedServer, password } = draft;
  return {
    ...{ ...common, kind: "imap" },
    settings: {
      ...{ host: host.trim(), port: Number(port), security, user: user.trim(), folder: folder.trim(), after },
      ...{ moveTo: orNull(moveTo), trustedServer: orNull(trustedServer) },
    },
    ...(password === "" ? {} : { password }),
  };
}

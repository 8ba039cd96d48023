/** What a server tells of a letter of ours: the machine-readable part of a delivery report (RFC 3464). */
import { addressIn, idsIn } from "#core/mail/letter.ts";

export type Fate = {
  address: string | null;
  /** `delayed`: it will be tried again, so nothing is known yet. */
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** `5.1.1` (RFC 3463). */
  status: string | null;
  /** In the server's words, without the address. */
  said: string | null;
};
export type DeliveryReport = { messageId: string | null; fates: readonly Fate[] };

const actions = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;
const mostRecipients = 100;

/**
 * Reads a report. `returned` is the letter that it gives back, or its headers: its Message-ID says which one it was. Null when neither
 * part says anything that can be used.
 */
export function readDeliveryReport(deliveryStatus: string | null, returned: string | null): DeliveryReport | null {
  const groups = (deliveryStatus ?? "")
    .slice(0, 262_144)
    .replaceAll(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n/)
    .map(fieldsOf);
  const fates = groups.flatMap((fields) => fateOf(fields) ?? []).slice(0, mostRecipients);
  const [messageId = null] = idsIn(
    fieldsOf((returned ?? "").slice(0, 65_536).replaceAll(/\r\n?/g, "\n").split("\n\n", 1)[0] ?? "").get("message-id") ?? "",
  );
  return fates.length === 0 && messageId === null ? null : { messageId, fates };
}

function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\n[ \t]+/g, " ").split("\n", 500)) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function fateOf(fields: Map<string, string>): Fate | null {
  const action = actions.find((each) => each === fields.get("action")?.toLowerCase());
  if (action === undefined) return null;
  const address = addressIn((fields.get("final-recipient") ?? fields.get("original-recipient") ?? "").replace(/^[^;]*;/, ""));
  const status = /\d\.\d{1,3}\.\d{1,3}/.exec(fields.get("status") ?? "")?.[0] ?? null;
  const said = (fields.get("diagnostic-code") ?? "")
    .replace(/^[^;]{0,40};/, "")
    .replaceAll(/<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?/g, "…")
    .trim()
    .slice(0, 300);
  return { address, action, status, said: said === "" ? status : said };
}

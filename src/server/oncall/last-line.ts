/** What became of pages, as one line each: raised, accepted by a provider, arrived, answered; with the time each took. */
import { type Kysely, sql } from "kysely";
import type { Channel } from "#core/notification/channel.ts";
import type { Page } from "#core/oncall/page.ts";
import { type Instant, toIso } from "#core/time/instant.ts";
import type { Tables } from "#server/database/tables.ts";
import type { LastLine } from "#server/oncall/schema.ts";

type Found = {
  id: number;
  sent_at: number | null;
  sent_to: string;
  sent_channel: Channel;
  gateway: string;
  gateway_name: string;
  delivered_at: number | null;
  delivered_to: string;
  delivered_channel: Channel;
};

/** The lines of these pages by their numbers, in one statement; what lies before a page was last raised belongs to another story. */
export async function lastLines(
  db: Kysely<Tables>,
  pages: readonly Page[],
  nameOf: (page: Page, actor: string) => string,
): Promise<Map<number, LastLine>> {
  if (pages.length === 0) return new Map();
  const { rows } = await sql<Found>`
    select p.id, sent.at as sent_at, sent.recipient as sent_to, sent.channel as sent_channel, sent.gateway, sent.gateway_name,
      arrived.at as delivered_at, arrived.recipient as delivered_to, arrived.channel as delivered_channel
    from unnest(${pages.map(({ id }) => id)}::bigint[], ${pages.map(({ raisedAt }) => raisedAt)}::bigint[]) as p(id, raised_at)
    left join lateral (
      select a.ended_at as at, d.recipient, a.channel, a.gateway, coalesce(g.name, a.gateway) as gateway_name
      from deliveries d join attempts a on a.delivery_id = d.id left join gateways g on g.id = a.gateway
      where d.page_id = p.id and a.outcome = 'sent' and a.ended_at >= p.raised_at
      order by a.ended_at limit 1
    ) as sent on true
    left join lateral (
      select a.receipt_at as at, d.recipient, a.channel
      from deliveries d join attempts a on a.delivery_id = d.id
      where d.page_id = p.id and a.receipt = 'delivered' and a.receipt_at >= p.raised_at
      order by a.receipt_at limit 1
    ) as arrived on true`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return new Map(pages.map((page) => [page.id, lineOf(page, byId.get(page.id), nameOf)]));
}

function lineOf(page: Page, found: Found | undefined, nameOf: (page: Page, actor: string) => string): LastLine {
  const after = (at: number): number => Math.max(0, at - page.raisedAt);
  const { acknowledgedAt: at, acknowledgedBy: by, acknowledgedVia: via } = page;
  const sentAt = found?.sent_at ?? null;
  const deliveredAt = found?.delivered_at ?? null;
  return {
    openedAt: toIso(page.raisedAt as Instant),
    sent:
      found === undefined || sentAt === null
        ? null
        : {
            afterMs: after(sentAt),
            recipient: found.sent_to,
            channel: found.sent_channel,
            gateway: found.gateway,
            gatewayName: found.gateway_name,
          },
    delivered:
      found === undefined || deliveredAt === null
        ? null
        : { afterMs: after(deliveredAt), recipient: found.delivered_to, channel: found.delivered_channel },
    acknowledged: at === null || by === null || via === null ? null : { afterMs: after(at), by, byName: nameOf(page, by), via },
  };
}

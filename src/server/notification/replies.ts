/** What people write or press back on any channel: who it was, what they meant, and what came of it. */

import type { Channel } from "#core/notification/channel.ts";
import type { PageAnswerVia } from "#core/oncall/page.ts";
import type { Reply, ReplyResult } from "#server/channels/driver.ts";
import type { Door } from "#server/database/door.ts";

export type TakenReply = { channel: Channel; reply: Reply; via: PageAnswerVia };

/** Acts on a reply ("ACK 4711") of somebody whose address is known; says what came of it. Never refuses. */
export async function takeReply(door: Door, { channel, reply, via }: TakenReply): Promise<ReplyResult> {
  throw new Error(`${door.clock()} ${channel} ${reply.pageId} ${via}`);
}

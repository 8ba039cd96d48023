/** Schema of how letters about tickets are sent. */
import { z } from "zod";
import { receiptChannels } from "#core/model/document.ts";
import { mailDomain, sender } from "#core/model/schema-values.ts";

export const mail = z
  .strictObject({
    from: sender("Sender of letters about tickets of customers who have none of their own. Default: the gateway's.").exactOptional(),
    domain: mailDomain("Domain of our Message-IDs. Default: the sender's.").exactOptional(),
    receipts: z
      .array(z.enum(receiptChannels))
      .max(receiptChannels.length)
      .meta({
        description:
          "Channels whose tickets are confirmed to the requester by a letter. Default: email, portal, phone, chat, sms; an empty list confirms none.",
      })
      .exactOptional(),
    plusAddresses: z
      .boolean()
      .meta({
        description:
          "Whether mail to support+word@ reaches support@, as answers to our letters do. Default: true; false where the mail server refuses it.",
      })
      .exactOptional(),
  })
  .meta({ description: "Letters about tickets." });

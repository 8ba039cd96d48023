/** The tables of files (0006) as Kysely sees them. */
import type { Generated } from "kysely";

export type AttachmentTables = {
  attachments: {
    customer_id: string;
    id: string;
    /** `user:…` or `token:…`: who sent it. */
    owner: string;
    /** Null while it waits for a message. */
    ticket_id: number | null;
    is_internal: Generated<boolean>;
    name: string;
    type: string;
    bytes: Generated<number>;
    sha256: string | null;
    is_complete: Generated<boolean>;
    created_at: number;
  };
  attachment_parts: { customer_id: string; attachment_id: string; number: number; bytes: Buffer };
};

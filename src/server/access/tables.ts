/** The tables of 0002_access.sql as Kysely sees them. */
import type { Generated } from "kysely";
import type { Role } from "#core/access/access.ts";

export type AccessTables = {
  users: {
    id: string;
    name: string;
    email: string;
    email_verified: boolean;
    role: Role;
    deactivated_at: Date | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  sessions: { id: string; token: string; user_id: string; expires_at: Date };
  accounts: { id: string; user_id: string; account_id: string; provider_id: string; password: string | null };
  access_links: { id: string; hash: string; user_id: string | null; created_at: number; expires_at: number; used_at: number | null };
  installation_secrets: { name: string; value: string };
};

/** The tables of people and their access (0002 to 0004) as Kysely sees them. */
import type { Generated } from "kysely";
import type { Permission } from "#core/access/access.ts";
import type { Language } from "#core/model/document.ts";

export type HourCycle = "h12" | "h23";

export type AccessTables = {
  users: {
    id: string;
    name: string;
    email: string;
    email_verified: boolean;
    /** A built-in role's id, or one of `roles`. */
    role: string;
    /** Null for the provider's own people. */
    customer_id: Generated<string | null>;
    department: Generated<string | null>;
    phone: Generated<string | null>;
    language: Generated<Language | null>;
    zone: Generated<string | null>;
    hour_cycle: Generated<HourCycle | null>;
    two_factor_enabled: Generated<boolean>;
    deactivated_at: Date | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
  };
  roles: { id: string; name: string; is_for_customers: boolean; permissions: Permission[]; created_at: number };
  sessions: {
    id: string;
    token: string;
    user_id: string;
    expires_at: Date;
    ip_address: string | null;
    user_agent: string | null;
    created_at: Generated<Date>;
    updated_at: Generated<Date>;
    /** `password`, `totp`, `recovery-code`, `passkey`, `oidc:<provider>`. */
    method: string | null;
    seen_at: number | null;
  };
  accounts: { id: string; user_id: string; account_id: string; provider_id: string; password: string | null };
  access_links: {
    id: string;
    hash: string;
    user_id: string | null;
    purpose: Generated<"invitation" | "reset">;
    created_at: number;
    expires_at: number;
    used_at: number | null;
  };
  verifications: { id: string; identifier: string; value: string; expires_at: Date };
  two_factors: { id: string; user_id: string; verified: boolean };
  passkeys: {
    id: string;
    user_id: string;
    credential_id: string;
    name: string | null;
    backed_up: boolean;
    created_at: Date | null;
    used_at: Date | null;
  };
  sign_in_attempts: { key: string; failures: number; since: number };
  sign_in_devices: { user_id: string; device: string; first_at: number; last_at: number };
  installation_secrets: { name: string; value: string };
};

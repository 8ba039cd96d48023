/** The tables of 0007_portal.sql as Kysely sees them. */
import type { JSONColumnType } from "kysely";
import type { Announcement, Severity } from "#core/portal/announcement.ts";

export type PortalTables = {
  announcements: {
    id: string;
    severity: Severity;
    customers: string[] | null;
    services: string[];
    from_at: number;
    until_at: number | null;
    texts: JSONColumnType<Announcement["texts"], string, string>;
    created_at: number;
    changed_at: number;
  };
  branding: {
    is_only: boolean;
    name: string | null;
    accent: string | null;
    logo: Buffer | null;
    logo_type: "image/png" | "image/webp" | null;
    logo_hash: string | null;
    changed_at: number;
  };
};

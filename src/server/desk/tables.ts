/** The tables of the desk (0006) as Kysely sees them. */
import type { JSONColumnType } from "kysely";

export type ToolKind = "canned-reply" | "macro";

export type DeskTables = {
  drafts: { customer_id: string; owner: string; key: string; value: JSONColumnType<object, string, string>; updated_at: number };
  presences: {
    customer_id: string;
    ticket_id: number;
    person: string;
    name: string;
    state: "reading" | "writing";
    since: number;
    expires_at: number;
  };
  desk_tools: {
    id: string;
    kind: ToolKind;
    /** `user:…` or `token:…`, or `system`. */
    owner: string;
    name: string;
    mark: string | null;
    content: JSONColumnType<object, string, string>;
    team: string | null;
    is_shared: boolean;
    updated_at: number;
  };
};

/** Tokens of programs. */
import { queryOptions } from "@tanstack/react-query";
import type { Permission } from "#core/access/access.ts";
import { request } from "./request.ts";
import type { IsoInstant } from "./wire.ts";

export type Token = {
  id: string;
  name: string;
  scopes: readonly Permission[];
  customerId: string | null;
  createdAt: IsoInstant;
  expiresAt: IsoInstant | null;
  lastUsedAt: IsoInstant | null;
  revokedAt: IsoInstant | null;
};

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await request<{ items: readonly Token[] }>("GET", "/api/v1/tokens", { signal })).value.items,
});

export type TokenOrder = { name: string; scopes: readonly Permission[]; customerId: string | null; expiresAt: IsoInstant | null };

/** The secret is shown this once. */
export const createToken = async (body: TokenOrder): Promise<{ token: Token; secret: string | null }> =>
  (await request<{ token: Token; secret: string | null }>("POST", "/api/v1/tokens", { body })).value;

export async function revokeToken(id: string): Promise<void> {
  await request("DELETE", `/api/v1/tokens/${id}`);
}

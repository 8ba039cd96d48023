/** What the reader may do, by the same rule that the server asks: what they may not is not offered. */
import { useQuery } from "@tanstack/react-query";
import { can, may, type Permission } from "#core/access/access.ts";
import { meQuery } from "../api/queries.ts";

/** Without a customer: may they do it anywhere at all. */
export function useMay(): (permission: Permission, customerId?: string | null) => boolean {
  const { data: me } = useQuery(meQuery);
  return (permission, customerId) => me !== undefined && (customerId === undefined ? may(me, permission) : can(me, permission, customerId));
}

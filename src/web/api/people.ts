/** People and roles: who there is, inviting, changing, removing. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { PersonView } from "#server/access/routes-people.ts";
import type { RoleView } from "#server/access/routes-role.ts";
import { request, withQuery } from "./request.ts";
import type { IsoInstant, Page } from "./wire.ts";

export type { PersonView, RoleView };

const base = "/api/v1";

export type PeopleFilter = {
  /** Default: the provider's own; a customer's people always see their own organisations'. */
  of?: "staff" | "customers" | "all" | undefined;
  customer?: string | undefined;
  q?: string | undefined;
  deactivated?: "yes" | "no" | undefined;
};

/** The first page: enough to choose from, to mention somebody or to give them a ticket. */
export const peopleQuery = (filter: PeopleFilter, limit = 50) =>
  queryOptions({
    queryKey: ["people", filter, limit],
    queryFn: async ({ signal }) =>
      (await request<Page<PersonView>>("GET", withQuery(`${base}/people`, { ...filter, limit }), { signal })).value.items,
    staleTime: 60_000,
  });

/** All of them, page by page. */
export const peoplePagesQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ["people", filter, "pages"],
    initialPageParam: null as string | null,
    queryFn: async ({ signal, pageParam }) =>
      (await request<Page<PersonView>>("GET", withQuery(`${base}/people`, { ...filter, cursor: pageParam ?? undefined }), { signal }))
        .value,
    getNextPageParam: ({ next }) => next,
  });

export const rolesQuery = queryOptions({
  queryKey: ["roles"],
  queryFn: async ({ signal }) => (await request<{ items: readonly RoleView[] }>("GET", `${base}/roles`, { signal })).value.items,
  staleTime: 300_000,
});

export type Invitation = {
  name: string;
  email: string;
  role: string;
  /** Left out: the inviter's own organisation. */
  customerId?: string | null;
  department?: string | null;
  phone?: string | null;
  language?: "en" | "fr" | "es" | null;
  zone?: string | null;
};

/** `link` is shown to whoever invites, unless it was sent by mail. */
export type Link = { link: string | null; expiresAt: IsoInstant };

export const invitePerson = async (body: Invitation): Promise<Link & { person: PersonView }> =>
  (await request<Link & { person: PersonView }>("POST", `${base}/people`, { body })).value;

export type PersonChange = {
  name?: string;
  role?: string;
  department?: string | null;
  phone?: string | null;
  isDeactivated?: boolean;
};

export const changePerson = async (id: string, body: PersonChange): Promise<PersonView> =>
  (await request<PersonView>("PATCH", `${base}/people/${id}`, { body })).value;

export async function removePerson(id: string): Promise<void> {
  await request("DELETE", `${base}/people/${id}`);
}

export const linkForPerson = async (id: string): Promise<Link> => (await request<Link>("POST", `${base}/people/${id}/link`)).value;

export const createRole = async (body: Omit<RoleView, "isBuiltIn">): Promise<RoleView> =>
  (await request<RoleView>("POST", `${base}/roles`, { body })).value;

export const changeRole = async (id: string, body: Partial<Pick<RoleView, "name" | "permissions">>): Promise<RoleView> =>
  (await request<RoleView>("PATCH", `${base}/roles/${id}`, { body })).value;

export async function removeRole(id: string): Promise<void> {
  await request("DELETE", `${base}/roles/${id}`);
}

/** Roles, permissions and states in the reader's words; what an installation named itself stays as it is. */
import type { Permission } from "#core/access/access.ts";
import type { Catalogue } from "../language/language.tsx";

type Words = Catalogue["people"];

/** A role as people call it: those that come with Guardia in the reader's language. */
export function roleName(id: string | null, name: string, { builtInRoles }: Words): string {
  const known: Readonly<Record<string, string>> = { ...builtInRoles, "designated-contact": builtInRoles.designatedContact };
  return (id === null ? undefined : known[id]) ?? name;
}

export function permissionName(permission: Permission, { permissions }: Words): string {
  const names: Readonly<Record<Permission, string>> = {
    "tickets:read": permissions.ticketsRead,
    "tickets:write": permissions.ticketsWrite,
    "tickets:override": permissions.ticketsOverride,
    "tickets:decide": permissions.ticketsDecide,
    "people:read": permissions.peopleRead,
    "people:write": permissions.peopleWrite,
    "model:read": permissions.modelRead,
    "model:write": permissions.modelWrite,
    "knowledge:read": permissions.knowledgeRead,
    "knowledge:write": permissions.knowledgeWrite,
    "shared:write": permissions.sharedWrite,
    "announcements:write": permissions.announcementsWrite,
    "board:read": permissions.boardRead,
    "audit:read": permissions.auditRead,
    import: permissions.importing,
    admin: permissions.admin,
  };
  return names[permission];
}

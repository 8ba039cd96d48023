/** Roles: those that come with Guardia, and those of this installation. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { customerPermissions, type Permission, permissions } from "#core/access/access.ts";
import { changeRole, createRole, type RoleView, removeRole, rolesQuery } from "../api/people.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./people.module.css";
import { PermissionTicks } from "./permission-ticks.tsx";
import { permissionName, roleName } from "./words.ts";

export function Roles() {
  const { people: t } = useText();
  const roles = useQuery(rolesQuery);
  const [opened, setOpened] = useState<RoleView | "new" | null>(null);
  if (roles.isPending) return <Loading />;
  if (roles.isError) return <Failure error={roles.error} retry={() => void roles.refetch()} />;
  return (
    <>
      <div className={style.headLine}>
        <p className="soft">{t.roles.lead}</p>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOpened("new")}>
          {t.roles.add}
        </Button>
      </div>
      <Table caption={t.roles.caption} head={[t.roles.name, t.roles.of, t.roles.permissions, t.list.acts]}>
        {roles.data.map((role) => (
          <tr key={role.id}>
            <td className={style.wide}>
              <span className={style.name}>
                {roleName(role.id, role.name, t)}
                <span>{role.isBuiltIn ? t.roles.builtIn : role.id}</span>
              </span>
            </td>
            <td>{role.isForCustomers ? t.roles.forCustomers : t.roles.forOwn}</td>
            <td>{role.permissions.map((each) => permissionName(each, t)).join(", ")}</td>
            <td className={style.act}>
              {!role.isBuiltIn && (
                <Button variant="default" size="xs" onClick={() => setOpened(role)} aria-label={t.roles.edit({ name: role.name })}>
                  <Icon name="pen" size={14} />
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {opened !== null && <RoleForm role={opened === "new" ? null : opened} close={() => setOpened(null)} />}
    </>
  );
}

const shortNameOf = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 40);

/** `admin` is the administrator's alone; customers' people may be given what concerns customers. */
const possibleFor = (isForCustomers: boolean): Permission[] =>
  permissions.filter((each) => each !== "admin" && (!isForCustomers || customerPermissions.includes(each)));

function RoleForm({ role, close }: { role: RoleView | null; close: () => void }) {
  const { people: t } = useText();
  const client = useQueryClient();
  const [name, setName] = useState(role?.name ?? "");
  const [isForCustomers, setForCustomers] = useState(role?.isForCustomers ?? false);
  const [chosen, setChosen] = useState<Permission[]>([...(role?.permissions ?? [])]);
  const after = (label: string) => () => {
    void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    say({ label });
    close();
  };
  const possible = possibleFor(isForCustomers);
  const given = chosen.filter((each) => possible.includes(each));
  const saving = useMutation({
    mutationFn: () =>
      role === null
        ? createRole({ id: shortNameOf(name), name: name.trim(), isForCustomers, permissions: given })
        : changeRole(role.id, { name: name.trim(), permissions: given }),
    onSuccess: after(t.roles.saved({ name })),
  });
  const removing = useMutation({ mutationFn: () => removeRole(role?.id ?? ""), onSuccess: after(t.roles.removed({ name })) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && shortNameOf(name) !== "") saving.mutate();
  };
  return (
    <Dialog close={close} title={role === null ? t.roles.addTitle : t.roles.editTitle({ name: role.name })} isWide>
      <form className={style.form} onSubmit={submit} noValidate>
        <div className={style.pair}>
          <TextInput
            label={t.roles.name}
            description={t.roles.nameHint}
            data-autofocus
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {role === null && (
            <NativeSelect
              label={t.roles.of}
              description={"\u00a0"}
              value={isForCustomers ? "customers" : "own"}
              data={[
                { value: "own", label: t.roles.forOwn },
                { value: "customers", label: t.roles.forCustomers },
              ]}
              onChange={(event) => setForCustomers(event.currentTarget.value === "customers")}
            />
          )}
        </div>
        <PermissionTicks label={t.roles.permissions} possible={possible} chosen={given} choose={setChosen} />
        <ProblemNote error={saving.error ?? removing.error} />
        <div className={style.headLine}>
          <Button type="submit" loading={saving.isPending} disabled={name.trim() === ""}>
            {t.roles.save}
          </Button>
          {role !== null && (
            <Button variant="default" loading={removing.isPending} onClick={() => removing.mutate()}>
              {t.roles.remove}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

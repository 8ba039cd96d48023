/** Giving somebody a role: of ours, or of the customer's people. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Room } from "../api/incident.ts";
import { meQuery } from "../api/queries.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useLanguage } from "../language/language.tsx";
import { usePageNames } from "../oncall/names.ts";
import { useRoomAct } from "./act.ts";
import style from "./dialog.module.css";
import { roleName } from "./words-of.ts";

/** `role` null: one of one's own, still to be named. */
export function RoleDialog({ room, role, close }: { room: Room; role: string | null; close: () => void }) {
  const { text } = useLanguage();
  const { incident, house } = text;
  const t = incident.roles;
  const held = room.roles.find((each) => each.role === role);
  const { ours, theirs, me } = useHolders(room);
  const [name, setName] = useState("");
  const [holder, setHolder] = useState(held === undefined || held.isMine ? "" : me);
  const [isTold, setTold] = useState(false);
  const acting = useRoomAct(room.ticketId, close);
  const chosen = holder === "" ? (ours.find(({ value }) => value !== held?.holder)?.value ?? "") : holder;
  const given = (role ?? name).trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (given !== "" && chosen !== "" && !acting.isPending) acting.mutate({ name: "roles", body: { role: given, holder: chosen } });
  };
  return (
    <Dialog title={role === null ? t.dialogOwn : t.dialog({ role: roleName(role, text) })} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        {role === null && (
          <TextInput
            label={t.ownName}
            value={name}
            maxLength={60}
            data-autofocus
            error={isTold && given === "" ? t.needName : null}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          label={t.holder}
          value={chosen}
          data-autofocus={role !== null}
          data={[{ group: t.ours, items: ours }, ...(theirs.length === 0 ? [] : [{ group: room.customerName, items: theirs }])]}
          onChange={(event) => setHolder(event.currentTarget.value)}
        />
        <ProblemNote error={acting.error} />
        <div className={style.foot}>
          {held !== undefined && role !== null && role !== "commander" && (
            <Button
              variant="default"
              className={style.apart!}
              onClick={() => acting.mutate({ name: "roles", body: { role, holder: null } })}
            >
              {t.giveBack}
            </Button>
          )}
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={acting.isPending}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type Choice = { value: string; label: string };

/** Whoever may have a role, by name; and the reader's own key, empty for a program. */
export function useHolders({ customerId }: { customerId: string }): { ours: Choice[]; theirs: Choice[]; me: string } {
  const { code } = useLanguage();
  const names = usePageNames();
  const { data: me } = useQuery(meQuery);
  const byName = (a: Choice, b: Choice): number => a.label.localeCompare(b.label, code);
  const contacts = Object.entries(names.document?.customers[customerId]?.contacts ?? {});
  return {
    ours: [...names.people].map(([key, label]) => ({ value: `person:${key}`, label })).sort(byName),
    theirs: contacts.map(([key, { name }]) => ({ value: `contact:${key}`, label: name })).sort(byName),
    me: me?.assignee == null ? "" : `person:${me.assignee}`,
  };
}

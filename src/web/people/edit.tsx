/** Changing somebody: words, role, a new link, their lost second factor, and whether they may come in at all. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { takeSecondFactorFrom } from "../api/account.ts";
import { changePerson, type Link, linkForPerson, type PersonView, rolesQuery } from "../api/people.ts";
import { Dialog } from "../kit/dialog.tsx";
import { useMay } from "../kit/may.ts";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import { LinkModal } from "./invite.tsx";
import style from "./people.module.css";
import { roleName } from "./words.ts";

export function EditPerson({ person, close }: { person: PersonView; close: () => void }) {
  const { people: t } = useText();
  const [link, setLink] = useState<Link | null>(null);
  const { id, name } = person;
  if (link !== null) return <LinkModal link={link} close={close} />;
  return (
    <Dialog close={close} title={t.edit.title({ name })}>
      {id === null ? <p>{t.edit.modelOnly}</p> : <Known person={{ ...person, id }} show={setLink} close={close} />}
    </Dialog>
  );
}

type KnownPerson = PersonView & { id: string };
type KnownProps = { person: KnownPerson; show: (link: Link) => void; close: () => void };

function Known(props: KnownProps) {
  return (
    <>
      <Words person={props.person} close={props.close} />
      <Deeds {...props} />
    </>
  );
}

function Words({ person, close }: { person: KnownPerson; close: () => void }) {
  const { people: t, access } = useText();
  const client = useQueryClient();
  const { data: roles = [] } = useQuery(rolesQuery);
  const [name, setName] = useState(person.name);
  const [phone, setPhone] = useState(person.phone ?? "");
  const [department, setDepartment] = useState(person.department ?? "");
  const [role, setRole] = useState(person.role ?? "");
  const isOfCustomer = person.customerId !== null;
  const orNull = (text: string) => (text.trim() === "" ? null : text.trim());
  const change = {
    ...(name.trim() === person.name ? {} : { name: name.trim() }),
    ...(role === person.role ? {} : { role }),
    ...(orNull(phone) === person.phone ? {} : { phone: orNull(phone) }),
    ...(orNull(department) === person.department ? {} : { department: orNull(department) }),
  };
  const saving = useMutation({
    mutationFn: () => changePerson(person.id, change),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["people"] });
      say({ label: t.edit.saved({ name }) });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") saving.mutate();
  };
  const possible = roles.filter(({ isForCustomers }) => isForCustomers === isOfCustomer);
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <p className="soft">{person.email}</p>
      <TextInput
        label={t.edit.name}
        maxLength={200}
        value={name}
        error={name.trim() === "" ? access.badName : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className={style.pair}>
        <NativeSelect
          label={t.edit.role}
          value={role}
          data={possible.map((each) => ({ value: each.id, label: roleName(each.id, each.name, t) }))}
          onChange={(event) => setRole(event.currentTarget.value)}
        />
        <TextInput label={t.edit.phone} type="tel" maxLength={40} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
        {isOfCustomer && (
          <TextInput
            label={t.edit.department}
            maxLength={200}
            value={department}
            onChange={(event) => setDepartment(event.currentTarget.value)}
          />
        )}
      </div>
      <ProblemNote error={saving.error} />
      <Button type="submit" loading={saving.isPending} disabled={Object.keys(change).length === 0}>
        {t.edit.save}
      </Button>
    </form>
  );
}

/** What is more than a change of words, each with what it does beside it. */
function Deeds({ person, show, close }: KnownProps) {
  const { people: t } = useText();
  const may = useMay();
  const client = useQueryClient();
  const { id, name, email, state, customerId } = person;
  const isOut = state === "deactivated";
  const after = (label: string) => () => {
    void client.invalidateQueries({ queryKey: ["people"] });
    say({ label });
    close();
  };
  const linking = useMutation({
    mutationFn: () => linkForPerson(id),
    onSuccess: (link) => (link.link === null ? after(t.invite.mailed({ email: email ?? name }))() : show(link)),
  });
  const taking = useMutation({ mutationFn: () => takeSecondFactorFrom(id), onSuccess: after(t.edit.factorTaken({ name })) });
  const switching = useMutation({
    mutationFn: () => changePerson(id, { isDeactivated: !isOut }),
    onSuccess: after(isOut ? t.edit.activated({ name }) : t.edit.deactivated({ name })),
  });
  return (
    <ul className={style.deeds}>
      {!isOut && (
        <li>
          <p>{t.edit.sendLinkHint}</p>
          <Button variant="default" loading={linking.isPending} onClick={() => linking.mutate()}>
            {t.edit.sendLink}
          </Button>
        </li>
      )}
      {state === "active" && may(customerId === null ? "admin" : "people:write", customerId) && (
        <li>
          <p>{t.edit.takeFactorHint}</p>
          <Button variant="default" loading={taking.isPending} onClick={() => taking.mutate()}>
            {t.edit.takeFactor}
          </Button>
        </li>
      )}
      <li>
        <p>{isOut ? "" : t.edit.deactivateHint}</p>
        <Button variant="default" loading={switching.isPending} onClick={() => switching.mutate()}>
          {isOut ? t.edit.activate : t.edit.deactivate}
        </Button>
      </li>
      <ProblemNote error={linking.error ?? taking.error ?? switching.error} />
    </ul>
  );
}

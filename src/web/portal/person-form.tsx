/** Inviting somebody, or changing what they are. */
import { Button, NativeSelect, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isEmail } from "../access/email.ts";
import { changePerson, invitePerson, type PersonView } from "../api/people.ts";
import type { Organisation } from "../api/portal.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { InvitationLink } from "./invitation-link.tsx";
import style from "./people.module.css";

type Props = {
  customers: readonly Organisation[];
  /** Null: somebody new; without an id: whom only the model knows, and who is invited now. */
  person: PersonView | null;
  close: () => void;
};

type Written = { name: string; email: string; department: string; role: string; customerId: string };

/** What is written of the person, and saving it: an invitation for who is new, a change for who is not. */
function usePerson({ customers, person, close }: Props) {
  const client = useQueryClient();
  const [written, setWritten] = useState<Written>({
    ...{ name: person?.name ?? "", email: person?.email ?? "", department: person?.department ?? "", role: person?.role ?? "contact" },
    customerId: person?.customerId ?? customers[0]?.id ?? "",
  });
  const saving = useMutation({
    mutationFn: async () => {
      const { role, customerId } = written;
      const department = written.department.trim() === "" ? null : written.department.trim();
      const told = { name: written.name.trim(), role, department };
      if (person === null || person.id === null) return invitePerson({ ...told, email: written.email.trim(), customerId });
      await changePerson(person.id, told);
      return null;
    },
    onSuccess: async (invited) => {
      await client.invalidateQueries({ queryKey: ["people"] });
      if (invited === null) close();
    },
  });
  return { written, set: (change: Partial<Written>) => setWritten({ ...written, ...change }), saving };
}

export function PersonForm({ customers, person, close }: Props) {
  const { portal, house } = useText();
  const t = portal.people;
  const { written, set, saving } = usePerson({ customers, person, close });
  const { name, email, department, role, customerId } = written;
  const isKnown = person !== null && person.id !== null;
  const [isTold, setTold] = useState(false);
  const wrong = { name: name.trim() === "", email: !isKnown && !isEmail(email) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!wrong.name && !wrong.email) saving.mutate();
  };
  if (saving.data) return <InvitationLink name={saving.data.person.name} link={saving.data.link} close={close} />;
  return (
    <form className={style.fields} onSubmit={submit} noValidate>
      <TextInput
        label={t.name}
        data-autofocus
        autoFocus
        maxLength={200}
        value={name}
        error={isTold && wrong.name ? house.form.required : null}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {!isKnown && (
        <TextInput
          label={t.email}
          type="email"
          maxLength={254}
          value={email}
          error={isTold && wrong.email ? portal.people.badEmail : null}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={`${t.department} (${house.form.optional})`}
        maxLength={100}
        value={department}
        onChange={(event) => set({ department: event.currentTarget.value })}
      />
      {!isKnown && customers.length > 1 && (
        <NativeSelect
          label={t.organisation}
          value={customerId}
          data={customers.map(({ id, name: label }) => ({ value: id, label }))}
          onChange={(event) => set({ customerId: event.currentTarget.value })}
        />
      )}
      <Radio.Group label={t.role} value={role} onChange={(next) => set({ role: next })}>
        <div className={style.roles}>
          <Radio value="contact" label={t.roles.contact} />
          <Radio value="designated-contact" label={t.roles.designated} />
        </div>
      </Radio.Group>
      <ProblemNote error={saving.error} />
      <div className={style.acts}>
        <Button type="submit" loading={saving.isPending}>
          {isKnown ? t.save : t.send}
        </Button>
        <Button variant="default" onClick={close}>
          {house.form.cancel}
        </Button>
      </div>
    </form>
  );
}

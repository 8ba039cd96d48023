/** What the others see of me. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Person } from "../api/answers.ts";
import { changeMyself } from "../api/me.ts";
import { meQuery } from "../api/queries.ts";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import { roleName } from "../people/words.ts";
import style from "./account.module.css";
import { Section } from "./section.tsx";

export function Profile({ me }: { me: Person }) {
  const { account: t, access, people } = useText();
  const client = useQueryClient();
  const [name, setName] = useState(me.name);
  const [phone, setPhone] = useState(me.phone ?? "");
  const [isTold, setTold] = useState(false);
  const saving = useMutation({
    mutationFn: () => changeMyself({ name: name.trim(), phone: phone.trim() === "" ? null : phone.trim() }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      say({ label: t.saved });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (name.trim() !== "") saving.mutate();
  };
  const isSame = name.trim() === me.name && phone.trim() === (me.phone ?? "");
  return (
    <Section title={t.profile.title} lead={t.profile.lead}>
      <dl className={style.facts}>
        <dt>{t.profile.email}</dt>
        <dd>{me.email}</dd>
        {me.customerName !== null && (
          <>
            <dt>{t.profile.organisation}</dt>
            <dd>{me.department === null ? me.customerName : `${me.customerName} · ${me.department}`}</dd>
          </>
        )}
        <dt>{t.profile.role}</dt>
        <dd>{roleName(me.role, me.role ?? "", people)}</dd>
      </dl>
      <form className={style.form} onSubmit={submit} noValidate>
        <TextInput
          label={t.profile.name}
          autoComplete="name"
          maxLength={200}
          value={name}
          error={isTold && name.trim() === "" ? access.badName : null}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.profile.phone}
          description={t.profile.phoneHint}
          type="tel"
          autoComplete="tel"
          maxLength={40}
          value={phone}
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
        <ProblemNote error={saving.error} />
        <div>
          <Button type="submit" loading={saving.isPending} disabled={isSame}>
            {t.save}
          </Button>
        </div>
      </form>
    </Section>
  );
}

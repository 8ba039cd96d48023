/** Changing my password. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Account, changePassword, sessionsQuery } from "../api/account.ts";
import { ProblemNote } from "../kit/states.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";
import { Section } from "./section.tsx";

const shortestPassword = 12;

export function PasswordSection({ account }: { account: Account }) {
  const { account: t } = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title={t.password.title} lead={t.password.lead}>
      {!account.hasPassword && <p className="soft">{t.password.none}</p>}
      {account.hasPassword && !isOpen && (
        <Button variant="default" onClick={() => setOpen(true)}>
          {t.password.change}
        </Button>
      )}
      {isOpen && <ChangeForm close={() => setOpen(false)} />}
    </Section>
  );
}

function ChangeForm({ close }: { close: () => void }) {
  const { account: t, access, house } = useText();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const [newPassword, setNewPassword] = useState("");
  const [isTold, setTold] = useState(false);
  const changing = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
      say({ label: t.password.changed });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (password !== "" && newPassword.length >= shortestPassword) changing.mutate({ password, newPassword });
  };
  const toggle = { "aria-label": access.show };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <PasswordInput
        label={t.password.current}
        autoComplete="current-password"
        autoFocus
        value={password}
        error={isTold && password === "" ? house.form.required : null}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={toggle}
      />
      <PasswordInput
        label={t.password.next}
        description={access.passwordHint}
        autoComplete="new-password"
        value={newPassword}
        error={isTold && newPassword.length < shortestPassword ? access.badPassword : null}
        onChange={(event) => setNewPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={toggle}
      />
      <ProblemNote error={changing.error} />
      <div className={style.row}>
        <Button type="submit" loading={changing.isPending}>
          {t.password.change}
        </Button>
        <Button variant="default" onClick={close}>
          {house.form.cancel}
        </Button>
      </div>
    </form>
  );
}

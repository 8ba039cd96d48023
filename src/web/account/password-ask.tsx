/** Asks for the password once more before what guards an account is changed. */
import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";

type Props<T> = { lead?: string; submit: string; isDangerous?: boolean; ask: (password: string) => Promise<T>; done: (answer: T) => void };

export function PasswordAsk<T>({ lead, submit, isDangerous = false, ask, done }: Props<T>) {
  const { account: t, access } = useText();
  const [password, setPassword] = useState("");
  const asking = useMutation({ mutationFn: ask, onSuccess: done });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") asking.mutate(password);
  };
  return (
    <form className={style.form} onSubmit={send} noValidate>
      {lead !== undefined && <p>{lead}</p>}
      <PasswordInput
        label={t.factor.confirmPassword}
        description={t.factor.confirmLead}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": access.show }}
      />
      <ProblemNote error={asking.error} />
      <Button type="submit" loading={asking.isPending} {...(isDangerous ? { color: "alarm" } : {})}>
        {submit}
      </Button>
    </form>
  );
}

/** A forgotten password: a link by mail, whether or not anybody signs in with the address. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { askForReset } from "../api/session.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { DoorFrame } from "./door-frame.tsx";
import { isEmail } from "./email.ts";

export function Forgot() {
  const { access } = useText();
  const [email, setEmail] = useState("");
  const [isTold, setTold] = useState(false);
  const asking = useMutation({ mutationFn: askForReset });
  const isWrong = !isEmail(email);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!isWrong) asking.mutate(email);
  };
  if (asking.isSuccess) {
    return (
      <DoorFrame title={access.reset.sentTitle} lead={access.reset.sent({ email })}>
        <p role="status">{access.reset.sentHint}</p>
        <p>
          <Link to="/sign-in">{access.toSignIn}</Link>
        </p>
      </DoorFrame>
    );
  }
  return (
    <DoorFrame title={access.reset.title} lead={access.reset.lead}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={access.email}
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isTold && isWrong ? access.badEmail : null}
        />
        <ProblemNote error={asking.error} />
        <Button type="submit" size="md" loading={asking.isPending}>
          {access.reset.submit}
        </Button>
      </form>
      <Link to="/sign-in">{access.toSignIn}</Link>
    </DoorFrame>
  );
}

/** Sign-in by e-mail and password. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { signIn } from "../api/session.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { DoorFrame } from "./door-frame.tsx";
import { isEmail } from "./email.ts";

export function SignIn() {
  const { house } = useText();
  const { back } = useSearch({ from: "/sign-in" });
  const navigate = useNavigate();
  const router = useRouter();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isTold, setTold] = useState(false);
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: async () => {
      client.clear();
      if (back === undefined) await navigate({ to: "/queue", search: {}, replace: true });
      else router.history.replace(back);
    },
  });
  const isWrong = !isEmail(email);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!isWrong && password !== "") entering.mutate({ email, password });
  };
  return (
    <DoorFrame title={house.access.signIn} lead={house.access.signInLead}>
      <form onSubmit={submit} noValidate>
        <TextInput
          label={house.access.email}
          type="email"
          autoComplete="username"
          autoFocus
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isTold && isWrong ? house.access.badEmail : null}
        />
        <PasswordInput
          label={house.access.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={isTold && password === "" ? house.form.required : null}
          visibilityToggleButtonProps={{ "aria-label": house.access.show }}
        />
        <ProblemNote error={entering.error} />
        <Button type="submit" size="md" loading={entering.isPending}>
          {house.access.submit}
        </Button>
      </form>
      <p className="soft">{house.access.firstTime}</p>
    </DoorFrame>
  );
}

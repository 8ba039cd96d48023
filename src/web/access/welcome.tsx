/** The one-time link: whoever opens it first becomes the administrator, or the person who was invited. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { linkQuery, redeemLink } from "../api/session.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { DoorFrame } from "./door-frame.tsx";
import { isEmail } from "./email.ts";

const shortestPassword = 12;

export function Welcome() {
  const { house } = useText();
  const { token } = useSearch({ from: "/welcome" });
  return (
    <DoorFrame title={house.access.welcome} lead={token === undefined ? house.access.noToken : house.access.welcomeLead}>
      {token === undefined ? <p>{house.access.noTokenHint}</p> : <Offered token={token} />}
      <Link to="/sign-in">{house.access.toSignIn}</Link>
    </DoorFrame>
  );
}

/** A link that was used or has expired says so before anybody types. */
function Offered({ token }: { token: string }) {
  const link = useQuery(linkQuery(token));
  if (link.isPending) return <Loading />;
  if (link.isError) return <Failure error={link.error} />;
  return <WelcomeForm token={token} invited={link.data} />;
}

function WelcomeForm({ token, invited }: { token: string; invited: { name: string | null; email: string | null } }) {
  const { house } = useText();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState(invited.name ?? "");
  const [email, setEmail] = useState(invited.email ?? "");
  const [password, setPassword] = useState("");
  const [isTold, setTold] = useState(false);
  const entering = useMutation({
    mutationFn: redeemLink,
    onSuccess: async () => {
      client.clear();
      await navigate({ to: "/queue", search: {}, replace: true });
    },
  });
  const wrong = { name: name.trim() === "", email: !isEmail(email), password: password.length < shortestPassword };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!wrong.name && !wrong.email && !wrong.password) entering.mutate({ token, name, email, password });
  };
  useForgottenToken();
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={house.access.name}
        autoComplete="name"
        autoFocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={isTold && wrong.name ? house.access.badName : null}
      />
      <TextInput
        label={house.access.email}
        type="email"
        autoComplete="username"
        readOnly={invited.email !== null}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={isTold && wrong.email ? house.access.badEmail : null}
      />
      <PasswordInput
        label={house.access.password}
        description={house.access.passwordHint}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isTold && wrong.password ? house.access.badPassword : null}
        visibilityToggleButtonProps={{ "aria-label": house.access.show }}
      />
      <ProblemNote error={entering.error} />
      <Button type="submit" size="md" loading={entering.isPending}>
        {house.access.welcomeSubmit}
      </Button>
    </form>
  );
}

/** The secret must not travel on: no referrer from this page. */
function useForgottenToken(): void {
  useEffect(() => {
    const meta = document.createElement("meta");
    meta.name = "referrer";
    meta.content = "no-referrer";
    document.head.append(meta);
    return () => meta.remove();
  }, []);
}

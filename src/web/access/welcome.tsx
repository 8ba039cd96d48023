/** The one-time link: whoever opens it becomes the first administrator, comes in as invited, or sets a password anew. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { linkQuery, type Offered, redeemLink } from "../api/session.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { DoorFrame } from "./door-frame.tsx";
import { isEmail } from "./email.ts";
import { useEntry } from "./entry.ts";
import { SecondFactor } from "./second-factor.tsx";

const shortestPassword = 12;

type Purpose = Offered["purpose"];

export const Welcome = () => <LinkPage token={useSearch({ from: "/welcome" }).token} purpose="invitation" />;
export const Reset = () => <LinkPage token={useSearch({ from: "/reset" }).token} purpose="reset" />;

function LinkPage({ token, purpose }: { token: string | undefined; purpose: Purpose }) {
  const { access } = useText();
  if (token !== undefined) return <Opened token={token} purpose={purpose} />;
  return (
    <DoorFrame title={purpose === "reset" ? access.reset.newTitle : access.welcome.title} lead={access.welcome.noToken}>
      <p>{access.welcome.noTokenHint}</p>
      <Link to="/sign-in">{access.toSignIn}</Link>
    </DoorFrame>
  );
}

/** A link that was used or has expired says so before anybody types. */
function Opened({ token, purpose }: { token: string; purpose: Purpose }) {
  const { access } = useText();
  const link = useQuery(linkQuery(token));
  const [isWaiting, setWaiting] = useState(false);
  const entered = useEntry(undefined);
  useForgottenToken();
  if (isWaiting) {
    return (
      <DoorFrame title={access.factor.title} lead={access.factor.lead}>
        <SecondFactor entered={entered} again={() => window.location.assign("/sign-in")} />
      </DoorFrame>
    );
  }
  const { title, lead } = headOf(access, link.data, purpose);
  return (
    <DoorFrame title={title} lead={lead}>
      {link.isPending && <Loading />}
      {link.isError && <Failure error={link.error} />}
      {link.isSuccess && <WelcomeForm token={token} offered={link.data} wait={() => setWaiting(true)} entered={entered} />}
      <Link to="/sign-in">{access.toSignIn}</Link>
    </DoorFrame>
  );
}

type Words = ReturnType<typeof useText>["access"];

function headOf({ welcome, reset }: Words, offered: Offered | undefined, purpose: Purpose): { title: string; lead: string } {
  if (offered?.purpose === "reset") return { title: reset.newTitle, lead: reset.newLead };
  if (offered === undefined) return { title: purpose === "reset" ? reset.newTitle : welcome.title, lead: "" };
  return { title: welcome.title, lead: offered.email === null ? welcome.lead : welcome.invitedLead };
}

type FormProps = { token: string; offered: Offered; wait: () => void; entered: () => Promise<void> };

function WelcomeForm({ token, offered, wait, entered }: FormProps) {
  const { access } = useText();
  const [name, setName] = useState(offered.name ?? "");
  const [email, setEmail] = useState(offered.email ?? "");
  const [password, setPassword] = useState("");
  const [isTold, setTold] = useState(false);
  const isReset = offered.purpose === "reset";
  const entering = useMutation({ mutationFn: redeemLink, onSuccess: (next) => (next === "second-factor" ? wait() : entered()) });
  const wrong = { name: name.trim() === "", email: !isEmail(email), password: password.length < shortestPassword };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!wrong.name && !wrong.email && !wrong.password) entering.mutate(isReset ? { token, password } : { token, name, email, password });
  };
  return (
    <form onSubmit={submit} noValidate>
      {!isReset && (
        <TextInput
          label={access.name}
          autoComplete="name"
          autoFocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={isTold && wrong.name ? access.badName : null}
        />
      )}
      <TextInput
        label={access.email}
        type="email"
        autoComplete="username"
        readOnly={offered.email !== null}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={isTold && wrong.email ? access.badEmail : null}
      />
      <PasswordInput
        label={isReset ? access.newPassword : access.password}
        description={access.passwordHint}
        autoComplete="new-password"
        autoFocus={isReset}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isTold && wrong.password ? access.badPassword : null}
        visibilityToggleButtonProps={{ "aria-label": access.show }}
      />
      <ProblemNote error={entering.error} />
      <Button type="submit" size="md" loading={entering.isPending}>
        {isReset ? access.reset.newSubmit : offered.email === null ? access.welcome.submit : access.welcome.invitedSubmit}
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

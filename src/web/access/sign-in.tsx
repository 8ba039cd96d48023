/** The sign-in page: password and second factor, and beside them passkey and identity providers. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { meQuery } from "../api/queries.ts";
import { signIn, waysQuery } from "../api/session.ts";
import { Icon } from "../kit/icon.tsx";
import { Loading, ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./access.module.css";
import { DoorFrame } from "./door-frame.tsx";
import { isEmail } from "./email.ts";
import { useEntry } from "./entry.ts";
import { OtherWays } from "./other-ways.tsx";
import { SecondFactor } from "./second-factor.tsx";

export function SignIn() {
  const { access } = useText();
  const { back, error, entered: isBack = false } = useSearch({ from: "/sign-in" });
  const entered = useEntry(back);
  const [isWaiting, setWaiting] = useState(false);
  if (isBack && error === undefined) return <Returned entered={entered} />;
  if (isWaiting) {
    return (
      <DoorFrame title={access.factor.title} lead={access.factor.lead}>
        <SecondFactor entered={entered} again={() => setWaiting(false)} />
      </DoorFrame>
    );
  }
  return (
    <DoorFrame title={access.signIn} lead={access.signInLead}>
      {error !== undefined && <ProviderFailure error={error} />}
      <PasswordForm entered={entered} wait={() => setWaiting(true)} />
      <OtherWays back={back} entered={entered} />
      <Hints />
    </DoorFrame>
  );
}

/** Back from an identity provider: the cookie is there, the rest is to go on. */
function Returned({ entered }: { entered: () => Promise<void> }) {
  const { access } = useText();
  const { isSuccess, isError } = useQuery(meQuery);
  useEffect(() => {
    if (isSuccess) void entered();
  }, [isSuccess, entered]);
  return (
    <DoorFrame title={access.signIn} lead={access.signInLead}>
      {isError ? <ProviderFailure error="unknown" /> : <Loading />}
      {isError && <Link to="/sign-in">{access.toSignIn}</Link>}
    </DoorFrame>
  );
}

/** What the sign-in library says in the address when a provider's word did not do. */
function ProviderFailure({ error }: { error: string }) {
  const { access } = useText();
  const known: Readonly<Record<string, string>> = {
    account_not_linked: access.provider.notVerified,
    email_not_verified: access.provider.notVerified,
    email_not_found: access.provider.notVerified,
    signup_disabled: access.provider.notInvited,
    foreign_domain: access.provider.foreign,
    USER_DEACTIVATED: access.provider.deactivated,
    access_denied: access.provider.denied,
  };
  return (
    <p className={style.failure} role="alert">
      <Icon name="warn" size={16} /> {known[error] ?? access.provider.failed}
    </p>
  );
}

function PasswordForm({ entered, wait }: { entered: () => Promise<void>; wait: () => void }) {
  const { house, access } = useText();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isTold, setTold] = useState(false);
  const entering = useMutation({ mutationFn: signIn, onSuccess: (next) => (next === "second-factor" ? wait() : entered()) });
  const isWrong = !isEmail(email);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTold(true);
    if (!isWrong && password !== "") entering.mutate({ email, password });
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextInput
        label={access.email}
        type="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        error={isTold && isWrong ? access.badEmail : null}
      />
      <PasswordInput
        label={access.password}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        error={isTold && password === "" ? house.form.required : null}
        visibilityToggleButtonProps={{ "aria-label": access.show }}
      />
      <ProblemNote error={entering.error} />
      <Button type="submit" size="md" loading={entering.isPending}>
        {access.submit}
      </Button>
    </form>
  );
}

function Hints() {
  const { access } = useText();
  const { data: ways } = useQuery(waysQuery);
  return (
    <ul className={style.ways}>
      <li>
        {ways?.isResetMailed === true ? <Link to="/forgot">{access.forgot}</Link> : <span className="soft">{access.forgotNoMail}</span>}
      </li>
      <li className="soft">{access.firstTime}</li>
    </ul>
  );
}

/** The second step of a sign-in: a code of the authenticator, or one of the recovery codes. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { isProblem } from "../api/problem.ts";
import { showSecondFactor } from "../api/session.ts";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./access.module.css";

type Props = { entered: () => Promise<void>; again: () => void };

export function SecondFactor({ entered, again }: Props) {
  const { access } = useText();
  const [isRecovery, setRecovery] = useState(false);
  const [code, setCode] = useState("");
  const showing = useMutation({ mutationFn: showSecondFactor, onSuccess: entered });
  const show = (written: string) => {
    if (showing.isPending) return;
    if (isRecovery) showing.mutate({ recoveryCode: written.trim() });
    else showing.mutate({ code: digitsOf(written) });
  };
  const change = (written: string) => {
    setCode(written);
    // Six digits are all there is: nobody needs to press anything.
    if (!isRecovery && digitsOf(written).length === 6) show(written);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRecovery ? code.trim() !== "" : digitsOf(code).length === 6) show(code);
  };
  const isOver = isProblem(showing.error, "sign-in-interrupted");
  return (
    <>
      <form onSubmit={submit} noValidate>
        <TextInput
          key={isRecovery ? "recovery" : "code"}
          label={isRecovery ? access.factor.recoveryCode : access.factor.code}
          description={isRecovery ? access.factor.recoveryHint : access.factor.codeHint}
          autoComplete={isRecovery ? "off" : "one-time-code"}
          inputMode={isRecovery ? "text" : "numeric"}
          autoFocus
          spellCheck={false}
          maxLength={isRecovery ? 40 : 9}
          classNames={{ input: style.code! }}
          value={code}
          disabled={isOver}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <ProblemNote error={showing.error} />
        {isOver ? (
          <Button type="button" size="md" onClick={again}>
            {access.factor.again}
          </Button>
        ) : (
          <Button type="submit" size="md" loading={showing.isPending}>
            {access.factor.submit}
          </Button>
        )}
      </form>
      <Switches
        isRecovery={isRecovery}
        again={again}
        change={() => {
          setRecovery(!isRecovery);
          setCode("");
          showing.reset();
        }}
      />
    </>
  );
}

function Switches({ isRecovery, change, again }: { isRecovery: boolean; change: () => void; again: () => void }) {
  const { access } = useText();
  return (
    <ul className={style.ways}>
      <li>
        <button type="button" className={style.asLink} onClick={change}>
          {isRecovery ? access.factor.useCode : access.factor.useRecovery}
        </button>
      </li>
      <li>
        <button type="button" className={style.asLink} onClick={again}>
          {access.factor.other}
        </button>
      </li>
    </ul>
  );
}

const digitsOf = (text: string): string => text.replaceAll(/\D/g, "");

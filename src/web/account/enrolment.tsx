/** Setting up an authenticator: password, QR code, a first code to prove that it works, recovery codes. */
import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { encode } from "uqr";
import { type Enrolment as Begun, beginSecondFactor, confirmSecondFactor } from "../api/account.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./account.module.css";
import { PasswordAsk } from "./password-ask.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

export function Enrolment({ email, close }: { email: string; close: () => void }) {
  const { account: t } = useText();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const title = codes !== null ? t.factor.codesTitle : t.factor.scanTitle;
  // What is shown only once is not lost to a click beside the window.
  const isFast = codes !== null;
  return (
    <Dialog close={close} title={title} isKept={isFast}>
      {begun === null && <PasswordAsk submit={t.factor.goOn} ask={beginSecondFactor} done={setBegun} />}
      {begun !== null && codes === null && <Scan begun={begun} done={setCodes} />}
      {codes !== null && <RecoveryCodes codes={codes} email={email} done={close} />}
    </Dialog>
  );
}

function Scan({ begun, done }: { begun: Begun; done: (codes: readonly string[]) => void }) {
  const { account: t } = useText();
  const [code, setCode] = useState("");
  const confirming = useMutation({ mutationFn: confirmSecondFactor, onSuccess: done });
  const digits = code.replaceAll(/\D/g, "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (digits.length === 6) confirming.mutate(digits);
  };
  return (
    <form className={style.form} onSubmit={submit} noValidate>
      <p>{t.factor.scan}</p>
      <QrCode text={begun.uri} label={t.factor.qr} />
      <p>
        <span className="soft">{t.factor.byHand}</span>
        <br />
        <span className={style.secret}>{begun.secret.match(/.{1,4}/g)?.join(" ")}</span>
      </p>
      <TextInput
        label={t.factor.code}
        description={t.factor.codeHint}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        maxLength={9}
        classNames={{ input: style.code! }}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <ProblemNote error={confirming.error} />
      <Button type="submit" loading={confirming.isPending} disabled={digits.length !== 6}>
        {t.factor.check}
      </Button>
    </form>
  );
}

/** Dark on light by night too: not every camera reads it the other way round. */
function QrCode({ text, label }: { text: string; label: string }) {
  const { path, size } = useMemo(() => {
    const { data, size: modules } = encode(text, { border: 0 });
    const cells = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: cells.join(""), size: modules };
  }, [text]);
  return (
    <div className={style.qr}>
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
        <path d={path} fill="currentColor" />
      </svg>
    </div>
  );
}

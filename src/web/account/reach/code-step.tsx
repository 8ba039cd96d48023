/** Six digits that went to a contact point and come back by hand: whoever reads them there has it. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { type ContactPointView, followedQuery, reachQuery, sendCode, verifyPoint } from "../../api/reach.ts";
import { Dialog } from "../../kit/dialog.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { say } from "../../kit/undo-store.ts";
import { useText } from "../../language/language.tsx";
import account from "../account.module.css";
import { outcomeText } from "./point-row.tsx";
import { shownAddress } from "./point-words.ts";
import style from "./reach.module.css";

/** Sends a code as it opens. */
export function CodeStep({ point, close }: { point: ContactPointView; close: () => void }) {
  const { reach: t } = useText();
  const client = useQueryClient();
  const [code, setCode] = useState("");
  const sending = useMutation({ mutationFn: () => sendCode(point.id) });
  const confirming = useMutation({
    mutationFn: (digits: string) => verifyPoint(point.id, digits),
    onSuccess: () => {
      say({ label: t.code.done, tone: "good" });
      void client.invalidateQueries({ queryKey: reachQuery.queryKey });
      close();
    },
  });
  // Once, although development mounts twice.
  const isAsked = useRef(false);
  const { mutate: send } = sending;
  useEffect(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    send();
  }, [send]);
  const digits = code.replaceAll(/\D/g, "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (digits.length === 6) confirming.mutate(digits);
  };
  return (
    <Dialog close={close} title={t.code.title({ what: point.label ?? shownAddress(point) })}>
      <form className={account.form} onSubmit={submit} noValidate>
        <p>{t.code.lead}</p>
        {sending.data !== undefined && <CodeOutcome key={sending.data} id={sending.data} />}
        <TextInput
          label={t.code.field}
          inputMode="numeric"
          autoComplete="one-time-code"
          data-autofocus
          maxLength={9}
          classNames={{ input: account.code! }}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <ProblemNote error={confirming.error ?? sending.error} />
        <div className={account.row}>
          <Button type="submit" loading={confirming.isPending} disabled={digits.length !== 6}>
            {t.code.go}
          </Button>
          <Button variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
            {t.code.again}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function CodeOutcome({ id }: { id: number }) {
  const { reach: t } = useText();
  const { data } = useQuery(followedQuery(id));
  const { sending: waiting, ...words } = t.code;
  return (
    <p className={style.outcome} data-state={data?.state ?? "waiting"} role="status">
      {outcomeText(data, { ...words, waiting })}
    </p>
  );
}

/** A test through one gateway, to an address that is entered here. */
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type GatewayView, gatewaysQuery, testGateway } from "../api/channels.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./channels.module.css";

export default function TestDialog({ gateway, close }: { gateway: GatewayView; close: () => void }) {
  const { channels: t } = useText();
  const client = useQueryClient();
  const [address, setAddress] = useState("");
  const sending = useMutation({
    mutationFn: () => testGateway(gateway.id, address.trim()),
    onSettled: () => client.invalidateQueries({ queryKey: gatewaysQuery.queryKey }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== "" && !sending.isPending) sending.mutate();
  };
  return (
    <Dialog title={t.testTitle({ name: gateway.name })} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{t.testLead}</p>
        <TextInput
          label={t.testTo}
          description={t.addressHint[gateway.channel]}
          value={address}
          maxLength={500}
          data-autofocus
          spellCheck={false}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <ProblemNote error={sending.error} />
        <div role="status">{sending.data !== undefined && <Result result={sending.data} />}</div>
        <Button type="submit" loading={sending.isPending} disabled={address.trim() === ""}>
          {t.testSend}
        </Button>
      </form>
    </Dialog>
  );
}

function Result({ result }: { result: Awaited<ReturnType<typeof testGateway>> }) {
  const { channels: t } = useText();
  const said = result.said ?? "";
  const isSent = result.outcome === "sent";
  const words = {
    sent: result.expectsReceipt ? t.testSentReceipt : t.testSent,
    "failed-for-now": t.testForNow({ said }),
    "failed-for-good": t.testForGood({ said }),
    unknown: t.testUnknown,
  }[result.outcome];
  return (
    <p className={style.result} data-good={isSent}>
      <Icon name={isSent ? "check" : "warn"} size={16} />
      {words}
    </p>
  );
}

/** Declaring a ticket a major incident: who leads, and why. Whoever declares it leads unless they name somebody. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { declareIncident, roomKey } from "../api/incident.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import style from "./dialog.module.css";
import { useHolders } from "./role-dialog.tsx";

type Props = { ticketId: number; customerId: string; close: () => void };

export default function DeclareDialog({ ticketId, customerId, close }: Props) {
  const { incident, house } = useText();
  const t = incident.declare;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { ours, me } = useHolders({ customerId });
  const [picked, setPicked] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const commander = picked ?? (me === "" ? (ours[0]?.value ?? "") : me);
  const declaring = useMutation({
    networkMode: "always",
    mutationFn: () => declareIncident(ticketId, { reason: reason.trim() || null, ...(commander === "" ? {} : { commander }) }),
    onSuccess: async (declared) => {
      client.setQueryData(roomKey(ticketId), declared);
      await Promise.all([
        client.invalidateQueries({ queryKey: ["incidents"] }),
        client.invalidateQueries({ queryKey: ["ticket", ticketId] }),
        navigate({ to: "/tickets/$ticketId/incident", params: { ticketId: String(ticketId) } }),
      ]);
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!declaring.isPending) declaring.mutate();
  };
  return (
    <Dialog title={t.title} close={close}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{t.lead}</p>
        <NativeSelect label={t.commander} value={commander} data={ours} onChange={(event) => setPicked(event.currentTarget.value)} />
        <TextInput
          label={t.reason}
          description={t.reasonHint}
          value={reason}
          maxLength={200}
          data-autofocus
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <ProblemNote error={declaring.error} />
        <div className={style.foot}>
          <Button variant="default" onClick={close}>
            {house.form.cancel}
          </Button>
          <Button type="submit" loading={declaring.isPending}>
            {t.submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

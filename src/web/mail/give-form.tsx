/** Where a message belongs that no rule could place: a new ticket of a customer, or a ticket that is there. */
import { Button, NativeSelect, NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { modelQuery } from "../api/queries.ts";
import { useText } from "../language/language.tsx";
import style from "./mail.module.css";

type Props = {
  subject: string;
  isBusy: boolean;
  give: (to: { customerId: string } | { ticketId: number }) => void;
  close: () => void;
};

export function GiveForm({ subject, isBusy, give, close }: Props) {
  const { mail: t, house } = useText();
  const { data: model } = useQuery(modelQuery);
  const [customerId, setCustomerId] = useState("");
  const [ticketId, setTicketId] = useState<number | string>("");
  const customers = Object.entries(model?.document.customers ?? {}).map(([value, { name }]) => ({ value, label: name }));
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (customerId !== "") give({ customerId });
  };
  const put = (event: FormEvent) => {
    event.preventDefault();
    if (typeof ticketId === "number") give({ ticketId });
  };
  return (
    <div className={style.give}>
      <form className={style.line} onSubmit={open} aria-label={t.held.giveFull({ subject })}>
        <NativeSelect
          label={t.held.customer}
          value={customerId}
          data={[{ value: "", label: t.held.choose }, ...customers]}
          onChange={(event) => setCustomerId(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={customerId === ""}>
          {t.held.open}
        </Button>
      </form>
      <form className={style.line} onSubmit={put} aria-label={t.held.toTicket}>
        <NumberInput label={t.held.ticket} value={ticketId} min={1} allowDecimal={false} hideControls onChange={setTicketId} />
        <Button type="submit" variant="default" loading={isBusy} disabled={typeof ticketId !== "number"}>
          {t.held.put}
        </Button>
      </form>
      <Button variant="subtle" size="xs" onClick={close}>
        {house.form.cancel}
      </Button>
    </div>
  );
}

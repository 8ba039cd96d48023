/** Short messages from addresses that nobody has named: each is given to a customer, or dropped. */
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { dropMessage, type HeldMessage, heldMessagesQuery, nameSender } from "../api/messages.ts";
import { modelQuery } from "../api/queries.ts";
import { Dialog } from "../kit/dialog.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { useLanguage, useText } from "../language/language.tsx";
import style from "./held-messages.module.css";

export function HeldMessages() {
  const { messages: t } = useText();
  const held = useInfiniteQuery(heldMessagesQuery);
  const [given, setGiven] = useState<HeldMessage | null>(null);
  const items = held.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={style.room} aria-labelledby="held-messages">
      <h2 id="held-messages">{t.title}</h2>
      <p className="soft">{t.lead}</p>
      {held.isPending && <Loading />}
      {held.isError && <Failure error={held.error} retry={() => void held.refetch()} />}
      {held.data !== undefined && items.length === 0 && <Empty title={t.empty} />}
      <ul className={style.list}>
        {items.map((message) => (
          <Card key={message.id} message={message} give={() => setGiven(message)} />
        ))}
      </ul>
      {held.hasNextPage && (
        <Button className={style.more!} variant="default" loading={held.isFetchingNextPage} onClick={() => void held.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {given !== null && <Giving message={given} close={() => setGiven(null)} />}
    </section>
  );
}

function Card({ message, give }: { message: HeldMessage; give: () => void }) {
  const { text, zoned } = useLanguage();
  const t = text.messages;
  const now = useNow();
  const client = useQueryClient();
  const dropping = useMutation({
    mutationFn: () => dropMessage(message.id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: heldMessagesQuery.queryKey });
      say({ label: t.dropped });
    },
  });
  const { address, channel } = message;
  return (
    <li className={style.card}>
      <p className={style.head}>
        <strong>{t.from({ address, way: text.channels.names[channel] })}</strong>
        <time dateTime={message.receivedAt}>{shortInstant(Date.parse(message.receivedAt), now, zoned)}</time>
      </p>
      <blockquote className={style.text}>{message.text}</blockquote>
      {message.reason !== null && <p className="soft">{t.why[message.reason]}</p>}
      <ProblemNote error={dropping.error} />
      <div className={style.acts}>
        <Button size="xs" onClick={give}>
          {t.assign}
        </Button>
        <Button size="xs" variant="default" loading={dropping.isPending} onClick={() => dropping.mutate()}>
          {t.drop}
        </Button>
      </div>
    </li>
  );
}

function Giving({ message, close }: { message: HeldMessage; close: () => void }) {
  const { messages: t } = useText();
  const client = useQueryClient();
  const { data: model } = useQuery(modelQuery);
  const [customerId, setCustomer] = useState("");
  const [contact, setContact] = useState("");
  const customers = Object.entries(model?.document.customers ?? {});
  const contacts = Object.entries(model?.document.customers[customerId]?.contacts ?? {});
  const filing = useMutation({
    mutationFn: () => nameSender(message.id, contact === "" ? { customerId } : { customerId, contact }),
    onSuccess: (tickets) => {
      void client.invalidateQueries({ queryKey: heldMessagesQuery.queryKey });
      say({ label: t.filed({ count: tickets.length }) });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (customerId !== "" && !filing.isPending) filing.mutate();
  };
  return (
    <Dialog close={close} title={t.assignTitle({ address: message.address })}>
      <form className={style.form} onSubmit={submit}>
        <NativeSelect
          label={t.customer}
          value={customerId}
          data={[{ value: "", label: "" }, ...customers.map(([value, { name }]) => ({ value, label: name }))]}
          onChange={(event) => {
            setCustomer(event.currentTarget.value);
            setContact("");
          }}
        />
        <NativeSelect
          label={t.contact}
          value={contact}
          disabled={customerId === ""}
          data={[{ value: "", label: t.noContact }, ...contacts.map(([value, { name }]) => ({ value, label: name }))]}
          onChange={(event) => setContact(event.currentTarget.value)}
        />
        <ProblemNote error={filing.error} />
        <Button type="submit" disabled={customerId === ""} loading={filing.isPending}>
          {t.save}
        </Button>
      </form>
    </Dialog>
  );
}

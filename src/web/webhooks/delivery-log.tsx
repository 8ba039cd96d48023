/** What was sent to one address, the newest first; each delivery opens with its request and every answer. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type DeliveryState, deliveriesQuery, replaySince, type WebhookDeliveryView, type WebhookView } from "../api/webhooks.ts";
import { Dialog } from "../kit/dialog.tsx";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { Empty, Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { Table } from "../kit/table.tsx";
import { Time } from "../kit/time.tsx";
import { instantOfWall, shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { useLanguage, useText } from "../language/language.tsx";
import { DeliveryDialog } from "./delivery-dialog.tsx";
import { useOpenLog } from "./open-log.ts";
import style from "./webhooks.module.css";

const states = ["waiting", "delivered", "failed"] as const;

export function DeliveryLog({ webhook }: { webhook: WebhookView }) {
  const { webhooks } = useText();
  const t = webhooks.log;
  const { delivery } = useSearch({ from: "/desk/webhooks" });
  const open = useOpenLog();
  const [state, setState] = useState<DeliveryState | "any">("any");
  const [isReplaying, setReplaying] = useState(false);
  const log = useInfiniteQuery(deliveriesQuery(webhook.id, state === "any" ? null : state));
  const items = log.data?.pages.flatMap((page) => page.items);
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div>
          <Link to="/webhooks" search={{}} className={style.back}>
            <Icon name="back" size={16} />
            {t.back}
          </Link>
          <h1>{t.title({ name: webhook.name })}</h1>
          <p className={style.lead}>
            <span className={style.url}>{webhook.url}</span> {t.kept}
          </p>
        </div>
        <Button variant="default" disabled={webhook.state !== "enabled"} onClick={() => setReplaying(true)}>
          {t.replaySince}
        </Button>
      </header>
      <NativeSelect
        label={t.filter}
        className={style.filter ?? ""}
        value={state}
        onChange={(event) => setState(event.currentTarget.value as DeliveryState | "any")}
        data={[{ value: "any", label: t.any }, ...states.map((each) => ({ value: each, label: t.states[each] }))]}
      />
      {log.isPending && <Loading />}
      {log.isError && <Failure error={log.error} retry={() => void log.refetch()} />}
      {items?.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      {items !== undefined && items.length > 0 && <Rows items={items} open={(id) => open(webhook.id, id)} name={webhook.name} />}
      {log.hasNextPage && (
        <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()} className={style.more ?? ""}>
          {t.more}
        </Button>
      )}
      {delivery !== undefined && <DeliveryDialog webhook={webhook} id={delivery} close={() => open(webhook.id)} />}
      {isReplaying && <ReplayDialog webhook={webhook} close={() => setReplaying(false)} />}
    </div>
  );
}

type RowsProps = { items: readonly WebhookDeliveryView[]; open: (id: number) => void; name: string };

function Rows({ items, open, name }: RowsProps) {
  const { text, zoned } = useLanguage();
  const t = text.webhooks.log;
  const now = useNow();
  const number = (label: string) => ({ text: label, isNumber: true as const });
  const columns = [
    t.columns.state,
    t.columns.type,
    t.columns.ticket,
    t.columns.at,
    number(t.columns.tries),
    t.columns.answer,
    number(t.columns.took),
  ];
  return (
    <Table caption={t.title({ name })} head={columns}>
      {items.map((item) => (
        <tr key={item.id}>
          <td>
            <span className={style.state} data-tone={item.state}>
              {t.states[item.state]}
            </span>
          </td>
          <td>
            <button
              type="button"
              className={style.open}
              onClick={() => open(item.id)}
              aria-label={`${item.type}: ${t.open({ id: item.id })}`}
            >
              {item.type}
            </button>
            {item.isReplay && <span className={style.mark}>{t.replayed}</span>}
          </td>
          <td>
            {item.ticketId !== null && (
              <Link to="/tickets/$ticketId" params={{ ticketId: String(item.ticketId) }}>
                #{item.ticketId}
              </Link>
            )}
          </td>
          <td>
            <Time at={Date.parse(item.eventAt)} now={now} />
          </td>
          <td data-number>{item.tries}</td>
          <td>
            {item.tries === 0 ? "" : (item.status ?? t.none)}
            {item.state === "waiting" && item.tries > 0 && item.dueAt !== null && (
              <span className={style.mark}>{t.dueAt({ at: shortInstant(Date.parse(item.dueAt), now, zoned) })}</span>
            )}
          </td>
          <td data-number>{item.durationMs === null ? "" : t.ms({ ms: item.durationMs })}</td>
        </tr>
      ))}
    </Table>
  );
}

function ReplayDialog({ webhook, close }: { webhook: WebhookView; close: () => void }) {
  const { text, zone } = useLanguage();
  const t = text.webhooks.replay;
  const [since, setSince] = useState("");
  const at = since === "" ? null : instantOfWall(since, zone);
  const replaying = useMutation({
    mutationFn: () => replaySince(webhook.id, new Date(at ?? 0).toISOString()),
    onSuccess: () => {
      say({ label: t.sent });
      close();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (at !== null) replaying.mutate();
  };
  return (
    <Dialog close={close} title={t.title({ name: webhook.name })}>
      <form className={style.form} onSubmit={submit} noValidate>
        <p>{t.lead}</p>
        <TextInput
          label={t.since}
          type="datetime-local"
          data-autofocus
          value={since}
          onChange={(event) => setSince(event.currentTarget.value)}
        />
        <ProblemNote error={replaying.error} />
        <Button type="submit" loading={replaying.isPending} disabled={at === null}>
          {t.send}
        </Button>
      </form>
    </Dialog>
  );
}

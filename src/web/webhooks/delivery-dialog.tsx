/** One delivery whole: what is sent, and what came back each time. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { deliveryQuery, replayDelivery, type WebhookView, type WholeWebhookDeliveryView } from "../api/webhooks.ts";
import { Dialog } from "../kit/dialog.tsx";
import { useNow } from "../kit/now.ts";
import { Failure, Loading, ProblemNote } from "../kit/states.tsx";
import { Time } from "../kit/time.tsx";
import { say } from "../kit/undo-store.ts";
import { useText } from "../language/language.tsx";
import style from "./webhooks.module.css";

type Props = { webhook: WebhookView; id: number; close: () => void };

export function DeliveryDialog({ webhook, id, close }: Props) {
  const { webhooks } = useText();
  const t = webhooks.delivery;
  const client = useQueryClient();
  const delivery = useQuery(deliveryQuery(webhook.id, id));
  const sending = useMutation({
    mutationFn: () => replayDelivery(webhook.id, id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["webhooks", webhook.id, "deliveries"] });
      say({ label: t.sent });
      close();
    },
  });
  return (
    <Dialog close={close} isWide title={t.title({ id })}>
      {delivery.isPending && <Loading />}
      {delivery.isError && <Failure error={delivery.error} />}
      {delivery.data !== undefined && (
        <div className={style.form}>
          <Whole delivery={delivery.data} />
          <ProblemNote error={sending.error} />
          <Button variant="default" disabled={webhook.state !== "enabled"} loading={sending.isPending} onClick={() => sending.mutate()}>
            {t.again}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Whole({ delivery }: { delivery: WholeWebhookDeliveryView }) {
  const { webhooks } = useText();
  const t = webhooks.delivery;
  const now = useNow();
  return (
    <>
      <p>
        <span className={style.state} data-tone={delivery.state}>
          {webhooks.log.states[delivery.state]}
        </span>{" "}
        <strong>{delivery.type}</strong>
      </p>
      <p className="soft">
        {t.message}: <code>{delivery.messageId}</code>
      </p>
      <h3>{t.attempts}</h3>
      {delivery.attempts.length === 0 && <p className="soft">{t.waiting}</p>}
      <ol className={style.attempts}>
        {delivery.attempts.map(({ number, beganAt, durationMs, status, said }) => (
          <li key={number}>
            <p>
              {t.attempt({ number })}, <Time at={Date.parse(beganAt)} now={now} form="row" />:{" "}
              <strong>{status ?? webhooks.log.none}</strong>, {webhooks.log.ms({ ms: durationMs })}
            </p>
            {said !== null && said !== "" && <pre>{said}</pre>}
          </li>
        ))}
      </ol>
      <h3>{t.request}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={style.body} tabIndex={0} aria-label={t.request}>
        <pre>{JSON.stringify(JSON.parse(delivery.body), null, 2)}</pre>
      </section>
    </>
  );
}

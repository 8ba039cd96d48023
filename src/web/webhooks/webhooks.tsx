/** The room of webhooks: where events go, how each address stands, and what was sent to it. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { webhooksQuery } from "../api/webhooks.ts";
import { Icon } from "../kit/icon.tsx";
import { Empty, Failure, Loading } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { DeliveryLog } from "./delivery-log.tsx";
import type { Over } from "./over.ts";
import { Removal, Rotation } from "./secret-dialogs.tsx";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookRow } from "./webhook-row.tsx";
import style from "./webhooks.module.css";

export function Webhooks() {
  const { webhooks: t } = useText();
  const { webhook: chosen } = useSearch({ from: "/desk/webhooks" });
  const webhooks = useQuery(webhooksQuery);
  const [over, setOver] = useState<Over>(null);
  const close = () => setOver(null);
  const shown = webhooks.data?.find(({ id }) => id === chosen);
  if (shown !== undefined) return <DeliveryLog webhook={shown} />;
  return (
    <div className={style.page}>
      <header className={style.head}>
        <div>
          <h1>{t.title}</h1>
          <p className={style.lead}>{t.lead}</p>
        </div>
        <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setOver({ kind: "form", webhook: null })}>
          {t.add}
        </Button>
      </header>
      {webhooks.isPending && <Loading />}
      {webhooks.isError && <Failure error={webhooks.error} retry={() => void webhooks.refetch()} />}
      {webhooks.data?.length === 0 && <Empty title={t.empty}>{t.emptyHint}</Empty>}
      {webhooks.data !== undefined && webhooks.data.length > 0 && (
        <ul className={style.list} aria-label={t.list}>
          {webhooks.data.map((webhook) => (
            <WebhookRow key={webhook.id} webhook={webhook} open={setOver} />
          ))}
        </ul>
      )}
      {over?.kind === "form" && <WebhookForm webhook={over.webhook} close={close} />}
      {over?.kind === "rotate" && over.webhook !== null && <Rotation webhook={over.webhook} close={close} />}
      {over?.kind === "remove" && over.webhook !== null && <Removal webhook={over.webhook} close={close} />}
    </div>
  );
}

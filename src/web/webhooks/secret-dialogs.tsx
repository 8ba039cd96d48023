/** A new secret for a webhook, shown once; and the question before one is removed. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { removeWebhook, rotateSecret, type WebhookView, webhooksQuery } from "../api/webhooks.ts";
import { Dialog } from "../kit/dialog.tsx";
import { ProblemNote } from "../kit/states.tsx";
import { useText } from "../language/language.tsx";
import { Once } from "../people/once.tsx";
import style from "./webhooks.module.css";

type Props = { webhook: WebhookView; close: () => void };

export function Rotation({ webhook: { id, name }, close }: Props) {
  const { webhooks } = useText();
  const t = webhooks.secret;
  const rotating = useMutation({ mutationFn: () => rotateSecret(id) });
  const secret = rotating.data?.secret;
  return (
    <Dialog close={close} title={secret === undefined ? t.rotateTitle({ name }) : t.title({ name })} isKept={secret !== undefined}>
      {secret === undefined ? (
        <div className={style.form}>
          <p>{t.rotateLead}</p>
          <ProblemNote error={rotating.error} />
          <Button data-autofocus loading={rotating.isPending} onClick={() => rotating.mutate()}>
            {t.make}
          </Button>
        </div>
      ) : (
        <Once lead={`${t.lead} ${t.rotateLead}`} label={t.label} copyLabel={t.copy} secret={secret} done={close} />
      )}
    </Dialog>
  );
}

export function Removal({ webhook: { id, name }, close }: Props) {
  const { webhooks } = useText();
  const t = webhooks.remove;
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => removeWebhook(id),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
      close();
    },
  });
  return (
    <Dialog close={close} title={t.title({ name })}>
      <div className={style.form}>
        <p>{t.lead}</p>
        <ProblemNote error={removing.error} />
        <Button color="alarm" loading={removing.isPending} onClick={() => removing.mutate()}>
          {t.act}
        </Button>
      </div>
    </Dialog>
  );
}

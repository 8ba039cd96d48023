/** One address: what it hears of, how it stands, and what can be done with it. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { modelQuery } from "../api/queries.ts";
import { changeWebhook, testWebhook, type WebhookView, webhooksQuery } from "../api/webhooks.ts";
import { Icon } from "../kit/icon.tsx";
import { useNow } from "../kit/now.ts";
import { ProblemNote } from "../kit/states.tsx";
import { shortInstant } from "../kit/time-text.ts";
import { say } from "../kit/undo-store.ts";
import { textOf, useLanguage, useText } from "../language/language.tsx";
import { useOpenLog } from "./open-log.ts";
import type { Over } from "./over.ts";
import style from "./webhooks.module.css";

export function WebhookRow({ webhook, open }: { webhook: WebhookView; open: (over: Over) => void }) {
  const { text, code } = useLanguage();
  const t = text.webhooks;
  const { data: model } = useQuery(modelQuery);
  const name = webhook.customer;
  const customer = name === null ? t.all : textOf(model?.document.customers[name]?.name ?? name, code);
  const tone = webhook.state === "enabled" ? (webhook.failingSince === null ? "well" : "trouble") : webhook.state;
  return (
    <li className={style.row} data-tone={tone}>
      <div className={style.what}>
        <h2>{webhook.name}</h2>
        <p className={style.url}>{webhook.url}</p>
        <p className="soft">
          {customer}
          {webhook.hasPersonal && <>, {t.personal}</>}
        </p>
      </div>
      <div className={style.hears}>
        <ul className={style.patterns}>
          {webhook.patterns.map((pattern) => (
            <li key={pattern}>{pattern === "*" ? t.everything : pattern}</li>
          ))}
        </ul>
        <Standing webhook={webhook} />
      </div>
      <Acts webhook={webhook} open={open} />
    </li>
  );
}

function Standing({ webhook: { state, failingSince } }: { webhook: WebhookView }) {
  const { text, zoned } = useLanguage();
  const t = text.webhooks.states;
  const now = useNow();
  const isTrouble = state === "enabled" && failingSince !== null;
  return (
    <p className={style.state} data-tone={isTrouble ? "trouble" : state}>
      {isTrouble ? t.trouble({ since: shortInstant(Date.parse(failingSince), now, zoned) }) : t[state]}
    </p>
  );
}

function Acts({ webhook, open }: { webhook: WebhookView; open: (over: Over) => void }) {
  const { webhooks } = useText();
  const t = webhooks.acts;
  const client = useQueryClient();
  const showLog = useOpenLog();
  const { id, name } = webhook;
  const isOn = webhook.state === "enabled";
  const forget = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
  const testing = useMutation({ mutationFn: () => testWebhook(id), onSuccess: () => say({ label: t.tested }) });
  const switching = useMutation({ mutationFn: () => changeWebhook(id, { isEnabled: !isOn }), onSuccess: forget });
  return (
    <div className={style.acts}>
      <div className={style.buttons}>
        <Button size="xs" variant="default" onClick={() => showLog(id)} aria-label={t.logOf({ name })}>
          {t.log}
        </Button>
        {isOn && (
          <Button size="xs" variant="default" loading={testing.isPending} onClick={() => testing.mutate()} aria-label={t.testOf({ name })}>
            {t.test}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => open({ kind: "form", webhook })} aria-label={t.editOf({ name })}>
          {t.edit}
        </Button>
        <Button
          size="xs"
          variant="default"
          loading={switching.isPending}
          onClick={() => switching.mutate()}
          aria-label={isOn ? t.offOf({ name }) : t.onOf({ name })}
        >
          {isOn ? t.off : t.on}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => open({ kind: "rotate", webhook })}
          aria-label={webhooks.secret.rotateTitle({ name })}
          leftSection={<Icon name="key" size={14} />}
        >
          {webhooks.secret.rotate}
        </Button>
        <Button size="xs" variant="default" onClick={() => open({ kind: "remove", webhook })} aria-label={webhooks.remove.title({ name })}>
          {webhooks.remove.act}
        </Button>
      </div>
      <ProblemNote error={testing.error ?? switching.error} />
    </div>
  );
}

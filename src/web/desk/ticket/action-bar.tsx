/** What can be done now: the usual in the bar, the rest behind "More", all by key. */
import { Menu } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import { Overtaken, useAct } from "./act.ts";
import style from "./action-bar.module.css";
import { ActionDialog } from "./action-dialog.tsx";
import { type Action, actionsOf, type Scene } from "./actions.ts";
import { eventLine } from "./event-line.ts";

export function ActionBar({ scene }: { scene: Scene }) {
  const { text, locale } = useLanguage();
  const t = text.ticket.actions;
  const act = useAct(scene.ticket.id);
  const [asked, setAsked] = useState<string | null>(null);
  const possible = actionsOf(scene).filter(({ isPossible }) => isPossible);
  const dialog = possible.find(({ id }) => id === asked);
  const begin = (action: Action) => {
    act.reset();
    if (action.fields.length > 0) setAsked(action.id);
    else act.mutate({ action, values: {}, idempotencyKey: crypto.randomUUID() });
  };
  useKeys(
    text.house.keys.groups.ticket,
    possible.map((action) => ({ keys: action.keys, label: action.label, run: () => begin(action) })),
  );
  const overtaken = act.error instanceof Overtaken ? act.error : null;
  const rest = possible.filter(({ isMain }) => !isMain);
  return (
    <div className={style.bar} role="toolbar" aria-label={t.bar}>
      {possible
        .filter(({ isMain }) => isMain)
        .map((action) => (
          <button key={action.id} type="button" className={style.action} onClick={() => begin(action)} aria-keyshortcuts={action.keys}>
            <Icon name={action.icon} size={16} />
            <span>{action.label}</span>
            <kbd>{action.keys}</kbd>
          </button>
        ))}
      {rest.length > 0 && (
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <button type="button" className={style.action}>
              <Icon name="more" size={16} />
              <span>{t.more}</span>
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((action) => (
              <Menu.Item
                key={action.id}
                leftSection={<Icon name={action.icon} size={16} />}
                rightSection={<kbd>{action.keys}</kbd>}
                onClick={() => begin(action)}
              >
                {action.label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog !== undefined && (
        <ActionDialog
          key={dialog.id}
          action={dialog}
          isBusy={act.isPending}
          error={overtaken === null ? act.error : null}
          close={() => setAsked(null)}
          run={(values, idempotencyKey) => act.mutate({ action: dialog, values, idempotencyKey }, { onSuccess: () => setAsked(null) })}
        />
      )}
      {dialog === undefined && act.error !== null && overtaken === null && (
        <div className={style.problem}>
          <ProblemNote error={act.error} />
        </div>
      )}
      {overtaken !== null && (
        <div className={style.stale} role="alert">
          <strong>{text.ticket.stale.title}</strong>
          <p>
            {text.ticket.stale.sentence(
              overtaken.events.flatMap((event) => eventLine(event, text, scene.name, locale) ?? []).join("; ") || text.ticket.stale.unknown,
            )}
          </p>
          <button type="button" className={style.action} onClick={() => act.reset()}>
            {text.house.form.close}
          </button>
        </div>
      )}
    </div>
  );
}

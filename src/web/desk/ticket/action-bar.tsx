/** What can be done now: the usual in the bar, the rest behind "More", all by key. */
import { Menu } from "@mantine/core";
import { useState } from "react";
import { Icon } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { ProblemNote } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import { Overtaken, useAct } from "./act.ts";
import type { Action, Scene } from "./action.ts";
import style from "./action-bar.module.css";
import { ActionDialog } from "./action-dialog.tsx";
import { actionsOf } from "./action-list.ts";
import { eventLine } from "./event-line.ts";

export function ActionBar({ scene }: { scene: Scene }) {
  const { text } = useLanguage();
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
  return (
    <div className={style.bar} role="toolbar" aria-label={text.ticket.actions.bar}>
      {possible
        .filter(({ isMain }) => isMain)
        .map((action) => (
          <button key={action.id} type="button" className={style.action} onClick={() => begin(action)} aria-keyshortcuts={action.keys}>
            <Icon name={action.icon} size={16} />
            <span>{action.label}</span>
            <kbd>{action.keys}</kbd>
          </button>
        ))}
      <More actions={possible.filter(({ isMain }) => !isMain)} begin={begin} />
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
      {overtaken !== null && <Stale overtaken={overtaken} scene={scene} close={act.reset} />}
    </div>
  );
}

function More({ actions, begin }: { actions: readonly Action[]; begin: (action: Action) => void }) {
  const { text } = useLanguage();
  if (actions.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <button type="button" className={style.action}>
          <Icon name="more" size={16} />
          <span>{text.ticket.actions.more}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
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
  );
}

/** Somebody was quicker: what they did is said, and the page shows it already. */
function Stale({ overtaken, scene, close }: { overtaken: Overtaken; scene: Scene; close: () => void }) {
  const { text, locale } = useLanguage();
  const { stale } = text.ticket;
  const what = overtaken.events.flatMap((event) => eventLine(event, text, scene.name, locale) ?? []).join("; ");
  return (
    <div className={style.stale} role="alert">
      <strong>{stale.title}</strong>
      <p>{stale.sentence(what === "" ? stale.unknown : what)}</p>
      <button type="button" className={style.action} onClick={close}>
        {text.house.form.close}
      </button>
    </div>
  );
}

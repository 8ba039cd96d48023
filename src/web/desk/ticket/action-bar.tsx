/** What can be done now: the usual in the bar, the rest behind "More", all by key and from the palette. */
import { Menu } from "@mantine/core";
import { useLayoutEffect, useRef } from "react";
import { Icon, type IconName } from "../../kit/icon.tsx";
import { useKeys } from "../../kit/keys.ts";
import { usePalette } from "../../kit/palette.tsx";
import { ProblemNote } from "../../kit/states.tsx";
import { useLanguage } from "../../language/language.tsx";
import { refusalOf, useAct } from "./act.ts";
import type { Action, Scene } from "./action.ts";
import style from "./action-bar.module.css";
import { ActionDialog } from "./action-dialog.tsx";
import { actionsOf } from "./action-list.ts";
import { ask, stopAsking, useAsked } from "./asked.ts";
import { Overtaken } from "./deed.ts";
import { eventLine } from "./event-line.ts";

/** Something that leads elsewhere: another page, a list to choose from. */
export type Way = { id: string; label: string; icon: IconName; keys: string | null; run: () => void };

export function ActionBar({ scene, ways }: { scene: Scene; ways: readonly Way[] }) {
  const { text } = useLanguage();
  const { id } = scene.ticket;
  const { acting, hold } = useAct(id, scene.me);
  const asked = useAsked(id);
  const refusal = useRef<{ of: unknown; error: unknown }>({ of: null, error: null });
  const possible = actionsOf(scene).filter(({ isPossible }) => isPossible);
  const listed = possible.filter(({ keys }) => keys !== null);
  const dialog = possible.find((action) => action.id === asked?.action);
  if (dialog !== undefined && refusal.current.of !== asked) refusal.current = { of: asked, error: refusalOf(id, dialog.id) };
  const begin = (action: Action) => {
    acting.reset();
    if (action.fields.length > 0) ask(id, action.id);
    else acting.mutate({ action, values: {}, idempotencyKey: crypto.randomUUID() });
  };
  const all: Way[] = [...listed.map((action) => ({ ...action, run: () => begin(action) })), ...ways];
  useKeys(
    text.house.keys.groups.ticket,
    all.flatMap(({ keys, label, run }) => (keys === null ? [] : [{ keys, label, run }])),
  );
  usePalette(
    text.house.keys.groups.ticket,
    all.map(({ id: name, label, icon, keys, run }) => ({ id: name, label, icon, keys: keys ?? undefined, run })),
  );
  const bar = useKeptFocus(listed.map((action) => action.id).join());
  const error = acting.error ?? (dialog === undefined ? null : refusal.current.error);
  const overtaken = error instanceof Overtaken ? error : null;
  return (
    <div ref={bar} className={style.bar} role="toolbar" aria-label={text.ticket.actions.bar} tabIndex={-1}>
      <Buttons actions={listed.filter(({ isMain }) => isMain)} begin={begin} />
      <More ways={all.filter((way) => !listed.some((action) => action.isMain && action.id === way.id))} />
      {dialog !== undefined && asked !== null && (
        <ActionDialog
          key={`${dialog.id} ${JSON.stringify(asked.preset)}`}
          ticketId={id}
          action={dialog}
          preset={asked.preset}
          isBusy={acting.isPending}
          error={overtaken === null ? error : null}
          close={stopAsking}
          run={(values, idempotencyKey) => {
            const doing = { action: dialog, values: { ...asked.preset, ...values }, idempotencyKey };
            if (dialog.held === undefined) acting.mutate(doing, { onSuccess: stopAsking });
            else {
              stopAsking();
              hold(doing);
            }
          }}
        />
      )}
      {dialog === undefined && acting.error !== null && overtaken === null && (
        <div className={style.problem}>
          <ProblemNote error={acting.error} />
        </div>
      )}
      {overtaken !== null && <Stale overtaken={overtaken} scene={scene} close={acting.reset} />}
    </div>
  );
}

function Buttons({ actions, begin }: { actions: readonly Action[]; begin: (action: Action) => void }) {
  return actions.map((action) => (
    <button
      key={action.id}
      type="button"
      className={style.action}
      onClick={() => begin(action)}
      aria-keyshortcuts={action.keys ?? undefined}
    >
      <Icon name={action.icon} size={16} />
      <span>{action.label}</span>
      <kbd>{action.keys}</kbd>
    </button>
  ));
}

/** A button that was pressed and is possible no more takes the keyboard with it: it stays in the bar. */
function useKeptFocus(signature: string) {
  const bar = useRef<HTMLDivElement>(null);
  const wasHere = useRef(false);
  useLayoutEffect(() => {
    const element = bar.current;
    if (element === null) return;
    const note = () => {
      wasHere.current = element.contains(document.activeElement);
    };
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the buttons change
  useLayoutEffect(() => {
    if (wasHere.current && document.activeElement === document.body) bar.current?.querySelector("button")?.focus();
  }, [signature]);
  return bar;
}

function More({ ways }: { ways: readonly Way[] }) {
  const { text } = useLanguage();
  if (ways.length === 0) return null;
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <button type="button" className={style.action}>
          <Icon name="more" size={16} />
          <span>{text.ticket.actions.more}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className={style.menu!}>
        {ways.map(({ id, icon, keys, label, run }) => (
          <Menu.Item
            key={id}
            leftSection={<Icon name={icon} size={16} />}
            rightSection={keys === null ? null : <kbd>{keys}</kbd>}
            onClick={run}
          >
            {label}
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
  const telling = { text, locale, name: scene.name, task: (id: string) => scene.ticket.tasks.find((task) => task.id === id)?.text ?? id };
  const what = overtaken.events.flatMap((event) => eventLine(event, telling) ?? []).join("; ");
  return (
    <div className={style.stale} role="alert">
      <strong>{stale.title}</strong>
      <p>{stale.sentence({ what: what === "" ? stale.unknown : what })}</p>
      <button type="button" className={style.action} onClick={close}>
        {text.house.form.close}
      </button>
    </div>
  );
}

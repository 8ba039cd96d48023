/** The command palette, open: one field in which everything is found, and arrows to choose. Focus comes back to where it was. */
import { Modal } from "@mantine/core";
import { useCallback, useId, useRef, useState } from "react";
import { useText } from "../language/language.tsx";
import { Icon } from "./icon.tsx";
import { type PaletteGroup, type PaletteItem, usePaletteGroups } from "./palette.tsx";
import style from "./palette-box.module.css";
import { fitting } from "./palette-match.ts";
import { useFound, useHouseGroups } from "./palette-sources.ts";

/** `begun`: what was typed while the palette was on its way. */
type Props = { close: () => void; openKeys: () => void; begun: () => string };

/** Of each group; more would push the others out of sight. */
const mostOfGroup = 6;

export function PaletteBox({ close, openKeys, begun }: Props) {
  const { palette } = useText();
  const id = useId();
  const [typed, setTyped] = useState("");
  const list = useRef<HTMLDivElement>(null);
  const { groups, isSearching } = useGroups(typed, openKeys);
  const items = groups.flatMap((group) => group.items.map((item) => ({ item, id: `${id}-${group.id}-${item.id}` })));
  const run = (item: PaletteItem) => {
    close();
    // After the focus came back: what is done may take it elsewhere.
    setTimeout(() => item.run(), 10);
  };
  const { place, choose, onKeyDown } = useChoice(items.length, (at) => {
    const item = items[at]?.item;
    if (item !== undefined) run(item);
  });
  const write = (next: string) => {
    setTyped(next);
    choose(0);
    list.current?.scrollTo({ top: 0 });
  };
  return (
    <Modal.Root opened onClose={close} returnFocus={false} size="40rem" padding={0} yOffset="10vh">
      <Modal.Overlay />
      <Modal.Content aria-label={palette.title} className={style.body!}>
        <Field
          typed={typed}
          write={write}
          begun={begun}
          list={`${id}-list`}
          active={items[place]?.id}
          onKeyDown={onKeyDown}
          close={close}
        />
        <div ref={list} className={style.list} id={`${id}-list`} role="listbox" aria-label={palette.results}>
          {groups.map((group) => (
            <Group key={group.id} group={group} id={id} active={items[place]?.id} run={run} />
          ))}
        </div>
        <p className={style.foot} role="status">
          {items.length === 0
            ? isSearching
              ? palette.searching
              : palette.nothing({ query: typed })
            : `${palette.count({ count: items.length })} · ${isSearching ? palette.searching : palette.hint}`}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

/** What fits what is typed: of this page first, then of the house, then what the server finds. */
function useGroups(typed: string, openKeys: () => void): { groups: readonly PaletteGroup[]; isSearching: boolean } {
  const page = usePaletteGroups();
  const own = useHouseGroups(openKeys);
  const found = useFound(typed);
  const most = typed.trim() === "" ? 99 : mostOfGroup;
  const still = [...page, ...own].map((group) => ({ ...group, items: fitting(group.items, typed, most) }));
  const groups = [...found.first, ...still, ...found.groups].filter(({ items }) => items.length > 0);
  return { groups, isSearching: found.isSearching };
}

/** Which of so many is meant, and the keys that move it. */
function useChoice(count: number, act: (at: number) => void) {
  const [chosen, choose] = useState(0);
  const place = Math.min(chosen, count - 1);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 8, PageUp: place - 8 }[event.key];
    if (to !== undefined && count > 0) {
      event.preventDefault();
      choose(event.key.startsWith("Page") ? Math.min(Math.max(to, 0), count - 1) : (to + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      act(place);
    }
  };
  return { place, choose, onKeyDown };
}

type FieldProps = {
  typed: string;
  write: (next: string) => void;
  begun: () => string;
  list: string;
  active: string | undefined;
  onKeyDown: (event: React.KeyboardEvent) => void;
  close: () => void;
};

function Field({ typed, write, begun, list, active, onKeyDown, close }: FieldProps) {
  const { palette, house } = useText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was begun is taken once, when there is a field to take it
  const take = useCallback((input: HTMLInputElement | null) => {
    if (input === null) return;
    // At once: whoever types on loses no letter.
    input.focus();
    const letters = begun();
    if (letters !== "") write(letters);
  }, []);
  return (
    <div className={style.top}>
      <Icon name="search" size={18} />
      <input
        className={style.input}
        data-autofocus
        ref={take}
        role="combobox"
        aria-label={palette.label}
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active}
        placeholder={palette.placeholder}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="button" className={style.close} aria-label={house.form.close} onClick={close}>
        <Icon name="cross" size={16} />
      </button>
    </div>
  );
}

type GroupProps = { group: PaletteGroup; id: string; active: string | undefined; run: (item: PaletteItem) => void };

function Group({ group, id, active, run }: GroupProps) {
  const head = `${id}-${group.id}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options, for which HTML has no element outside of <select>
    <div role="group" aria-labelledby={head}>
      <div className={style.group} id={head} role="presentation">
        {group.group}
      </div>
      {group.items.map((item) => {
        const own = `${id}-${group.id}-${item.id}`;
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus, and names the option that is meant
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose
          <div
            key={item.id}
            id={own}
            role="option"
            aria-selected={own === active}
            className={style.item}
            onClick={() => run(item)}
            ref={own === active ? (row) => row?.scrollIntoView({ block: "nearest" }) : undefined}
          >
            <span className={style.sign}>{item.icon !== undefined && <Icon name={item.icon} size={16} />}</span>
            <span className={style.label}>{item.label}</span>
            {item.hint !== undefined && <span className={style.hint}>{item.hint}</span>}
            {item.keys !== undefined && (
              <span className={style.keys}>
                {item.keys.split(" ").map((key) => (
                  <kbd key={key}>{key.replace("mod+", "Ctrl ")}</kbd>
                ))}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

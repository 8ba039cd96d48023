/** The command palette, open: one field in which everything is found, and arrows to choose. Focus comes back to where it was. */
import { Modal } from "@mantine/core";
import { useCallback, useId, useMemo, useRef, useState } from "react";
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
  const { palette, house } = useText();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was begun is taken once, when there is a field to take it
  const field = useCallback((input: HTMLInputElement | null) => {
    if (input === null) return;
    // At once: whoever types on loses no letter.
    input.focus();
    setTyped((before) => before + begun());
  }, []);
  const page = usePaletteGroups();
  const own = useHouseGroups(openKeys);
  const found = useFound(typed);
  const groups = useMemo(() => {
    const still = [...page, ...own].map((group) => ({
      ...group,
      items: fitting(group.items, typed, typed.trim() === "" ? 99 : mostOfGroup),
    }));
    return [...found.first, ...still, ...found.groups].filter(({ items }) => items.length > 0);
  }, [page, own, found, typed]);
  const items = groups.flatMap((group) => group.items.map((item) => ({ item, id: `${id}-${group.id}-${item.id}` })));
  const place = Math.min(chosen, items.length - 1);
  const run = (item: PaletteItem) => {
    close();
    // After the focus came back: what is done may take it elsewhere.
    setTimeout(() => item.run(), 0);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 8, PageUp: place - 8 }[event.key];
    if (to !== undefined && items.length > 0) {
      event.preventDefault();
      setChosen(event.key.startsWith("Page") ? Math.min(Math.max(to, 0), items.length - 1) : (to + items.length) % items.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      const item = items[place]?.item;
      if (item !== undefined) run(item);
    }
  };
  return (
    <Modal.Root opened onClose={close} size="40rem" padding={0} yOffset="10vh">
      <Modal.Overlay />
      <Modal.Content aria-label={palette.title} className={style.body!}>
        <div className={style.top}>
          <Icon name="search" size={18} />
          <input
            className={style.input}
            data-autofocus
            ref={field}
            role="combobox"
            aria-label={palette.label}
            aria-expanded
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={items[place]?.id}
            placeholder={palette.placeholder}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setChosen(0);
              list.current?.scrollTo({ top: 0 });
            }}
            onKeyDown={onKeyDown}
          />
          <button type="button" className={style.close} aria-label={house.form.close} onClick={close}>
            <Icon name="cross" size={16} />
          </button>
        </div>
        <div ref={list} className={style.list} id={`${id}-list`} role="listbox" aria-label={palette.results}>
          {groups.map((group) => (
            <Group key={group.id} group={group} id={id} active={items[place]?.id} run={run} />
          ))}
        </div>
        <p className={style.foot} role="status">
          {items.length === 0
            ? found.isSearching
              ? palette.searching
              : palette.nothing({ query: typed })
            : `${palette.count({ count: items.length })} · ${found.isSearching ? palette.searching : palette.hint}`}
        </p>
      </Modal.Content>
    </Modal.Root>
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

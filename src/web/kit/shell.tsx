/** The frame of the desk: the rail with where one can go, the connection, what needs me, and who I am; palette, keys and undo over it all. */
import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { meQuery } from "../api/queries.ts";
import { useReaderOf, useText } from "../language/language.tsx";
import { Bell } from "./bell.tsx";
import { ConnectionMark, LostBanner } from "./connection.tsx";
import { Icon, Lamp } from "./icon.tsx";
import { useKeyboard, useKeys } from "./keys.ts";
import { phone, useMatches } from "./matches.ts";
import { useMay } from "./may.ts";
import { type Place, places } from "./places.ts";
import { SchemeMenu } from "./scheme.tsx";
import style from "./shell.module.css";
import { Loading } from "./states.tsx";
import { UndoLines } from "./undo.tsx";
import { UserMenu } from "./user-menu.tsx";

const loadPalette = () => import("./palette-box.tsx");
const PaletteBox = lazy(() => loadPalette().then(({ PaletteBox: box }) => ({ default: box })));
const loadKeySheet = () => import("./key-sheet.tsx");
const KeySheet = lazy(loadKeySheet);
/** When nothing else is to be loaded any more. */
const restLoadedAfterMs = 3_000;

/** On a phone the rail has room for so many places before "more". */
const onPhone = 3;

export function Shell() {
  const { house, queue } = useText();
  const { data: me } = useQuery(meQuery);
  const [isSheetOpen, setSheet] = useState(false);
  const [isPaletteOpen, setPalette] = useState(false);
  const begun = useBegunTyping(isPaletteOpen);
  useReaderOf(me);
  useKeyboard();
  useRestLoaded();
  const open = useOpenPlaces();
  const cameFrom = useRef<Element | null>(null);
  const openPalette = () => {
    cameFrom.current = document.activeElement;
    setPalette(true);
  };
  const closePalette = () => {
    setPalette(false);
    // Behind the dialog's own clearing up; what is done next may still take it elsewhere.
    setTimeout(() => cameFrom.current instanceof HTMLElement && cameFrom.current.focus({ preventScroll: true }), 0);
  };
  useKeys(house.keys.groups.everywhere, [
    { keys: "mod+k", label: house.keys.palette, isEverywhere: true, run: openPalette },
    { keys: "?", label: house.keys.sheet, run: () => setSheet(true) },
  ]);
  return (
    <div className={style.shell}>
      <a className={style.skip} href="#content">
        {house.nav.skip}
      </a>
      <nav className={style.rail} aria-label={house.nav.label}>
        <Link to="/queue" search={{}} className={style.brand} aria-label={`${house.name}: ${queue.title}`}>
          <Lamp />
        </Link>
        <Rail open={open} openPalette={openPalette} />
        <div className={style.foot}>
          <ConnectionMark />
          <Bell className={style.item!} />
          <SchemeMenu className={style.item!} />
          <UserMenu className={style.item!} openKeys={() => setSheet(true)} />
        </div>
      </nav>
      <main id="content" className={style.content} tabIndex={-1}>
        <LostBanner />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <UndoLines />
      {isSheetOpen && (
        <Suspense fallback={null}>
          <KeySheet close={() => setSheet(false)} />
        </Suspense>
      )}
      {isPaletteOpen && (
        <Suspense fallback={null}>
          <PaletteBox close={closePalette} openKeys={() => setSheet(true)} begun={begun} />
        </Suspense>
      )}
    </div>
  );
}

/** What no page needs to be shown, but any may be asked for at once. */
function useRestLoaded(): void {
  useEffect(() => {
    const wait = setTimeout(() => void Promise.all([loadPalette(), loadKeySheet()]), restLoadedAfterMs);
    return () => clearTimeout(wait);
  }, []);
}

/** Letters typed between the palette's key and the palette itself, which may have to be loaded first. Gives them once. */
function useBegunTyping(isOpen: boolean): () => string {
  const letters = useRef("");
  const isTaken = useRef(false);
  useEffect(() => {
    if (!isOpen) return;
    const collect = (event: KeyboardEvent) => {
      if (isTaken.current || event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      letters.current += event.key;
      event.preventDefault();
    };
    window.addEventListener("keydown", collect, { capture: true });
    return () => {
      window.removeEventListener("keydown", collect, { capture: true });
      letters.current = "";
      isTaken.current = false;
    };
  }, [isOpen]);
  return () => {
    isTaken.current = true;
    return letters.current;
  };
}

/** The places that the reader may enter; their keys act everywhere. */
function useOpenPlaces(): readonly Place[] {
  const text = useText();
  const may = useMay();
  const navigate = useNavigate();
  const open = places.filter(({ permission }) => permission === null || may(permission));
  const keyed = open.flatMap((place) => (place.keys === undefined ? [] : [{ ...place, keys: place.keys }]));
  useKeys(
    text.house.keys.groups.everywhere,
    keyed.map(({ keys, label, to }) => ({ keys, label: label(text), run: () => void navigate({ to }) })),
  );
  return open;
}

function Rail({ open, openPalette }: { open: readonly Place[]; openPalette: () => void }) {
  const { house } = useText();
  const isPhone = useMatches(phone);
  const onRail = open.filter(({ isQuiet }) => isQuiet !== true);
  const shown = isPhone ? onRail.slice(0, onPhone) : onRail;
  return (
    <div className={style.nav}>
      <button type="button" className={style.item} onClick={openPalette} title={house.keys.palette} aria-keyshortcuts="Control+K">
        <Icon name="search" size={20} />
        <span>{house.nav.search}</span>
      </button>
      {shown.map((place) => (
        <OnRail key={place.to} place={place} />
      ))}
      {isPhone && onRail.length > onPhone && <More rest={onRail.slice(onPhone)} />}
    </div>
  );
}

function OnRail({ place: { to, icon, label, Count } }: { place: Place }) {
  const text = useText();
  return (
    <Link to={to} className={style.item} activeOptions={{ includeSearch: false }}>
      <Icon name={icon} size={20} />
      <span>{label(text)}</span>
      {Count !== undefined && <Count />}
    </Link>
  );
}

function More({ rest }: { rest: readonly Place[] }) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <Menu position="top" width={220}>
      <Menu.Target>
        <button type="button" className={style.item}>
          <Icon name="more" size={20} />
          <span>{text.house.nav.more}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {rest.map(({ to, icon, label }) => (
          <Menu.Item key={to} leftSection={<Icon name={icon} size={16} />} onClick={() => void navigate({ to })}>
            {label(text)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The frame of the desk: the rail with where one can go, the connection, what needs me, and who I am. */
import { Menu } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { connectionNow, observeConnection } from "../api/live.ts";
import { meQuery } from "../api/queries.ts";
import { signOut } from "../api/session.ts";
import { useText } from "../language/language.tsx";
import { Bell } from "./bell.tsx";
import { Icon, type IconName, Lamp } from "./icon.tsx";
import { KeySheet } from "./key-sheet.tsx";
import { useKeyboard, useKeys } from "./keys.ts";
import { phone, useMatches } from "./matches.ts";
import { SchemeMenu } from "./scheme.tsx";
import style from "./shell.module.css";
import { Loading } from "./states.tsx";

export function Shell() {
  const text = useText();
  const navigate = useNavigate();
  const [isSheetOpen, setSheet] = useState(false);
  useKeyboard();
  useKeys(text.house.keys.groups.everywhere, [
    { keys: "g q", label: text.house.keys.toQueue, run: () => void navigate({ to: "/queue" }) },
    { keys: "g m", label: text.house.keys.toModel, run: () => void navigate({ to: "/model" }) },
    { keys: "c", label: text.house.keys.newTicket, run: () => void navigate({ to: "/tickets/new" }) },
    { keys: "?", label: text.house.keys.sheet, run: () => setSheet(true) },
  ]);
  return (
    <div className={style.shell}>
      <a className={style.skip} href="#content">
        {text.house.nav.skip}
      </a>
      <nav className={style.rail} aria-label={text.house.nav.label}>
        <Link to="/queue" className={style.brand} aria-label={text.house.name}>
          <Lamp />
        </Link>
        <div className={style.nav}>
          <Place to="/queue" icon="queue" label={text.house.nav.queue} />
          <Place to="/model" icon="model" label={text.house.nav.model} />
          <Place to="/tickets/new" icon="plus" label={text.queue.newTicket} />
        </div>
        <div className={style.foot}>
          <ConnectionMark />
          <Bell className={style.item!} />
          <SchemeMenu className={style.item!} />
          <UserMenu openKeys={() => setSheet(true)} />
        </div>
      </nav>
      <main id="content" className={style.content} tabIndex={-1}>
        <LostBanner />
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <KeySheet isOpen={isSheetOpen} close={() => setSheet(false)} />
    </div>
  );
}

function Place({ to, icon, label }: { to: string; icon: IconName; label: string }) {
  return (
    <Link to={to} className={style.item} activeOptions={{ includeSearch: false }}>
      <Icon name={icon} size={20} />
      <span>{label}</span>
    </Link>
  );
}

function useConnection() {
  return useSyncExternalStore(observeConnection, connectionNow);
}

function ConnectionMark() {
  const { house } = useText();
  const connection = useConnection();
  return (
    <div className={style.connection} data-connection={connection} role="status" title={house.connection[connection]}>
      <span className={style.lamp} aria-hidden="true" />
      <span className="unseen">{house.connection[connection]}</span>
    </div>
  );
}

/** Shown only when the gap lasts: a moment's interruption is nobody's business. */
function LostBanner() {
  const { house } = useText();
  const connection = useConnection();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    if (connection !== "lost") return setShown(false);
    const wait = setTimeout(() => setShown(true), 3_000);
    return () => clearTimeout(wait);
  }, [connection]);
  return isShown ? (
    <p className={style.banner} role="status">
      <Icon name="warn" size={16} /> {house.connection.lost}
    </p>
  ) : null;
}

function UserMenu({ openKeys }: { openKeys: () => void }) {
  const { house } = useText();
  const { data: me } = useQuery(meQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const leave = async () => {
    await signOut();
    client.clear();
    await navigate({ to: "/sign-in" });
  };
  return (
    <Menu position={useMatches(phone) ? "top-end" : "right-end"} width={220}>
      <Menu.Target>
        <button type="button" className={style.item} aria-label={me === undefined ? house.user.menu : `${house.user.menu}: ${me.name}`}>
          <span className={style.initials} data-initials={initials(me?.name ?? "")} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me?.name}
          {me?.email !== null && me?.email !== undefined && <div className="soft">{me.email}</div>}
        </Menu.Label>
        <Menu.Item leftSection={<Icon name="help" size={16} />} rightSection={<kbd>?</kbd>} onClick={openKeys}>
          {house.user.keys}
        </Menu.Item>
        <Menu.Item leftSection={<Icon name="leave" size={16} />} onClick={() => void leave()}>
          {house.user.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter((part) => part !== "")
    .map((part) => part[0]!.toUpperCase())
    .filter((_, index, all) => index === 0 || index === all.length - 1)
    .join("");
